"""Controls of the output choices, generated from their declaration, for the page and for presets."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from filters.engine.choices import Choice
from filters.engine.output import Output
from filters.forms.controls import ControlField
from filters.forms.widgets import WordsWidget

FIRST = ("format", "quality", "metadata", "background")
MORE = tuple(choice.name for choice in Output.choices() if choice.name not in FIRST)
"""The choices that stand folded away."""


class ChoiceField(ControlField):
    """One output choice as a form field; its value stays text."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(choice)
        self.label = choice.name.upper() if choice.name == choice.unit else choice.name.replace("_", " ").capitalize()
        self.help_text = choice.meaning
        if choice.words:
            self.widget = WordsWidget(choice.words, {"placeholder": _("automatic"), "autocomplete": "off"})
        elif choice.kind == "boolean":
            self.widget = forms.Select(choices=[("", _("automatic")), ("true", _("yes")), ("false", _("no"))])
        elif choice.kind == "choice" and choice.optional:
            self.widget.choices = [("", _("automatic")), *((name, name) for name in choice.choices)]
        elif choice.kind == "list":
            self.widget = forms.TextInput({"placeholder": "16, 32, 48", "autocomplete": "off"})
        if choice.default is not None:
            self.widget.attrs["data-default"] = str(choice.default)


def output_fields(names: Iterable[str]) -> dict[str, forms.Field]:
    """A field for each of these choices."""
    wanted = tuple(names)
    return {choice.name: ChoiceField(choice) for choice in Output.choices() if choice.name in wanted}


def read_output(texts: Mapping[str, Any]) -> Output:
    """The choices out of a form; what says the default says nothing, so that a preset may. Raises `OutputInvalid`."""
    return Output.parse(
        {choice.name: texts[choice.name] for choice in Output.choices()
         if choice.name in texts and texts[choice.name] != choice.default}
    )  # fmt: skip
