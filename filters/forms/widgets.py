"""The widgets of typed controls. Each posts one text under one name; JavaScript reveals a second way to set it."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.template import loader
from django.utils.safestring import SafeString

from filters.engine.parameters import canonical_color

CHECKED = ("true", "false")


class ProjectTemplateWidget(forms.Widget):
    """A widget whose template stands in the project's `templates/`, whatever FORM_RENDERER is."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        return loader.render_to_string(template_name, context)


class NumberWidget(ProjectTemplateWidget, forms.NumberInput):
    """A number input, and beside it a slider over the same range."""

    template_name = "filters/widgets/number.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, slider: bool = False) -> None:
        super().__init__(attrs)
        self.slider = slider

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"slider": self.slider}

    def format_value(self, value: Any) -> str | None:
        """Numbers as HTML writes them, never as the locale does: 2.0 is "2"."""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return None if value is None or value == "" else str(value)


class WordsWidget(ProjectTemplateWidget, forms.TextInput):
    """A text input for a number or one of a few words, which it suggests."""

    template_name = "filters/widgets/words.html"

    def __init__(self, words: Sequence[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.words = words

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = (attrs or {}) | {"list": f"words-{name}"}
        return super().get_context(name, value, attrs) | {"words": self.words}


class ColorWidget(ProjectTemplateWidget, forms.TextInput):
    """A text input, since a color may be named or have alpha, and beside it a picker."""

    template_name = "filters/widgets/color.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"opaque": _opaque(value)}


class ListWidget(forms.Textarea):
    """A list as text: numbers with commas between them, or JSON where its items are lists themselves."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, lines: int = 1) -> None:
        super().__init__({"rows": str(lines)} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        if not isinstance(value, list | tuple):
            return None if value is None else str(value)
        if any(isinstance(item, list | tuple) for item in value):
            return json.dumps(_whole(value))
        return ", ".join(str(item) for item in _whole(value))


def _whole(value: Any) -> Any:
    """Numbers without a needless fraction, at any depth."""
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _opaque(color: Any) -> str:
    """The color as a picker takes it, without alpha; "" where it is none."""
    try:
        return canonical_color(str(color or ""))[:7]
    except ValueError:
        return ""


class CheckWidget(forms.CheckboxInput):
    """A checkbox that posts "true", and reads as "false" where it is not checked."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return CHECKED[not super().value_from_datadict(data, files, name)]

    def format_value(self, value: Any) -> str | None:
        return None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value in (True, "true"), attrs)
