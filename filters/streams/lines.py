"""JSON Lines: one JSON value a line, each line valid by itself."""

import json
import math
from typing import Any

BREAKS = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"})
"""What JSON lets stand in a string and Python's `splitlines`, and the clients built on it, take for a line's end."""


def json_line(value: Any) -> bytes:
    """The value and a line's end, in UTF-8.

    NaN and the infinities, for which JSON has no word, are null, as in JavaScript; lone surrogates are escaped. Raises
    `TypeError` for what JSON has no type for.
    """
    try:
        text = _text(value)
    except ValueError:
        text = _text(_finite(value))
    try:
        return f"{text.translate(BREAKS)}\n".encode()
    except UnicodeEncodeError:
        return f"{json.dumps(json.loads(text))}\n".encode()


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {_finite_key(name): _finite(inner) for name, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list | tuple) else value


def _finite_key(name: Any) -> Any:
    return str(name) if isinstance(name, float) and not math.isfinite(name) else name
