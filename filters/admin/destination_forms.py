"""The form of a destination: its address and its headers are written and never read."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from filters.engine.errors import EngineError
from filters.models import Destination, SecretUnreadable, decrypted
from filters.services.destinations import check_url, origin, read_headers


class SecretInput(forms.Textarea):
    """A box that never shows what is stored, nor what was typed when the form comes back with an error."""

    def __init__(self) -> None:
        super().__init__({"rows": 3, "autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"})

    def format_value(self, value: Any) -> str:
        """Nothing."""
        return ""


class SecretField(forms.CharField):
    """A text that stays as it is where nothing is typed."""

    widget = SecretInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether something was typed."""
        return bool(data and data.strip())


class DestinationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A destination. Who changes where it goes gives its headers anew: stored ones would go to the new server."""

    url = SecretField(
        label=_("URL"),
        required=False,
        help_text=_(
            "Where it goes, such as https://images.example.org/in/{name}. {name}, {sha256} and {id} are replaced. "
            "It is stored encrypted and never shown again. Empty keeps what is stored."
        ),
    )
    headers = SecretField(
        label=_("Headers"),
        required=False,
        help_text=_(
            "One a line, such as Authorization: Bearer ...; Content-Type: without a value sends none. "
            "They are stored encrypted and never shown again. Empty keeps what is stored."
        ),
    )
    clear_headers = forms.BooleanField(label=_("Clear the headers"), required=False)

    class Meta:
        model = Destination
        fields: ClassVar[list[str]] = [
            "title", "slug", "url", "headers", "method", "body", "field", "connect_s", "answer_s", "private",
            "everyone", "active",
        ]  # fmt: skip

    def clean_url(self) -> Any:
        """What was typed, or what is stored."""
        typed = str(self.cleaned_data["url"] or "")
        if not typed:
            if not self.instance.url:
                raise ValidationError(gettext("Say where it goes."), code="required")
            return self.instance.url
        _checked(check_url, typed)
        return typed

    def clean_headers(self) -> Any:
        """What was typed, or what is stored."""
        typed = str(self.cleaned_data["headers"] or "")
        _checked(read_headers, typed)
        return typed or self.instance.headers

    def clean(self) -> dict[str, Any]:
        """Headers stay with the server that they were given for."""
        cleaned = super().clean() or self.cleaned_data
        typed = "headers" in self.changed_data
        if cleaned.get("clear_headers"):
            if typed:
                self.add_error("clear_headers", gettext("Either clear the headers, or give new ones."))
            cleaned["headers"] = ""
        elif not typed and self._moves_headers():
            self.add_error("headers", gettext("The URL is another server's: give the headers anew, or clear them."))
        return cleaned

    def _moves_headers(self) -> bool:
        url = self.cleaned_data.get("url")
        moved = bool(url) and "url" in self.changed_data and origin(str(url)) != stored_origin(self.instance)
        return moved and bool(self.instance.headers)


def stored_origin(destination: Destination) -> str:
    """Scheme, host and port; empty where that cannot be read any more."""
    try:
        return origin(decrypted(destination.url))
    except SecretUnreadable:
        return ""


def _checked(check: Any, text: str) -> None:
    try:
        check(text)
    except EngineError as error:
        raise ValidationError(error.detail, code=error.code) from error
