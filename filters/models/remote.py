"""Other servers: those that pictures are fetched from, and those that uploads are sent on to."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from filters.models.changes import AnnouncingQuerySet
from filters.models.secrets import SecretTextField

HOST = RegexValidator(
    r"^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$|^\[?[0-9a-f:.]+\]?$",
    _("A host name such as images.example.org, *.example.org for all below it, or an address."),
)


class RemoteHostQuerySet(AnnouncingQuerySet["RemoteHost"]):
    """Queries in the words of the domain."""


class RemoteHost(models.Model):
    """A server that pictures may be fetched from."""

    host = models.CharField(_("host"), max_length=253, validators=[HOST], help_text=_("A name, *.name, or an address."))
    port = models.PositiveIntegerField(
        _("port"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(65_535)],
        help_text=_("Empty is 80 for http and 443 for https."),
    )
    private = models.BooleanField(
        _("private"),
        default=False,
        help_text=_("Whether it may be in a private network, or this machine."),
    )
    active = models.BooleanField(_("active"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = RemoteHostQuerySet.as_manager()

    class Meta:
        verbose_name = _("remote host")
        verbose_name_plural = _("remote hosts")
        ordering = ("host", "port")
        constraints = [models.UniqueConstraint(fields=["host", "port"], name="remote_host_once")]

    def __str__(self) -> str:
        return self.host if self.port is None else f"{self.host}:{self.port}"


class DestinationQuerySet(AnnouncingQuerySet["Destination"]):
    """Queries in the words of the domain."""


class Destination(models.Model):
    """A server that uploads and pictures are sent on to, by a name; nobody else learns its address."""

    class Method(models.TextChoices):
        """How it wants to be asked."""

        POST = "POST", "POST"
        PUT = "PUT", "PUT"
        PATCH = "PATCH", "PATCH"

    class Body(models.TextChoices):
        """How it wants the file."""

        RAW = "raw", _("raw: the body is the file")
        MULTIPART = "multipart", _("multipart: a field of a form")

    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=100)
    url = SecretTextField(
        _("URL"), help_text=_("Where it goes. {name}, {sha256} and {id} are replaced. Encrypted, as it may be signed.")
    )
    method = models.CharField(_("method"), max_length=5, choices=Method.choices, default=Method.POST)
    headers = SecretTextField(_("headers"), blank=True, help_text=_("One a line, such as Authorization: Bearer ..."))
    body = models.CharField(_("body"), max_length=9, choices=Body.choices, default=Body.RAW)
    field = models.CharField(_("field"), max_length=100, default="file", help_text=_("The form's field, of multipart."))
    connect_s = models.FloatField(
        _("connect within"),
        default=5,
        validators=[MinValueValidator(0.1), MaxValueValidator(60)],
        help_text=_("Seconds."),
    )
    answer_s = models.FloatField(
        _("answer within"),
        default=60,
        validators=[MinValueValidator(0.1), MaxValueValidator(3600)],
        help_text=_("Seconds without a byte, while it takes the file and until it answers."),
    )
    private = models.BooleanField(
        _("private"),
        default=False,
        help_text=_("Whether it may be in a private network, or this machine."),
    )
    everyone = models.BooleanField(
        _("for everyone"), default=False, help_text=_("Whether who has neither a key nor a login may use it.")
    )
    active = models.BooleanField(_("active"), default=True)

    objects = DestinationQuerySet.as_manager()

    class Meta:
        verbose_name = _("destination")
        verbose_name_plural = _("destinations")
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.title
