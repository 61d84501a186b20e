"""The control of a parameter that names an asset: a choice among those that are active now."""

from collections.abc import Callable
from contextlib import suppress

from django import forms
from django.utils.choices import CallableChoiceIterator

from filters.engine.errors import Busy
from filters.engine.parameters import AssetKind
from filters.services.assets import asset_titles

Choices = list[tuple[str, str]]
NONE = ("", "-")


class AssetWidget(forms.Select):
    """A choice of looks, fonts or pictures; the empty one leaves the parameter at its default."""

    def __init__(self, kind: AssetKind) -> None:
        super().__init__(choices=CallableChoiceIterator(choices_of(kind)))


def choices_of(kind: AssetKind) -> Callable[[], Choices]:
    """The active assets of a kind, asked for each time that a control is shown; none while nobody knows them."""

    def active() -> Choices:
        with suppress(Busy):
            return [NONE, *asset_titles(kind=kind)]
        return [NONE]

    return active
