"""Reading `.cube` files: Adobe's Cube LUT Specification 1.0 (IRIDAS), and what DaVinci Resolve adds to it.

Resolve's files may hold curves and a cube, the curves' rows first, and name their domains by LUT_1D_INPUT_RANGE and
LUT_3D_INPUT_RANGE. The libraries for this take no curves, NaN as a number, and no notice of the domain; hence our own.
"""

import io
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from filters.engine.errors import LookInvalid
from filters.engine.looks.lut import BLACK, WHITE, Floats, Lut, Table, Triple
from filters.engine.problems import did_you_mean, shown

MAX_BYTES = 20 * 1024 * 1024  # a cube of 65 points to a side with 60 characters to a row needs 16 MB
LONGEST_LINE = 1000  # characters; the specification allows 250
MOST_COMMENTS = 10_000  # lines, blank ones too
FARTHEST = 10_000.0  # from 0 that a value may lie
NARROWEST = 1e-6  # domain
LONGEST_TITLE = 200
SIZES = {"LUT_1D_SIZE": range(2, 65_537), "LUT_3D_SIZE": range(2, 66)}
NUMBERS = {"DOMAIN_MIN": 3, "DOMAIN_MAX": 3, "LUT_1D_INPUT_RANGE": 2, "LUT_3D_INPUT_RANGE": 2}
BOUNDS = ("DOMAIN_MIN", "DOMAIN_MAX")
VIDEO = ("LUT_IN_VIDEO_RANGE", "LUT_OUT_VIDEO_RANGE")
KNOWN = ("TITLE", *SIZES, *NUMBERS)
NUMERIC = frozenset("+-.0123456789")

Line = tuple[int, str]


