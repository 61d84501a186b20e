"""What WSGI hands to applications and takes from them: streams and responses."""

from collections.abc import Callable, Iterable, Iterator
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


class Answer:
    """A response after which something is done, such as discarding what is left of the request."""

    def __init__(self, response: Iterable[bytes], then: Callable[[], None]) -> None:
        self._response = response
        self._then = then

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._response)

    def close(self) -> None:
        """Called by the server when the last byte was sent, or when it gave up."""
        close = getattr(self._response, "close", None)
        try:
            if close:
                close()
        finally:
            self._then()
