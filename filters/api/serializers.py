"""What requests may hold: for the names that are accepted, the forms of the browsable API, and the schema.

Values are judged by the engine, which also reads them; these declare and never validate.
"""

from functools import cache
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from filters.api.output_fields import OutputSerializer
from filters.api.parameter_fields import BLANK, BooleanTextField, parameter_field
from filters.callers import caller_of
from filters.engine import Operation
from filters.engine.formats import FORMATS, READABLE
from filters.models import Preset
from filters.services.access import ANYONE
from filters.services.presets import preset_rows

FILES = ("image", "overlay")  # fields that are no text
EXAMPLE = '[{"op": "gaussian_blur", "radius": 4}]'
GENERATED = '{"source": "solid", "width": 640, "height": 480, "color": "#ff8800"}'
PIPELINE = {"$ref": "#/components/schemas/Pipeline"}


@extend_schema_field({"type": "string", "examples": [EXAMPLE]})
class PipelineTextField(serializers.CharField):
    """A pipeline as JSON text."""


@extend_schema_field({"type": "string"})  # an example would be sent beside a picture by Swagger UI
class GeneratorTextField(serializers.CharField):
    """A picture to make, as JSON text."""


@extend_schema_field({"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"})
class PresetField(serializers.SlugRelatedField[Preset]):
    """The slug of an active preset; a page offers those that its reader may use."""

    def get_queryset(self) -> Any:
        """Those, or the public ones where nobody asks."""
        request = self.context.get("request")
        return preset_rows(caller=caller_of(request) if request else ANYONE).active()


class ImageSerializer(serializers.Serializer[Any]):
    """A picture."""

    image = serializers.FileField(
        help_text=f"The picture: {', '.join(FORMATS[name].label for name in READABLE)}; its bytes decide.",
        style={"accept": "image/*"},
    )


class StoredSerializer(serializers.Serializer[Any]):
    """A picture that is somewhere already."""

    image = serializers.FileField(
        required=False,
        help_text=f"{ImageSerializer().fields['image'].help_text} In place of it: file or url.",
        style={"accept": "image/*"},
    )
    file = serializers.CharField(
        required=False, allow_blank=True, help_text="In place of image: the id of a stored file; see files/."
    )
    url = serializers.CharField(
        required=False, allow_blank=True, help_text="In place of image: an address it is fetched from, if allowed here."
    )


class InspectSerializer(StoredSerializer):
    """A picture to look at."""

    gps = BooleanTextField(
        choices=["true", "false"],
        default="false",
        initial="false",
        help_text="Whether to tell where the picture was taken; a place is private.",
    )


class SourceSerializer(StoredSerializer):
    """A picture, or one to make."""

    generate = GeneratorTextField(
        required=False,
        help_text="In place of image: a picture to make, as JSON; see generators/.",
        style={"base_template": "textarea.html", "rows": 2, "placeholder": GENERATED},
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


class ProcessSerializer(SourceSerializer, OverlaySerializer, StepsSerializer, OutputSerializer):
    """A picture, and what is to be done with it."""


class PresetApplySerializer(SourceSerializer, OverlaySerializer, OutputSerializer):
    """A picture for a preset."""


class OperationSerializer(SourceSerializer, OutputSerializer):
    """A picture for an operation, whose own parameters are further fields."""


@cache
def operation_serializer(operation: type[Operation]) -> type[serializers.Serializer[Any]]:
    """A picture, the operation's own parameters as typed fields, and the output fields."""
    fields = {parameter.name: parameter_field(parameter) for parameter in operation.parameters()}
    parameters = type(f"{operation.__name__}Parameters", (serializers.Serializer,), fields)
    pictures: tuple[Any, ...] = (SourceSerializer, *((OverlaySerializer,) if takes_overlay(operation) else ()))
    bases = (*pictures, parameters, OutputSerializer)
    return type(operation.__name__, bases, {"__doc__": operation.summary()})


def takes_overlay(operation: type[Operation]) -> bool:
    """Whether the operation uses a second picture that may come with the request."""
    return any(parameter.asset == "picture" and parameter.optional for parameter in operation.parameters())


@cache
def json_serializer(serializer: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The same as a JSON object: without files, its pipeline as it is."""
    own: dict[str, Any] = dict.fromkeys(FILES)
    if "pipeline" in field_names(serializer):
        own["pipeline"] = extend_schema_field(PIPELINE)(type("PipelineJson", (serializers.JSONField,), {}))(
            required=False, help_text="The steps in their order; none only converts."
        )
    return type(f"{serializer.__name__.removesuffix('Serializer')}Json", (serializer,), own)


@cache
def field_names(serializer: type[serializers.Serializer[Any]]) -> tuple[str, ...]:
    """The names of its fields."""
    return tuple(serializer().fields)
