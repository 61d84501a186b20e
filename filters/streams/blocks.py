"""File objects block by block.

Iterating over one goes by lines: an archive or a picture has one after some 256 bytes, each a step of Python and a
chunk on the wire.
"""

import io
import os
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from typing import Any

BLOCK = 1 << 18
"""Bytes read at once: benchmarks/STREAMS.md has the sizes that were measured."""

AWAITED_BLOCK = 1 << 16
"""The same in an event loop: Django's ASGI handler cuts what is larger into such pieces, and copies it for that."""


def blocks_of(file: Any, *, size: int | None = None, block: int = BLOCK) -> Iterator[Any]:
    """What the file has from where it stands, at most `size` bytes (or characters) of it; it is left open."""
    left = size
    while (left is None or left > 0) and (data := file.read(block if left is None else min(block, left))):
        left = None if left is None else left - len(data)
        yield data


def read_blocks(file: Any, *, size: int | None = None, block: int = BLOCK) -> Iterator[Any]:
    """As `blocks_of`; the file is closed when all was read, when reading fails, and when the iterator is closed."""
    with closing(file):
        yield from blocks_of(file, size=size, block=block)


async def blocks_awaited(file: Any, *, block: int = AWAITED_BLOCK) -> AsyncIterator[Any]:
    """The same of a file whose `read` has to be awaited. Whoever made the file closes it."""
    while data := await file.read(block):
        yield data


def bytes_left(file: Any) -> int | None:
    """How many bytes a file has from where it stands, where that costs nothing to know; None for anything else.

    Seeking to the end, as Django's FileResponse does, unpacks the whole of a compressed file, and the size on disk of
    such a one is not what it reads as.
    """
    if isinstance(file, io.BytesIO):
        place = file.tell()  # its `getbuffer` would copy what it shares with the bytes it was made of
        return max(0, file.seek(0, io.SEEK_END) - file.seek(place))
    raw = file.raw if isinstance(file, io.BufferedReader | io.BufferedRandom) else file
    if not isinstance(raw, io.FileIO):
        return None
    status = os.fstat(raw.fileno())
    return max(0, status.st_size - file.tell()) if stat.S_ISREG(status.st_mode) else None
