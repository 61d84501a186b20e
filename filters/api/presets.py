"""Presets as JSON: what owners and staff write and anyone reads."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.fields import empty

from filters import conf
from filters.api.fields import CSRF, unknown_field
from filters.api.serializers import PIPELINE
from filters.engine import Output, Pipeline
from filters.engine.errors import EngineError, OutputInvalid, PipelineInvalid
from filters.models import Preset, Visibility, check_assets, preset_choices
from filters.services.access import Caller
from filters.services.presets import preset_owner


@extend_schema_field(PIPELINE)
class PipelineField(serializers.JSONField):
    """A list of steps; JSON text is taken, too. What is wrong keeps its place and its code."""

    def to_internal_value(self, data: Any) -> list[dict[str, Any]]:
        """The steps with their defaults filled in."""
        try:
            pipeline = Pipeline.parse(data, max_steps=conf.limits().max_steps)
            check_assets(pipeline)
            return pipeline.to_json()
        except PipelineInvalid as error:
            raise serializers.ValidationError(_details(error, lambda name: name.removeprefix("pipeline"))) from error


def _choices_schema() -> dict[str, Any]:
    properties = {name: part for name, part in Output.model_json_schema()["properties"].items() if name != "format"}
    properties["quality"] = {"type": "string", "enum": ["auto"]}
    return {"type": "object", "properties": properties, "additionalProperties": False}


@extend_schema_field(_choices_schema())
class ChoicesField(serializers.JSONField):
    """The output choices but format and a quality in numbers, which are fields of their own."""

    def run_validation(self, data: Any = empty) -> Any:
        """A form that leaves the field empty chooses nothing."""
        return super().run_validation({} if data in (None, "") else data)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Those that were made, in their types."""
        try:
            value: Any = super().to_internal_value(data)  # "null" is what the browsable API's form says of an empty one
            return preset_choices({} if value is None else value).to_json()
        except OutputInvalid as error:
            raise serializers.ValidationError(_details(error, lambda name: "" if name == "output" else name)) from error


class PresetSerializer(serializers.ModelSerializer[Preset]):
    """A pipeline and output choices, saved under a slug."""

    pipeline = PipelineField(required=False, help_text="The steps in their order.")

    output = ChoicesField(required=False, help_text="The other output choices; those of a request win.")

    class Meta:
        model = Preset
        fields = (
            "slug", "title", "description", "pipeline", "format", "quality", "output", "visibility", "active",
            "created", "updated",
        )  # fmt: skip
        extra_kwargs = {
            "active": {"initial": True},
            "visibility": {"help_text": "Who may use it. One of the house's own starts public, one of yours private."},
        }

    def to_internal_value(self, data: Any) -> Any:
        """The values of the fields; a name that is none of them is an error, not ignored."""
        unknown = [name for name in data if name not in self.fields and name != CSRF] if isinstance(data, dict) else []
        if unknown:
            problems = [unknown_field(name, list(self.fields)) for name in unknown]
            raise serializers.ValidationError(
                {problem.field: [ErrorDetail(problem.detail, problem.code)] for problem in problems}
            )
        return super().to_internal_value(data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The choices together; alone, each is right."""
        values = {name: attrs.get(name, getattr(self.instance, name, None)) for name in ("format", "quality", "output")}
        try:
            Preset(**{name: value for name, value in values.items() if value is not None}).choices()
        except OutputInvalid as error:
            raise serializers.ValidationError({"output": _details(error, str)}) from error
        return attrs


def save_new(serializer: Any, *, caller: Caller) -> None:
    """Add what was validated. Whose it is follows from who adds it. Raises `PresetsFull`."""
    owner = preset_owner(caller=caller)
    usual = Visibility.PRIVATE if owner else Visibility.PUBLIC
    serializer.save(owner_id=owner, visibility=serializer.validated_data.get("visibility", usual))


def _details(error: EngineError, place: Callable[[str], str]) -> dict[str, list[ErrorDetail]]:
    details: dict[str, list[ErrorDetail]] = {}
    for problem in error.problems:
        details.setdefault(place(problem.field), []).append(ErrorDetail(problem.detail, problem.code))
    return details
