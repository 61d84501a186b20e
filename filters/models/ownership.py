"""Whose a row is, and who else may see it: what presets and files have in common."""

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from filters.models.changes import AnnouncingQuerySet

OwnedT = TypeVar("OwnedT", bound="Owned")


class Visibility(models.TextChoices):
    """Who may see and use it."""

    PUBLIC = "public", _("public: everyone may use it")
    PRIVATE = "private", _("private: only its owner may use it")


class Owned(models.Model):
    """What a person may have for themselves. Without an owner it is the house's: its staff's and its own API keys'."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who may change it beside staff; empty is the house."),
    )
    visibility = models.CharField(
        _("visibility"), max_length=7, choices=Visibility.choices, default=Visibility.PUBLIC, blank=False
    )

    class Meta:
        abstract = True


class OwnedQuerySet(AnnouncingQuerySet[OwnedT]):
    """Queries in the words of the domain."""

    def public(self) -> Self:
        """Those for everyone."""
        return self.filter(visibility=Visibility.PUBLIC)

    def private(self) -> Self:
        """Those for their owners."""
        return self.filter(visibility=Visibility.PRIVATE)

    def of(self, owner: int | None) -> Self:
        """Those of this user, or of the house."""
        return self.filter(owner_id=owner) if owner is not None else self.filter(owner__isnull=True)
