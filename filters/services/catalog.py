"""The catalog of operations and formats, as everyone shows it."""

from functools import cache
from typing import Any

from filters.engine import OPERATIONS, Operation
from filters.engine.formats import FORMATS, WRITABLE
from filters.engine.generators import GENERATORS


@cache
def operation_entry(operation: type[Operation]) -> dict[str, Any]:
    """One operation with its JSON Schema; made once, and for reading."""
    return {
        "name": operation.op,
        "title": operation.title(),
        "family": operation.family,
        "description": operation.summary(),
        "schema": operation.model_json_schema(),
    }


def operation_list() -> list[dict[str, Any]]:
    """Every operation, in the order of the catalog."""
    return [operation_entry(operation) for operation in OPERATIONS.values()]


@cache
def generator_list() -> list[dict[str, Any]]:
    """Every kind of picture that can be made, with its JSON Schema; made once, and for reading."""
    return [
        {
            "name": name,
            "title": generator.title(),
            "description": generator.summary(),
            "schema": generator.model_json_schema(),
        }
        for name, generator in GENERATORS.items()
    ]


def format_list() -> list[dict[str, Any]]:
    """Every format: what it is called, and whether it can be written."""
    return [
        {"name": name, "label": format.label, "media_type": format.media_type, "writable": name in WRITABLE}
        for name, format in FORMATS.items()
    ]
