"""A pipeline as people read and copy it: only what differs from the defaults."""

import json
from typing import Any

from filters.engine.operation import Operation
from filters.engine.pipeline import Pipeline


def short_step(step: Operation) -> dict[str, Any]:
    """The step without its defaults, whole numbers without a fraction: `{"op": "gaussian_blur", "radius": 4}`."""
    given = step.model_dump(mode="json", exclude_defaults=True)
    return {"op": step.op, **{name: _plain(value) for name, value in given.items()}}


def compact(pipeline: Pipeline) -> str:
    """One line, as JavaScript's `JSON.stringify` writes it."""
    steps = [short_step(step) for step in pipeline.steps]
    return json.dumps(steps, separators=(",", ":"), ensure_ascii=False)


def readable(pipeline: Pipeline) -> str:
    """A line for each step; an empty pipeline is an empty text."""
    lines = [json.dumps(short_step(step), ensure_ascii=False) for step in pipeline.steps]
    return "[\n  " + ",\n  ".join(lines) + "\n]" if lines else ""


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def choice_text(value: Any) -> str:
    """The value of an output choice as a form field takes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
