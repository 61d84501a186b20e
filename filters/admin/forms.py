"""The form of a preset."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from filters.engine.errors import OutputInvalid
from filters.engine.output import AUTO, Output
from filters.forms.output import MORE, output_fields, read_output
from filters.forms.pipeline import StepsField
from filters.forms.texts import choice_text
from filters.models import Preset

OUTPUT = ("quality", "metadata", "background", *MORE)
"""The output choices but the format: one control each, for the column `quality` and the JSON in `output`."""


class PresetForm(forms.ModelForm):  # type: ignore[type-arg]
    """A preset, its pipeline edited step by step, its output choices each with a control."""

    pipeline = StepsField(
        label=_("Pipeline"), help_text=_("The steps, in order. No steps at all only convert to the format below.")
    )

    class Meta:
        model = Preset
        fields: ClassVar[list[str]] = [
            "title", "slug", "description", "owner", "visibility", "pipeline", "format", "quality", "active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= output_fields(OUTPUT)
        if "visibility" in self.fields:  # not where one may only look
            self.fields["visibility"].required = False  # left out, it is the usual one
        saved = {
            **({"quality": self.instance.quality} if self.instance.quality else {}),
            **(self.instance.output or {}),
        }
        self.initial.update({name: choice_text(value) for name, value in saved.items() if name in OUTPUT})

    def clean(self) -> dict[str, Any]:
        """Read the output choices together, each problem beside its control."""
        cleaned = super().clean() or self.cleaned_data
        try:
            chosen = read_output({name: cleaned.get(name) for name in OUTPUT})
        except OutputInvalid as error:
            for problem in error.problems:
                self.add_error(problem.field, ValidationError(problem.detail, code=problem.code))
            cleaned.pop("quality", None)  # a text as yet
        else:
            cleaned["quality"] = self._store(chosen)
        return cleaned

    def _store(self, chosen: Output) -> int | None:
        """Keep the choices with the preset; the quality is returned where it is a number, which has a column."""
        choices = chosen.to_json()
        number = None if chosen.quality == AUTO else choices.pop("quality", None)
        self.instance.output = choices
        return number
