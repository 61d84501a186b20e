"""The page of operations, from the registry."""

import json
from typing import Any

from filters.engine import OPERATIONS
from filters.engine.operation import Operation
from imgsvc.pages import markdown
from imgsvc.pages.parameters import parameter_table, plain

INTRODUCTION = (
    "A step of a pipeline names an operation and its parameters; a parameter that is left out has its default. "
    'Numbers are JSON numbers: `"3"` and `true` are refused, and so are unknown names and values out of range. '
    "Lists are JSON arrays; in a form or a query string also numbers with commas or spaces between them. "
    "[One picture](contact-sheet.webp) shows each on the cat."
)


def page() -> str:
    """Every family, every operation, its parameters and an example."""
    families = [_family(name, operations) for name, operations in OPERATIONS.families().items()]
    return markdown.page("Operations", INTRODUCTION, *families)


def example(operation: type[Operation]) -> dict[str, Any]:
    """A valid step: the operation's own example, or its first parameter with its default."""
    first = {parameter.name: plain(parameter.default) for parameter in operation.parameters()[:1]}
    return {"op": operation.op, **(operation.example or first)}


def _family(name: str, operations: list[type[Operation]]) -> str:
    return "\n\n".join([f"## {name}", *(_operation(operation) for operation in operations)])


def _operation(operation: type[Operation]) -> str:
    parts = [f"### {operation.op}", operation.summary(), parameter_table(operation.parameters())]
    return "\n\n".join([*parts, f"```json\n{json.dumps(example(operation))}\n```"])
