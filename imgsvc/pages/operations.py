"""The page of operations, from the registry."""

import json
from typing import Any

from filters.engine import OPERATIONS
from filters.engine.errors import PipelineInvalid
from filters.engine.operation import Operation
from filters.engine.parameters import Parameter
from imgsvc.pages import markdown

INTRODUCTION = (
    "A step of a pipeline names an operation and its parameters; a parameter that is left out has its default. "
    'Numbers are JSON numbers: `"3"` and `true` are refused, and so are unknown names and values out of range.'
)
SIZE = 400  # what an example gives a length that has no default


def page() -> str:
    """Every family, every operation, its parameters and an example."""
    families = [_family(name, operations) for name, operations in OPERATIONS.families().items()]
    return markdown.page("Operations", INTRODUCTION, *families)


def example(operation: type[Operation]) -> dict[str, Any]:
    """A valid step: what has to be given, or else the first parameter with its default."""
    parameters = operation.parameters()
    known = {parameter.name: parameter for parameter in parameters}
    given = {parameter.name: _some_value(parameter) for parameter in parameters if parameter.required}
    try:
        operation.parse(given)
    except PipelineInvalid as error:
        name = error.problems[0].field
        given[name] = _some_value(known[name])
    if not given:
        given = {parameter.name: _plain(parameter.default) for parameter in parameters[:1]}
    return {"op": operation.op, **given}


def _family(name: str, operations: list[type[Operation]]) -> str:
    return "\n\n".join([f"## {name}", *(_operation(operation) for operation in operations)])


def _operation(operation: type[Operation]) -> str:
    parts = [f"### {operation.op}", operation.summary()]
    rows = [_row(parameter) for parameter in operation.parameters()]
    parts.append(markdown.table(["parameter", "takes", "default", "meaning"], rows) if rows else "No parameters.")
    parts.append(f"```json\n{json.dumps(example(operation))}\n```")
    return "\n\n".join(parts)


def _row(parameter: Parameter) -> list[str]:
    default = "none" if parameter.default is None else markdown.code(json.dumps(_plain(parameter.default)))
    return [
        markdown.code(parameter.name),
        parameter.expected,
        "has to be given" if parameter.required else default,
        parameter.description,
    ]


def _some_value(parameter: Parameter) -> Any:
    if parameter.kind == "choice":
        return parameter.choices[0]
    if parameter.kind in ("number", "integer"):
        low, high = parameter.minimum or 0, parameter.maximum if parameter.maximum is not None else SIZE
        return int(min(max(SIZE, low), high))
    if parameter.kind == "list":
        return [_some_value(parameter.item)] * (parameter.least or 1) if parameter.item else []
    return {"boolean": True, "color": "#ff8800", "text": "text", "asset": "my-" + (parameter.asset or "")}[
        parameter.kind
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
