"""The fields of an answer's picture: one for each output choice, as it was declared, and how the picture is sent."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from filters.api.delivery import DISPOSITIONS
from filters.api.parameter_fields import parameter_field
from filters.engine.choices import Choice
from filters.engine.output import Output

Field = serializers.Field[Any, Any, Any, Any]


class OutputSerializer(serializers.Serializer[Any]):
    """What the result is to be, and how it is sent."""

    disposition = serializers.ChoiceField(
        choices=DISPOSITIONS,
        default="inline",
        initial="inline",
        help_text="Whether a browser shows the picture or saves it.",
    )
    filename = serializers.CharField(required=False, allow_blank=True, help_text="The name to save it under.")
    destination = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="Where to send the picture instead: a destination that an admin registered, whose answer is given.",
    )

    def get_fields(self) -> dict[str, Field]:
        """The declared fields, and before `disposition` those output choices whose names are still free."""
        declared = super().get_fields()
        last = {name: declared.pop(name) for name in ("disposition", "filename", "destination")}
        free = [choice for choice in Output.choices() if choice.name not in declared]
        return {**declared, **{choice.name: choice_field(choice) for choice in free}, **last}


def choice_field(choice: Choice) -> Field:
    """The form field of an output choice."""
    field = _with_words(choice) if choice.words else parameter_field(choice)
    field.help_text = choice.meaning
    return field


def _with_words(choice: Choice) -> Field:
    """A number, or one of a few words."""
    number = {"type": choice.kind, "minimum": choice.minimum, "maximum": choice.maximum}
    schema = {"oneOf": [number, {"type": "string", "enum": list(choice.words)}]}
    kind = extend_schema_field(schema)(type("NumberOrWordField", (serializers.CharField,), {}))
    field: Field = kind(required=False, allow_blank=True)
    return field
