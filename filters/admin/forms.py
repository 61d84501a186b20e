"""The form of a preset."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from filters.forms.pipeline import StepsField
from filters.models import Preset


class PresetForm(forms.ModelForm):  # type: ignore[type-arg]
    """A preset, its pipeline edited step by step."""

    pipeline = StepsField(
        label=_("Pipeline"), help_text=_("The steps, in order. No steps at all only convert to the format below.")
    )

    class Meta:
        model = Preset
        fields: ClassVar[list[str]] = ["title", "slug", "description", "pipeline", "format", "quality", "active"]
