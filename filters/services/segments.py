"""Reading content that lies in segments, as if it were one file."""

from bisect import bisect_right
from collections.abc import Sequence
from io import SEEK_CUR, SEEK_END, SEEK_SET, RawIOBase
from itertools import accumulate
from typing import IO, Any, Self

from filters.models import Segment
from filters.services.errors import StorageFailed
from filters.services.storage import BLOCK, opened, storage_errors


class SegmentReader(RawIOBase):
    """A file over segments; one of theirs is open at a time. Raises `StorageFailed` where the storage does."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        super().__init__()
        self._segments = [segment for segment in segments if segment.size]
        self._ends = list(accumulate(segment.size for segment in self._segments))
        self.size = self._ends[-1] if self._ends else 0
        self._at = 0
        self._file: IO[bytes] | None = None
        self._place = (-1, 0)  # the segment that is open, and where in it

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte comes from."""
        return self._at

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        """Go there; behind the end there is nothing."""
        base = {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("There is nothing before the beginning.")
        self._at = base + offset
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """At most `size` bytes, fewer at the end of a segment, none at the end; without a size all that is left."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(BLOCK), b""))
        if size == 0 or self._at >= self.size:
            return b""
        index, offset, file = self._open()
        size = min(size, self._ends[index] - self._at)
        with storage_errors():
            data = file.read(size)
        if not data:
            raise StorageFailed("A part of this file is missing in the storage.")
        self._at += len(data)
        self._place = (index, offset + len(data))
        return data

    def readinto(self, buffer: Any) -> int:
        """As `read`, into a buffer."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def prepared(self) -> Self:
        """This, with the storage asked for what comes next: it fails now if it fails."""
        if self._at < self.size:
            self._open()
        return self

    def close(self) -> None:
        """Let go of the storage."""
        self._let_go()
        super().close()

    def _open(self) -> tuple[int, int, IO[bytes]]:
        """The segment at this place, where in it, and its file, which stands there."""
        index = bisect_right(self._ends, self._at)
        offset = self._at - (self._ends[index] - self._segments[index].size)
        with storage_errors():
            if self._file is None or self._place[0] != index:
                self._let_go()
                self._file = opened(self._segments[index].key)
                self._place = (index, 0)
            if self._place[1] != offset:
                self._file.seek(offset)
                self._place = (index, offset)
        return index, offset, self._file

    def _let_go(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()


class Blocks:
    """The bytes of a range, in blocks. Close it, read to the end or not."""

    def __init__(self, reader: SegmentReader, start: int, stop: int) -> None:
        self._reader = reader
        self._left = max(0, stop - start)
        reader.seek(start)
        if self._left:
            reader.prepared()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        data = self._reader.read(min(BLOCK, self._left)) if self._left else b""
        self._left -= len(data)
        if not data:
            self.close()
            raise StopIteration
        return data

    def close(self) -> None:
        """Let go of the storage."""
        self._left = 0
        self._reader.close()
