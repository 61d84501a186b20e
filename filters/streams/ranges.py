"""Ranges of bytes, as RFC 9110, section 14, has them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from filters.streams.responses import Stream

MOST = 16
"""Ranges in one request; who asks for more asks for the whole (RFC 9110, 14.2, lets a server ignore them)."""
GAP = 80
"""Bytes between two ranges for which they are sent as one: a part's head takes as many (RFC 9110, 15.3.7.2)."""
LONGEST = 1000
"""Characters of a header that is looked at."""
RANGE = re.compile(r"([0-9]*)-([0-9]*)")

Read = Callable[[int, int], Iterator[bytes]]
"""The bytes from the first number to before the second, in pieces."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """The bytes from `start` to before `stop`."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def content_range(self, size: int) -> str:
        """The header's value."""
        return f"bytes {self.start}-{self.stop - 1}/{size}"


def parse_ranges(header: str | None, size: int, *, most: int = MOST) -> list[ByteRange] | None:
    """What `Range` asks of `size` bytes: ranges of at least a byte each, in the order asked for, none near another.

    None where it is to be ignored and the whole is the answer: no header, another unit, malformed, more than `most`
    ranges, and the end of what is empty. An empty list where nothing of it exists: 416.
    """
    unit, _, listed = (header or "").partition("=")
    if unit.strip().lower() != "bytes" or len(listed) > LONGEST:
        return None
    specs = [spec for spec in (part.strip(" \t") for part in listed.split(",")) if spec]
    if not specs or len(specs) > most:
        return None
    found = []
    for spec in specs:
        match = RANGE.fullmatch(spec)
        if match is None or spec == "-" or _is_backward(*match.groups()):
            return None
        first, last = match.groups()
        if not first and size == 0:
            return None
        start, stop = (int(first), int(last or size) + 1) if first else (size - int(last), size)
        found.append(ByteRange(max(0, start), min(stop, size)))
    return _apart([found_range for found_range in found if found_range.start < found_range.stop])


def content_range_unsatisfied(size: int) -> str:
    """The value of Content-Range in an answer of 416."""
    return f"bytes */{size}"


def ranged(
    read: Read, *, size: int, ranges: Sequence[ByteRange] | None, media_type: str, headers: Any = None, **options: Any
) -> Stream:
    """What `parse_ranges` found, as 200, 206, or 206 with several parts; `options` are those of `Stream`.

    Nothing is read before the answer is sent. Raises `ValueError` for no ranges, which is 416 and the caller's to say.
    """
    own = {"Accept-Ranges": "bytes", **(headers or {})}
    if ranges is None:
        return Stream(Reading(read, 0, size), length=size, media_type=media_type, headers=own, **options)
    if not ranges:
        raise ValueError("No range can be satisfied.")
    if len(ranges) == 1:
        (only,) = ranges
        own["Content-Range"] = only.content_range(size)
        pieces = Reading(read, only.start, only.stop)
        return Stream(pieces, length=len(only), media_type=media_type, headers=own, status=206, **options)
    parts = Parts(read, size=size, ranges=ranges, media_type=media_type)
    whole = f"multipart/byteranges; boundary={parts.boundary}"
    return Stream(parts, length=parts.length, media_type=whole, headers=own, status=206, **options)


class Reading:
    """A range that is opened when its first byte is asked for: a HEAD reads nothing."""

    def __init__(self, read: Read, start: int, stop: int) -> None:
        self._read = read
        self._range = (start, stop)

    def __iter__(self) -> Iterator[bytes]:
        yield from self._read(*self._range)


class Parts:
    """Several ranges as multipart/byteranges; `length` bytes altogether."""

    def __init__(self, read: Read, *, size: int, ranges: Sequence[ByteRange], media_type: str) -> None:
        self.boundary = token_hex(16)
        self._read = read
        self._ranges = ranges
        kind = f"\r\n--{self.boundary}\r\nContent-Type: {media_type}\r\nContent-Range: "
        self._heads = [f"{kind}{part.content_range(size)}\r\n\r\n".encode("latin-1") for part in ranges]
        self._end = f"\r\n--{self.boundary}--\r\n".encode("latin-1")
        self.length = sum(map(len, self._heads)) + sum(map(len, ranges)) + len(self._end)

    def __iter__(self) -> Iterator[bytes]:
        for head, part in zip(self._heads, self._ranges, strict=True):
            yield head
            yield from self._read(part.start, part.stop)
        yield self._end


def _is_backward(first: str, last: str) -> bool:
    return bool(first and last) and int(last) < int(first)


def _apart(ranges: Iterable[ByteRange]) -> list[ByteRange]:
    """Those that overlap or almost touch as one, at the place of the first of them."""
    merged: list[tuple[int, ByteRange]] = []
    for place, found in sorted(enumerate(ranges), key=lambda item: (item[1].start, item[0])):
        if merged and found.start - merged[-1][1].stop < GAP:
            before, previous = merged.pop()
            place, found = min(place, before), ByteRange(previous.start, max(previous.stop, found.stop))
        merged.append((place, found))
    return [found for _, found in sorted(merged, key=lambda item: item[0])]
