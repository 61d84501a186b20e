"""Bytes that cannot be sent yet: a queue in memory, and beyond that in files without a name.

Room is made before anything is put in, so that a full disk is found while something else can still be said.
"""

import os
from collections import deque

from filters.streams.spooling import nameless_file, require_room

MEMORY = 1 << 20
"""Bytes that wait in memory."""
SEGMENT = 32 << 20
"""Bytes after which a new file is begun: what was taken of a queue that never runs empty is given back by and by."""


class Segment:
    """A part of the queue on the disk, in a file that nobody else sees and that is gone when it is closed."""

    def __init__(self) -> None:
        self._file = nameless_file(buffered=False)
        self.written = self.taken = self.promised = 0

    @property
    def is_over(self) -> bool:
        """Whether all was taken that there is, or will be."""
        return self.taken == self.written >= self.promised

    def make_room(self, size: int) -> None:
        """Have the disk keep room for so many more bytes. Raises OSError where there is none."""
        if size:
            require_room(size)
            os.posix_fallocate(self._file.fileno(), self.written, size)
            self.promised = self.written + size

    def put(self, data: bytes) -> None:
        """Add it at the end."""
        view = memoryview(data)
        while view:
            size = os.pwrite(self._file.fileno(), view, self.written)
            self.written += size
            view = view[size:]

    def take(self, most: int) -> bytes:
        """What is next."""
        data = os.pread(self._file.fileno(), min(most, self.written - self.taken), self.taken)
        self.taken += len(data)
        return data

    def close(self) -> None:
        """Give the disk back."""
        self._file.close()


class Outbox:
    """First in, first out. What is in memory comes before what is on the disk."""

    def __init__(self, *, memory: int = MEMORY, segment: int = SEGMENT) -> None:
        self._memory = memory
        self._segment = segment
        self._pieces: deque[bytes] = deque()
        self._in_memory = 0
        self._segments: deque[Segment] = deque()
        self.size = 0

    def __bool__(self) -> bool:
        return self.size > 0

    def make_room(self, size: int) -> None:
        """For so many more bytes. Raises OSError where the disk has no room; the queue is as it was then."""
        if self._segments or self._in_memory + size > self._memory:
            try:
                self._last().make_room(size)
            finally:
                self._let_go()

    def put(self, data: bytes) -> None:
        """Add it at the end."""
        if self._segments or self._in_memory + len(data) > self._memory:
            self._last().put(data)
        elif data:
            self._pieces.append(data)
            self._in_memory += len(data)
        self.size += len(data)

    def take(self, most: int) -> bytes:
        """At most so many bytes; none where nothing waits."""
        if self._pieces:
            data = self._pieces.popleft()
            if len(data) > most:
                self._pieces.appendleft(data[most:])
                data = data[:most]
            self._in_memory -= len(data)
        else:
            data = self._from_disk(most)
        self.size -= len(data)
        return data

    def close(self) -> None:
        """Forget everything."""
        while self._segments:
            self._segments.popleft().close()
        self._pieces.clear()
        self._in_memory = self.size = 0

    def _last(self) -> Segment:
        if not self._segments or self._segments[-1].written >= self._segment:
            self._segments.append(Segment())
        return self._segments[-1]

    def _from_disk(self, most: int) -> bytes:
        data = b""
        for segment in self._segments:
            data = data or segment.take(most)
        self._let_go()
        return data

    def _let_go(self) -> None:
        """Give back what is of no use any more, at both ends."""
        while self._segments and self._segments[0].taken == self._segments[0].written and len(self._segments) > 1:
            self._segments.popleft().close()
        while self._segments and self._segments[-1].is_over:
            self._segments.pop().close()
