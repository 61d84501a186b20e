"""Parameters as a table, for every page that has some."""

import json
from collections.abc import Sequence
from typing import Any

from filters.engine.parameters import Parameter
from imgsvc.pages import markdown


def parameter_table(parameters: Sequence[Parameter]) -> str:
    """What each takes, its default and its meaning."""
    rows = [_row(parameter) for parameter in parameters]
    return markdown.table(["parameter", "takes", "default", "meaning"], rows) if rows else "No parameters."


def plain(value: Any) -> Any:
    """A default as people write it: 2.0 is 2, at any depth."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _row(parameter: Parameter) -> list[str]:
    default = "none" if parameter.default is None else markdown.code(json.dumps(plain(parameter.default)))
    return [
        markdown.code(parameter.name),
        parameter.expected,
        "has to be given" if parameter.required else default,
        parameter.description,
    ]
