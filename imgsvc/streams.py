"""Streams as WSGI hands them to applications."""

from io import BytesIO
from typing import Protocol


class Stream(Protocol):
    """What WSGI says of its input."""

    def read(self, size: int = ..., /) -> bytes: ...

    def readline(self, size: int = ..., /) -> bytes: ...


class Chain:
    """What was read already, then the rest."""

    def __init__(self, first: bytes, rest: Stream) -> None:
        self._first = BytesIO(first)
        self._rest = rest

    def read(self, size: int = -1, /) -> bytes:
        first = self._first.read(size)
        missing = size - len(first) if size >= 0 else -1
        return first + self._rest.read(missing) if missing else first

    def readline(self, size: int = -1, /) -> bytes:
        first = self._first.readline(size)
        missing = size - len(first) if size >= 0 else -1
        return first if first.endswith(b"\n") or not missing else first + self._rest.readline(missing)
