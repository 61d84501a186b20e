"""Files that are kept: what a file is called and whose it is, apart from its content, which is stored once."""

from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from filters.models.ownership import Owned, OwnedQuerySet, Visibility

ID_LENGTH = 22  # of 62 characters: 131 bits, so that an id that was not told cannot be guessed


def new_id() -> str:
    """An id that nobody can guess."""
    return get_random_string(ID_LENGTH)


class Blob(models.Model):
    """Content. Its bytes are its segments' one after the other.

    One that is still arriving has no SHA-256 yet, and nobody refers to it but an upload: so what a broken upload
    leaves is found, and removed. `touched` is when something last arrived.
    """

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True, null=True, editable=False)
    size = models.BigIntegerField(_("size"), default=0, editable=False)
    touched = models.DateTimeField(_("touched"), auto_now_add=True, db_index=True, editable=False)

    class Meta:
        verbose_name = _("content")
        verbose_name_plural = _("contents")

    def __str__(self) -> str:
        return self.sha256 or f"content {self.pk}, still arriving"


class Segment(models.Model):
    """A piece of content, under a key of its own in the storage. Content that came in one piece has one."""

    blob = models.ForeignKey(Blob, on_delete=models.CASCADE, related_name="segments")
    number = models.PositiveIntegerField(_("number"))
    key = models.CharField(_("key"), max_length=200, unique=True)
    size = models.BigIntegerField(_("size"), default=0)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["blob", "number"], name="segment_number_once")]

    def __str__(self) -> str:
        return self.key


class StoredFileQuerySet(OwnedQuerySet["StoredFile"]):
    """Queries in the words of the domain."""

    def alive(self) -> Self:
        """Those that are there: an expired one is not, even before it is removed."""
        return self.filter(models.Q(expires__isnull=True) | models.Q(expires__gt=timezone.now()))

    def expired(self) -> Self:
        """Those that are to be removed."""
        return self.filter(expires__lte=timezone.now())


class StoredFile(Owned):
    """A file that someone keeps. Its id is what `"file": "<id>"` names."""

    id = models.CharField(_("id"), primary_key=True, max_length=ID_LENGTH, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=255)
    media_type = models.CharField(_("media type"), max_length=100, editable=False, help_text=_("By its bytes."))
    blob = models.ForeignKey(Blob, verbose_name=_("content"), on_delete=models.PROTECT, related_name="files")
    visibility = models.CharField(_("visibility"), max_length=7, choices=Visibility.choices, default=Visibility.PRIVATE)
    anonymous = models.BooleanField(
        _("anonymous"), default=False, editable=False, help_text=_("Kept by someone without a key or a login.")
    )
    created = models.DateTimeField(_("created"), auto_now_add=True)
    modified = models.DateTimeField(_("modified"), auto_now_add=True, help_text=_("When its content last changed."))
    expires = models.DateTimeField(
        _("expires"), null=True, blank=True, db_index=True, help_text=_("When it is removed; empty is never.")
    )

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ("-created", "id")
        indexes = [models.Index(fields=["owner", "name"], name="file_of_owner_by_name")]

    def __str__(self) -> str:
        return self.name


class FileAllowance(models.Model):
    """What one person's files may take, where it is not what everyone's may."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), on_delete=models.CASCADE, related_name="+"
    )
    megabytes = models.PositiveIntegerField(_("MiB"), help_text=_("All files together; 0 is no limit."))
    days = models.PositiveIntegerField(
        _("days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How long files are kept that say nothing themselves; empty is as for everyone."),
    )

    class Meta:
        verbose_name = _("file allowance")
        verbose_name_plural = _("file allowances")

    def __str__(self) -> str:
        return f"{self.megabytes} MiB for {self.owner}"


class Upload(models.Model):
    """A resumable upload (tus 1.0) that is under way. `blob.size` is how much of it has come."""

    id = models.CharField(_("id"), primary_key=True, max_length=ID_LENGTH, default=new_id, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), on_delete=models.CASCADE, null=True, related_name="+"
    )
    caller = models.CharField(_("caller"), max_length=100, help_text=_("Who began it, and goes on with it."))
    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, null=True, related_name="upload")
    length = models.BigIntegerField(_("length"), null=True, help_text=_("In bytes; empty is not known yet."))
    name = models.CharField(_("name"), max_length=255)
    metadata = models.TextField(_("metadata"), blank=True, help_text=_("Upload-Metadata as it came."))
    file = models.ForeignKey(
        StoredFile,
        verbose_name=_("file"),
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        help_text=_("What became of it."),
    )
    created = models.DateTimeField(_("created"), auto_now_add=True)
    expires = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

    def __str__(self) -> str:
        return self.name
