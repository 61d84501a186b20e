"""An ordered list of operations, with a canonical text and so a hash."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from filters.engine.errors import PipelineInvalid, Problem
from filters.engine.limits import MAX_STEPS
from filters.engine.operation import Operation
from filters.engine.operations import OPERATIONS
from filters.engine.problems import shown

MAX_TEXT = 256 * 1024  # characters; 32 steps with every parameter written out need less than 16 KB
FORM = 'a list of steps such as [{"op": "gaussian_blur", "radius": 4}]'


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Operations in the order they run. An empty pipeline is valid: it only converts."""

    steps: tuple[Operation, ...] = ()

    @classmethod
    def parse(
        cls,
        raw: "str | bytes | Sequence[Any] | Pipeline | None",
        *,
        max_steps: int = MAX_STEPS,
        field: str = "pipeline",
    ) -> Self:
        """From JSON text or its values. Raises `PipelineInvalid` with every problem found, each naming its field."""
        if isinstance(raw, Pipeline):
            raw = [step.to_step() for step in raw.steps]
        values = _load(raw, field) if isinstance(raw, str | bytes) else raw if raw is not None else []
        if not isinstance(values, list | tuple):
            raise _invalid(field, f"A pipeline is {FORM}; got {shown(values)}.")
        if len(values) > max_steps:
            raise _invalid(field, f"The pipeline has {len(values)} steps; at most {max_steps} are allowed.")
        steps: list[Operation] = []
        problems: list[Problem] = []
        for number, value in enumerate(values):
            try:
                steps.append(_step(value, f"{field}[{number}]"))
            except PipelineInvalid as error:
                problems.extend(error.problems)
        if problems:
            raise PipelineInvalid(problems)
        return cls(tuple(steps))

    def to_json(self) -> list[dict[str, Any]]:
        """The exchange form, defaults filled in."""
        return [step.to_step() for step in self.steps]

    def canonical(self) -> str:
        """The one text of this pipeline: `parse(canonical())` equals it."""
        return canonical_json(self.to_json())

    def digest(self) -> str:
        """SHA-256 of the canonical text and the versions of its operations, in hex."""
        versions = [step.version for step in self.steps]
        return hashlib.sha256(canonical_json([self.to_json(), versions]).encode()).hexdigest()

    def __add__(self, other: "Pipeline") -> "Pipeline":
        return Pipeline(self.steps + other.steps)

    def __len__(self) -> int:
        return len(self.steps)


def require_step_limit(pipeline: Pipeline, max_steps: int, *, field: str = "pipeline") -> None:
    """Refuse a pipeline that became too long by joining: `PipelineInvalid`."""
    if len(pipeline) > max_steps:
        raise _invalid(
            field, f"The preset and the pipeline have {len(pipeline)} steps; at most {max_steps} are allowed."
        )


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _step(value: Any, path: str) -> Operation:
    if isinstance(value, Operation):
        value = value.to_step()
    if not isinstance(value, dict):
        raise _invalid(path, f'A step is an object such as {{"op": "gaussian_blur", "radius": 4}}; got {shown(value)}.')
    if not isinstance(value.get("op"), str):
        raise _invalid(f"{path}.op", 'A step needs "op", the name of an operation.')
    operation = OPERATIONS.find(value["op"], field=f"{path}.op")
    return operation.parse({name: part for name, part in value.items() if name != "op"}, path=path)


def _load(text: str | bytes, field: str) -> Any:
    if len(text) > MAX_TEXT:
        raise _invalid(field, f"The pipeline's text is {len(text)} characters long; at most {MAX_TEXT} are allowed.")
    try:
        return json.loads(text, object_pairs_hook=_without_repeats) if text.strip() else []
    except json.JSONDecodeError as error:
        raise _invalid(
            field, f"The pipeline is not JSON: {error.msg} at line {error.lineno} column {error.colno}."
        ) from error
    except RecursionError:
        raise _invalid(field, f"The pipeline is nested too deeply; it is {FORM}.") from None
    except ValueError as error:
        raise _invalid(field, f"The pipeline is not valid JSON; it is {FORM}.") from error


def _without_repeats(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise json.JSONDecodeError(f"{shown(name)} stands twice in one step", "", 0)
        found[name] = value
    return found


def _invalid(field: str, detail: str) -> PipelineInvalid:
    return PipelineInvalid([Problem(field, "pipeline_invalid", detail)])