@dataclass(slots=True)
class _Header:
    """What stands before the rows: each keyword's numbers, and the line it was on."""

    title: str = ""
    values: dict[str, tuple[float, ...]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def size(self, keyword: str) -> int:
        """Points along one side; 0 where there is no such table."""
        return int(self.values.get(keyword, (0,))[0])


def read_cube(data: bytes) -> Lut:
    """The look in a `.cube` file. Raises `LookInvalid` with the number of the line that is wrong.

    It stops at the first wrong line, so that no file costs more than a good one of 65 points.
    """
    if len(data) > MAX_BYTES:
        raise LookInvalid(
            f"The .cube file has {len(data) / 2**20:.0f} MiB; at most {MAX_BYTES // 2**20} MiB are read, which is more "
            f"than a cube of {SIZES['LUT_3D_SIZE'][-1]} points needs."
        )
    lines = _lines(data)
    header, first = _read_header(lines)
    curves, cube = header.size("LUT_1D_SIZE"), header.size("LUT_3D_SIZE")
    rows = _read_rows(chain([first], lines), curves + cube**3)
    return Lut(
        curves=Table(rows[:curves], *_domain(header, "LUT_1D_INPUT_RANGE")) if curves else None,
        cube=Table(rows[curves:].reshape(cube, cube, cube, 3), *_domain(header, "LUT_3D_INPUT_RANGE"))
        if cube
        else None,
        title=header.title,
    )


def _lines(data: bytes) -> Iterator[Line]:
    """The lines that say something, numbered from 1. Comments and blank lines are counted and left out."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline=None)
    number = silent = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise _wrong(number, f"it has more than {LONGEST_LINE} characters; is this a .cube file?")
        line = line.strip()
        if line and line[0] != "#":
            yield number, line
            continue
        silent += 1
        if silent > MOST_COMMENTS:
            raise _wrong(number, f"there are more than {MOST_COMMENTS} blank lines and comments.")


def _read_header(lines: Iterator[Line]) -> tuple[_Header, Line]:
    """All keywords, and the first row after them."""
    header, number = _Header(), 0
    for number, line in lines:
        if line[0] in NUMERIC:
            if not header.values.keys() & SIZES.keys():
                raise _wrong(number, "LUT_1D_SIZE or LUT_3D_SIZE must say before the rows how many there are.")
            _check_domains(header)
            return header, (number, line)
        _read_keyword(header, number, line)
    if not number:
        raise LookInvalid("The file is empty: it has no keywords and no rows. Send a .cube file.")
    raise _wrong(number, "the file ends here, without any row of the table.")


def _read_keyword(header: _Header, number: int, line: str) -> None:
    keyword, rest = [*line.split(maxsplit=1), ""][:2]
    if keyword in VIDEO:
        raise _wrong(number, f"{keyword} is not supported; export the look for full-range pictures.")
    if keyword not in KNOWN:
        hint = did_you_mean(keyword.upper(), KNOWN)
        raise _wrong(number, f"{shown(keyword)} is no keyword of a .cube file.{hint} It knows: {', '.join(KNOWN)}.")
    if keyword in header.lines:
        raise _wrong(number, f"{keyword} stands a second time; the first is on line {header.lines[keyword]}.")
    header.lines[keyword] = number
    if keyword == "TITLE":
        printable = "".join(sign for sign in rest.strip().strip('"') if sign.isprintable())
        header.title = printable.strip()[:LONGEST_TITLE]
    else:
        header.values[keyword] = _keyword_numbers(number, keyword, rest.partition("#")[0])


def _keyword_numbers(number: int, keyword: str, text: str) -> tuple[float, ...]:
    sizes = SIZES.get(keyword)
    values = _numbers(text, 1, farthest=sizes[-1]) if sizes else _numbers(text, NUMBERS[keyword])
    if sizes and (values is None or values[0] not in sizes):
        expected = f"a whole number from {sizes[0]} to {sizes[-1]}"
        raise _wrong(number, f"{keyword} must be {expected}; got {shown(text.strip())}.")
    if values is None:
        count = NUMBERS[keyword]
        raise _wrong(number, f"{keyword} must be {count} numbers, such as 0.0 or 1.0; got {shown(text.strip())}.")
    return values


def _check_domains(header: _Header) -> None:
    """Each domain must be one, and said once."""
    values, lines = header.values, header.lines
    ranges = [keyword for keyword in values if keyword.endswith("_INPUT_RANGE")]
    bounds = [keyword for keyword in values if keyword in BOUNDS]
    for keyword in ranges:
        size = keyword.replace("INPUT_RANGE", "SIZE")
        if size not in values:
            raise _wrong(lines[keyword], f"{keyword} needs {size}, which is missing.")
    if bounds and (ranges or len(values.keys() & SIZES.keys()) > 1):
        raise _wrong(lines[bounds[0]], f"{bounds[0]} does not say which table it is for; use the keywords of Resolve.")
    for keyword in (*ranges, *bounds[-1:]):
        low, high = _domain(header, keyword)
        if any(end - start < NARROWEST for start, end in zip(low, high, strict=True)):
            raise _wrong(lines[keyword], f"the domain must end above where it begins; got {low} to {high}.")


def _domain(header: _Header, keyword: str) -> tuple[Triple, Triple]:
    """Where the domain of a table begins and ends, for each channel."""
    values = header.values
    if keyword in values and keyword not in BOUNDS:
        low, high = values[keyword]
        return (low, low, low), (high, high, high)
    (red, green, blue), (to_red, to_green, to_blue) = values.get("DOMAIN_MIN", BLACK), values.get("DOMAIN_MAX", WHITE)
    return (red, green, blue), (to_red, to_green, to_blue)


def _read_rows(lines: Iterator[Line], count: int) -> Floats:
    """Exactly `count` rows of three numbers."""
    values, rows, number = array("f"), 0, 0
    for number, line in lines:
        if rows == count:
            raise _wrong(number, f"the table has all its {count} rows already; got {shown(line)}.")
        triple = _numbers(line, 3)
        if triple is None:
            raise _wrong(number, f"a row must be three numbers from -{FARTHEST:g} to {FARTHEST:g}; got {shown(line)}.")
        values.extend(triple)
        rows += 1
    if rows < count:
        raise _wrong(number, f"the file ends here, after {rows} of {count} rows.")
    return np.frombuffer(values, np.float32).reshape(-1, 3)


def _numbers(text: str, count: int, *, farthest: float = FARTHEST) -> tuple[float, ...] | None:
    """So many finite numbers between white space, or None."""
    if "_" in text or not text.isascii():  # Python would read 1_000 and other scripts' digits
        return None
    try:
        values = tuple(map(float, text.split()))
    except ValueError:
        return None
    within = len(values) == count and all(-farthest <= value <= farthest for value in values)
    return values if within else None


def _wrong(number: int, why: str) -> LookInvalid:
    return LookInvalid(f"Line {number}: {why}", line=number)
