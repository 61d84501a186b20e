"""Where a stream's bytes come from: files, iterators and async iterators, each closed exactly once.

Closing one that fails at it is logged: what it had to give was already sent or is no longer wanted.
"""

import inspect
import logging
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from contextlib import aclosing, closing
from typing import Any

from asgiref.sync import async_to_sync

from filters.streams.blocks import blocks_awaited, blocks_of

logger = logging.getLogger(__name__)

Encode = Callable[[Any], bytes]
LastWords = Callable[[Exception], bytes | None]
"""What is sent in the place of the rest where a source fails; None raises the failure."""


class Source:
    """Pieces to be iterated once. `close` may be called at any time, and any number of times."""

    def __init__(
        self, given: Iterable[Any], encode: Encode, *, length: int | None = None, last: LastWords = lambda error: None
    ) -> None:
        self._given = given
        self._encode = encode
        self._last = last
        self._counted = Counted(length)
        self._pieces = iter(given)
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        """The pieces as bytes. Raises `LengthWrong` as soon as they are more, or in the end fewer, than announced."""
        with closing(self):
            try:
                for piece in self._pieces:
                    yield self._counted.add(self._encode(piece))
                self._counted.end()
            except Exception as error:
                words = self._last(error)
                if words is None:
                    raise
                yield words

    def close(self) -> None:
        """Let go of what it reads from."""
        if self._closed:
            return
        self._closed = True
        for thing in {id(self._pieces): self._pieces, id(self._given): self._given}.values():
            close = getattr(thing, "close", None)
            if close is not None:
                _logged(close)


class AsyncSource:
    """The same of an async iterator. `close` is for those who cannot await."""

    def __init__(
        self,
        given: AsyncIterable[Any],
        encode: Encode,
        *,
        length: int | None = None,
        last: LastWords = lambda error: None,
    ) -> None:
        self._given = given
        self._encode = encode
        self._last = last
        self._counted = Counted(length)
        self._pieces = aiter(given)
        self._closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces as bytes; raises as `Source` does."""
        async with aclosing(self):
            try:
                async for piece in self._pieces:
                    yield self._counted.add(self._encode(piece))
                self._counted.end()
            except Exception as error:
                words = self._last(error)
                if words is None:
                    raise
                yield words

    async def aclose(self) -> None:
        """Let go of what it reads from."""
        if self._closed:
            return
        self._closed = True
        for thing in {id(self._pieces): self._pieces, id(self._given): self._given}.values():
            close = getattr(thing, "aclose", None) or getattr(thing, "close", None)
            if close is not None:
                await _logged_async(close)

    def close(self) -> None:
        """As `aclose`, outside of the event loop."""
        if not self._closed:
            async_to_sync(self.aclose)()


class AsyncFile:
    """A file whose `read` has to be awaited, block by block instead of by lines."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __aiter__(self) -> AsyncIterator[Any]:
        return blocks_awaited(self._file)

    async def aclose(self) -> None:
        """Close the file."""
        done = (getattr(self._file, "aclose", None) or self._file.close)()
        if inspect.isawaitable(done):
            await done


class LengthWrong(OSError):
    """A source gave more or less than its answer announced: the connection has to be cut, so that the client knows."""


class Counted:
    """How much came of what was announced."""

    def __init__(self, length: int | None) -> None:
        self._length = length
        self._count = 0

    def add(self, data: bytes) -> bytes:
        """Count the piece."""
        self._count += len(data)
        if self._length is not None and self._count > self._length:
            raise LengthWrong(f"The source has more than the {self._length} bytes that were announced.")
        return data

    def end(self) -> None:
        """All came."""
        if self._length is not None and self._count < self._length:
            raise LengthWrong(f"The source ended after {self._count} of the {self._length} bytes announced.")


def source_of(given: Any, encode: Encode, **options: Any) -> Source | AsyncSource:
    """The source for what a view gave; `options` are those of `Source`. Raises `TypeError` for what is none."""
    if isinstance(given, str | bytes | bytearray | memoryview):
        return Source((given,), encode, **options)
    if hasattr(given, "read"):
        if inspect.iscoroutinefunction(given.read):
            return AsyncSource(AsyncFile(given), encode, **options)
        return Source(FileSource(given), encode, **options)
    if hasattr(given, "__aiter__"):
        return AsyncSource(given, encode, **options)
    return Source(given, encode, **options)


class FileSource:
    """A file object, block by block; closed even where nobody began to read it."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __iter__(self) -> Iterator[Any]:
        return blocks_of(self._file)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _logged(close: Callable[[], Any]) -> None:
    try:
        close()
    except Exception:
        logger.exception("The source of a stream could not be closed.")


async def _logged_async(close: Callable[[], Any]) -> None:
    try:
        done = close()
        if inspect.isawaitable(done):
            await done
    except Exception:
        logger.exception("The source of a stream could not be closed.")
