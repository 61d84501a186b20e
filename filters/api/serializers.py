"""What requests may hold: for the names that are accepted, the forms of the browsable API, and the schema.

Values are judged by the engine, which also reads them; these declare and never validate.
"""

import json
from functools import cache
from typing import Any, get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from filters.api.delivery import DISPOSITIONS
from filters.engine import Operation
from filters.engine.formats import FORMATS, READABLE, WRITABLE
from filters.engine.output import QUALITY, MetadataPolicy
from filters.engine.parameters import Parameter
from filters.models import Preset

FILES = ("image", "overlay")  # fields that are no text
EXAMPLE = '[{"op": "gaussian_blur", "radius": 4}]'
PIPELINE = {"$ref": "#/components/schemas/Pipeline"}
BLANK: dict[str, Any] = {"blank": True}


@extend_schema_field({"type": "string", "examples": [EXAMPLE]})
class PipelineTextField(serializers.CharField):
    """A pipeline as JSON text."""


@extend_schema_field({"type": "string", "examples": ["[1, 2, 3]", "1, 2, 3"]})
class ListTextField(serializers.CharField):
    """A list as text: JSON, or items between commas or spaces."""


@extend_schema_field({"type": "boolean"})
class BooleanTextField(serializers.ChoiceField):
    """True or false, as a choice: a checkbox cannot say false where the default is true."""


@extend_schema_field({"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"})
class PresetField(serializers.SlugRelatedField[Preset]):
    """The slug of an active preset."""


class ImageSerializer(serializers.Serializer[Any]):
    """A picture."""

    image = serializers.FileField(
        help_text=f"The picture: {', '.join(FORMATS[name].label for name in READABLE)}; its bytes decide.",
        style={"accept": "image/*"},
    )


class InspectSerializer(ImageSerializer):
    """A picture to look at."""

    gps = BooleanTextField(
        choices=["true", "false"],
        default="false",
        initial="false",
        help_text="Whether to tell where the picture was taken; a place is private.",
    )


class OverlaySerializer(serializers.Serializer[Any]):
    """A second picture."""

    overlay = serializers.FileField(
        required=False,
        help_text="A second picture, for steps that lay one over the first and name none: its bytes decide.",
        style={"accept": "image/*"},
    )


class StepsSerializer(serializers.Serializer[Any]):
    """What is to be done."""

    pipeline = PipelineTextField(
        required=False,
        help_text="The steps in their order, as JSON; none only converts.",
        style={"base_template": "textarea.html", "rows": 4, "placeholder": EXAMPLE},
    )
    preset = PresetField(
        slug_field="slug",
        queryset=Preset.objects.active(),
        required=False,
        help_text="A preset; its steps run first.",
        style=BLANK,
    )


class OutputSerializer(serializers.Serializer[Any]):
    """What the result is to be, and how it is sent."""

    format = serializers.ChoiceField(
        choices=WRITABLE,
        required=False,
        help_text="The output format; otherwise the preset, Accept or the picture itself decides.",
        style=BLANK,
    )
    quality = serializers.IntegerField(
        required=False,
        min_value=QUALITY.start,
        max_value=QUALITY.stop - 1,
        help_text="For JPEG, WebP and AVIF.",
    )
    metadata = serializers.ChoiceField(
        choices=get_args(MetadataPolicy),
        default="strip",
        initial="strip",
        help_text="What becomes of EXIF, XMP and the color profile.",
    )
    background = serializers.CharField(
        allow_blank=True,
        default="#ffffff",
        initial="#ffffff",
        help_text="The color under transparency where the format has none, such as #ff8800 or navy.",
    )
    disposition = serializers.ChoiceField(
        choices=DISPOSITIONS,
        default="inline",
        initial="inline",
        help_text="Whether a browser shows the picture or saves it.",
    )
    filename = serializers.CharField(required=False, allow_blank=True, help_text="The name to save it under.")


class ProcessSerializer(ImageSerializer, OverlaySerializer, StepsSerializer, OutputSerializer):
    """A picture, and what is to be done with it."""


class PresetApplySerializer(ImageSerializer, OverlaySerializer, OutputSerializer):
    """A picture for a preset."""


class OperationSerializer(ImageSerializer, OutputSerializer):
    """A picture for an operation, whose own parameters are further fields."""


@cache
def operation_serializer(operation: type[Operation]) -> type[serializers.Serializer[Any]]:
    """A picture, the operation's own parameters as typed fields, and the output fields."""
    fields = {parameter.name: parameter_field(parameter) for parameter in operation.parameters()}
    parameters = type(f"{operation.__name__}Parameters", (serializers.Serializer,), fields)
    pictures: tuple[Any, ...] = (ImageSerializer, OverlaySerializer) if takes_overlay(operation) else (ImageSerializer,)
    bases = (*pictures, parameters, OutputSerializer)
    return type(operation.__name__, bases, {"__doc__": operation.summary()})


def takes_overlay(operation: type[Operation]) -> bool:
    """Whether the operation uses a second picture that may come with the request."""
    return any(parameter.asset == "picture" and parameter.optional for parameter in operation.parameters())


@cache
def field_names(serializer: type[serializers.Serializer[Any]]) -> tuple[str, ...]:
    """The names of its fields."""
    return tuple(serializer().fields)


def parameter_field(parameter: Parameter) -> serializers.Field[Any, Any, Any, Any]:
    """The form field of a parameter."""
    options: dict[str, Any] = {"required": parameter.required, "initial": parameter.default}
    options["help_text"] = f"{parameter.description} Takes {parameter.expected}.".strip()
    if parameter.default is not None:
        options["default"] = parameter.default
    if parameter.kind == "boolean":
        options["initial"] = str(parameter.default).lower()
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
        return ListTextField(**options)
    lengths = {"min_length": parameter.least, "max_length": parameter.most} if parameter.kind == "text" else {}
    return serializers.CharField(allow_blank=not parameter.required, **lengths, **options)
