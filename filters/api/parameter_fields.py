"""The form field of a parameter, for the names that are accepted, the forms of the browsable API, and the schema.

Values are judged by the engine, which also reads them; these declare and never validate.
"""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from filters.engine.parameters import Parameter

BLANK: dict[str, Any] = {"blank": True}


@extend_schema_field({"type": "boolean"})
class BooleanTextField(serializers.ChoiceField):
    """True or false, as a choice: a checkbox cannot say false where the default is true."""


@extend_schema_field({"type": "string"})
class ListTextField(serializers.CharField):
    """A list as text: JSON, or items between commas or spaces."""


def parameter_field(parameter: Parameter) -> serializers.Field[Any, Any, Any, Any]:
    """The form field of a parameter."""
    options: dict[str, Any] = {"required": parameter.required, "initial": parameter.default}
    options["help_text"] = f"{parameter.description} Takes {parameter.expected}.".strip()
    if parameter.default is not None:
        options["default"] = parameter.default
    if parameter.optional and parameter.kind in ("boolean", "choice"):
        options["style"] = BLANK
    if parameter.kind == "boolean":
        options["initial"] = "" if parameter.default is None else str(parameter.default).lower()
        return BooleanTextField(choices=["true", "false"], **options)
    if parameter.kind == "choice":
        return serializers.ChoiceField(choices=list(parameter.choices), **options)
    if parameter.kind in ("number", "integer"):
        kind: Any = serializers.IntegerField if parameter.kind == "integer" else serializers.FloatField
        style = {"step": parameter.step or "any", "unit": parameter.unit}
        field: serializers.Field[Any, Any, Any, Any] = kind(
            min_value=parameter.minimum, max_value=parameter.maximum, style=style, **options
        )
        return field
    if parameter.kind == "list":
        if parameter.default is not None:
            options["initial"] = options["default"] = json.dumps(parameter.default)
        return ListTextField(allow_blank=not parameter.required, **options)
    if parameter.kind == "text":
        options |= {"min_length": parameter.least, "max_length": parameter.most}
    return serializers.CharField(allow_blank=not parameter.required, **options)
