"""Sources that count how often they are read and closed."""

import io
from collections.abc import AsyncIterator, Iterator
from typing import Any


class CountedFile(io.BytesIO):
    """A file in memory that keeps the sizes in which it was read, and how often it was closed."""

    def __init__(self, data: bytes, fails_after: int | None = None) -> None:
        super().__init__(data)
        self.sizes: list[int | None] = []
        self.closings = 0
        self._fails_after = fails_after

    def read(self, size: int | None = -1, /) -> bytes:
        if self._fails_after is not None and len(self.sizes) == self._fails_after:
            raise OSError("The disk is gone.")
        self.sizes.append(size)
        return super().read(size)

    def __next__(self) -> bytes:
        raise AssertionError("It was iterated by lines.")

    def close(self) -> None:
        self.closings += 1
        super().close()


class Pieces:
    """An iterator with `close`, as a database's cursor or an archive has."""

    def __init__(self, *pieces: Any) -> None:
        self._pieces = iter(pieces)
        self.closings = 0
        self.given = 0

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        piece = next(self._pieces)
        if isinstance(piece, Exception):
            raise piece
        self.given += 1
        return piece

    def close(self) -> None:
        self.closings += 1


class AsyncPieces:
    """An async iterator with `aclose`, as a client's response has."""

    def __init__(self, *pieces: Any) -> None:
        self._pieces = iter(pieces)
        self.closings = 0

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        for piece in self._pieces:
            if isinstance(piece, Exception):
                raise piece
            return piece
        raise StopAsyncIteration

    async def aclose(self) -> None:
        self.closings += 1
