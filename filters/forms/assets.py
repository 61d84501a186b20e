"""The control of a parameter that names an asset: a choice among those that are active now."""

from collections.abc import Callable

from django import forms
from django.utils.choices import CallableChoiceIterator

from filters.engine.parameters import AssetKind
from filters.models import MODELS

Choices = list[tuple[str, str]]


class AssetWidget(forms.Select):
    """A choice of looks, fonts or pictures; the empty one leaves the parameter at its default."""

    def __init__(self, kind: AssetKind) -> None:
        super().__init__(choices=CallableChoiceIterator(choices_of(kind)))


def choices_of(kind: AssetKind) -> Callable[[], Choices]:
    """The active assets of a kind, asked for each time that a control is shown."""

    def active() -> Choices:
        return [("", "-"), *MODELS[kind].objects.active().order_by("title").values_list("slug", "title")]

    return active
