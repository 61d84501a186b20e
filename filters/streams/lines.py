"""JSON Lines: one JSON value a line, each line valid by itself."""

import json
import math
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it came, without its end; `data` is None where it is too long to be kept."""

    number: int
    data: bytes | None


def lines_of(pieces: Iterable[bytes], *, longest: int) -> Iterator[Line]:
    """The lines in the pieces, counted from 1, each as soon as its end has come; the last may have none.

    At most `longest` bytes of a line are kept. A line ends with LF or CRLF; a byte order mark at the beginning is none
    of the first.
    """
    number, held, is_long = 1, bytearray(), False
    for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for part in ended:
            is_long = is_long or len(held) + len(part) > longest
            yield _line(number, None if is_long else bytes(held + part))
            number, is_long = number + 1, False
            held.clear()
        is_long = is_long or len(held) + len(rest) > longest
        if is_long:
            held.clear()
        else:
            held += rest
    if held or is_long:
        yield _line(number, None if is_long else bytes(held))


def _line(number: int, data: bytes | None) -> Line:
    if data is not None:
        data = data.removesuffix(b"\r")
        data = data.removeprefix(BOM_UTF8) if number == 1 else data
    return Line(number, data)
