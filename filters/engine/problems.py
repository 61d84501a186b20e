"""One formatter for everything that can be wrong with a parameter."""

import json
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from filters.engine.errors import Problem
from filters.engine.parameters import Parameter

SHOWN = 40  # characters of a wrong value that an error repeats


def parameter_problems(op: str, parameters: Sequence[Parameter], error: ValidationError, path: str) -> list[Problem]:
    """A problem for each wrong field; `path` is the step's place, such as `pipeline[1]`."""
    known = {parameter.name: parameter for parameter in parameters}
    problems: dict[str, Problem] = {}
    for details in error.errors(include_url=False):
        name = str(details["loc"][0]) if details["loc"] else str(details.get("ctx", {}).get("field", ""))
        field = ".".join(part for part in (path, name) if part)
        problems.setdefault(field, Problem(field, "parameter_invalid", _sentence(op, known, name, details)))
    return list(problems.values())


def _sentence(op: str, known: dict[str, Parameter], name: str, details: ErrorDetails) -> str:
    if details["type"] == "extra_forbidden":
        takes = f"It takes: {', '.join(known)}." if known else "It takes no parameters."
        return f"{op} has no parameter {shown(name, quote=False)}.{did_you_mean(name, list(known))} {takes}"
    if details["type"] == "missing" and len(details["loc"]) == 1:
        return f"{op} needs {name}: {known[name].expected}."
    if not details["loc"] or details["type"] == "rule":
        return f"{op}: {details['msg']}."
    return f"{name} of {op} must be {known[name].expected}; got {shown(details['input'])}."


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """ " Did you mean radius?" for the nearest known name, or nothing."""
    nearest = get_close_matches(name, known, n=1, cutoff=0.6)
    return f" Did you mean {nearest[0]}?" if nearest else ""


def shown(value: Any, *, quote: bool = True) -> str:
    """A wrong value as an error may repeat it: on one line, without control characters, cut short."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**15:
        return "a number with too many digits" if isinstance(value, int) else f"{value:g}"
    text = _beginning(value) if quote else value.encode("unicode_escape").decode()
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."


def _beginning(value: Any) -> str:
    """The JSON text of a value as far as it could be shown; the whole may be a million items or levels."""
    text = ""
    for part in json.JSONEncoder(default=lambda other: type(other).__name__).iterencode(value):
        text += part
        if len(text) > SHOWN:
            break
    return text
