"""Presets as JSON: what staff writes and anyone reads."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from filters import conf
from filters.api.fields import CSRF, unknown_field
from filters.api.serializers import PIPELINE
from filters.engine import Pipeline
from filters.engine.errors import PipelineInvalid
from filters.models import Preset, check_assets


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
            details: dict[str, list[ErrorDetail]] = {}
            for problem in error.problems:
                place = problem.field.removeprefix("pipeline")
                details.setdefault(place, []).append(ErrorDetail(problem.detail, problem.code))
            raise serializers.ValidationError(details) from error


class PresetSerializer(serializers.ModelSerializer[Preset]):
    """A pipeline and output choices, saved under a slug."""

    pipeline = PipelineField(required=False, help_text="The steps in their order.")

    class Meta:
        model = Preset
        fields = (
            "slug", "title", "description", "pipeline", "format", "quality", "active", "created", "updated",
        )  # fmt: skip
        extra_kwargs = {"active": {"initial": True}}

    def to_internal_value(self, data: Any) -> Any:
        """The values of the fields; a name that is none of them is an error, not ignored."""
        unknown = [name for name in data if name not in self.fields and name != CSRF] if isinstance(data, dict) else []
        if unknown:
            problems = [unknown_field(name, list(self.fields)) for name in unknown]
            raise serializers.ValidationError(
                {problem.field: [ErrorDetail(problem.detail, problem.code)] for problem in problems}
            )
        return super().to_internal_value(data)
