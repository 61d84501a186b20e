"""API keys: who calls the API without a browser, what they may do, and how much of it."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import AbstractAPIKey, BaseAPIKeyManager

from filters.engine.problems import did_you_mean, shown
from filters.models.changes import AnnouncingQuerySet

SCOPES = {
    "process": _("process, inspect and explain pictures"),
    "presets": _("create, change and delete presets of its owner"),
    "files": _("keep files of its owner"),
    "admin": _("do all over the API that its owner may do as staff"),
}
"""What a key may be allowed, and what that is in words. The one list of scopes."""
DEFAULT_SCOPES = ("process",)
MOST = 1_000_000  # of a rate, and of megapixels a minute


def default_scopes() -> list[str]:
    """What a new key may do unless told otherwise."""
    return list(DEFAULT_SCOPES)


def validate_scopes(value: Any) -> None:
    """Refuse what is no list of known scopes, each named once."""
    if not isinstance(value, list) or not all(isinstance(scope, str) for scope in value):
        raise ValidationError(f"Scopes are a list of names out of {', '.join(SCOPES)}; got {shown(value)}.")
    for scope in value:
        if scope not in SCOPES:
            hint = did_you_mean(scope, list(SCOPES))
            raise ValidationError(f"There is no scope {shown(scope)}.{hint} There are: {', '.join(SCOPES)}.")
    if len(set(value)) < len(value):
        raise ValidationError("A scope is named twice.")
    if not value:
        raise ValidationError(f"A key needs at least one scope out of {', '.join(SCOPES)}.")


class ApiKeyQuerySet(AnnouncingQuerySet["ApiKey"]):
    """Queries in the words of the domain."""

    def with_owners(self) -> Self:
        """Each with its owner in the one query."""
        return self.select_related("owner")


class ApiKeyManager(BaseAPIKeyManager.from_queryset(ApiKeyQuerySet)):  # type: ignore[misc]
    """Makes keys: `create_key(name=...)` returns the row and the key, which is told this once."""

    def assign_key(self, obj: "ApiKey") -> str:
        """A new key for a row that is not saved yet. The row's number is its own: it tells nothing about the key."""
        key = str(super().assign_key(obj))
        obj.pk = None
        return key


class ApiKey(AbstractAPIKey):
    """A key of which only the hash is kept. Its prefix names it in lists and logs."""

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Whose presets and files it manages; empty is the house."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True, help_text=_("Who has it, and what for."))
    scopes = models.JSONField(
        _("scopes"), default=default_scopes, validators=[validate_scopes], help_text=_("What it may do.")
    )
    rate = models.PositiveIntegerField(
        _("rate"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        help_text=_("Requests a minute; empty is no limit."),
    )
    megapixels = models.PositiveIntegerField(
        _("megapixels"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        help_text=_("Megapixels a minute; empty is no limit."),
    )
    last_used = models.DateTimeField(
        _("last used"), null=True, editable=False, help_text=_("To the minute; empty is never.")
    )

    objects: ClassVar[ApiKeyManager] = ApiKeyManager()

    def clean(self) -> None:
        """Scopes in the order of their declaration, whatever order they came in."""
        super().clean()
        if isinstance(self.scopes, list):
            self.scopes = [scope for scope in SCOPES if scope in self.scopes]

    def allows(self, scope: str) -> bool:
        """Whether it has this scope. `admin` is one of its own: it includes no other."""
        return scope in self.scopes
