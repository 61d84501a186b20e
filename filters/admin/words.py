"""A pipeline as a person reads it in a list."""

from typing import Any

from filters.engine.operation import Operation
from filters.engine.pipeline import Pipeline
from filters.forms.texts import short_step

SHOWN_ITEMS = 6
SHOWN_TEXT = 40  # characters


def steps_in_words(pipeline: Pipeline) -> str:
    """Such as "Resize (width 320 px, fit cover) → Grayscale"; only what differs from the defaults is named."""
    return " → ".join(_step_in_words(step) for step in pipeline.steps)


def _step_in_words(step: Operation) -> str:
    given = short_step(step)
    units = {parameter.name: parameter.unit for parameter in step.parameters()}
    choices = [_choice(name, given[name], unit) for name, unit in units.items() if name in given]
    return f"{step.title()} ({', '.join(choices)})" if choices else step.title()


def _choice(name: str, value: Any, unit: str) -> str:
    words = name.replace("_", " ")
    if isinstance(value, bool):
        return words if value else f"no {words}"
    joint = "" if unit in ("%", "°") else " "
    return f"{words} {_shown(value)}{joint}{unit}".rstrip()


def _shown(value: Any) -> str:
    """A long text is cut short, and of a long list only its length is told."""
    if isinstance(value, list):
        short = len(value) <= SHOWN_ITEMS and not any(isinstance(item, list) for item in value)
        return ", ".join(map(str, value)) if short else f"of {len(value)}"
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT]}..."
