"""Answering while the request still arrives, to clients that read meanwhile and to those that do not.

Most clients of HTTP/1.1 send their whole request before they read a byte. A server that waits until such a one takes
what it sends, while that waits until the server takes what it sends, waits for ever. So until all has come, only what
the connection takes at once is sent, and the rest is put aside.
"""

import errno
import select
import socket
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from typing import Any, Protocol

from filters.streams.outbox import Outbox

PIECE = 16 * 1024
"""Bytes that are sent at once while the request arrives: a connection that can take anything can take so much."""
LATER_PIECE = 64 * 1024
HEARTBEAT_S = 10.0
"""Seconds of silence after which a stream of events says that it lives."""
STALL_S = 5.0
"""Seconds in which a client that takes anything at all takes some of what was put aside."""
HUNG_UP = select.POLLHUP | select.POLLERR | select.POLLNVAL | getattr(select, "POLLRDHUP", 0)


class Result(Protocol):
    """One of many."""

    @property
    def size(self) -> int:
        """About how many bytes it is written in."""

    def written(self) -> Iterator[bytes]:
        """It, as it is sent."""

    def refused(self) -> Iterator[bytes]:
        """What is sent in its place where there is no room for what the client has not taken."""


class Results(Protocol):
    """What comes into being in other threads."""

    heartbeat: bytes
    """What is sent while there is nothing to send; empty where nothing can be."""

    @property
    def arriving(self) -> bool:
        """Whether the request still arrives."""

    @property
    def done(self) -> bool:
        """Whether there will be no more."""

    @property
    def broken(self) -> bool:
        """Whether the request ended too early, so that a client which sends no more may still listen."""

    def start(self, changed: Callable[[], None]) -> None:
        """Begin. `changed` is called, from any thread, when there may be something to take, or no more."""

    def take(self) -> Result | None:
        """The next, if it is there."""

    def end(self) -> Iterator[bytes]:
        """What is sent after the last."""

    def stop(self) -> None:
        """Begin nothing more, and return when nothing reads from the request."""


class Line:
    """The client's connection, watched while a thread of the server waits for results.

    Without a socket nothing is known of the client: whatever is sent to it may have to wait for it.
    """

    def __init__(self, sock: Any = None) -> None:
        self._sock = sock
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._rope.setblocking(False)
        self.gone = False

    def wake(self) -> None:
        """End `wait`; from any thread, at any time."""
        with suppress(OSError):  # it rings already, or nobody waits any more
            self._rope.send(b"!")

    def takes(self, seconds: float = 0.0) -> bool:
        """Whether it takes a piece without waiting for the client, now or within the time."""
        if self._sock is None:
            return False
        return any(happened & select.POLLOUT for _, happened in self._polled(select.POLLOUT, seconds, bell=False))

    def wait(self, seconds: float, *, to_send: bool, to_leave: bool) -> bool:
        """Wait until someone wakes, or it takes a piece (`to_send`), or the client has left (`to_leave`).

        Whether any of that was in time; `gone` tells of the last.
        """
        events = (select.POLLOUT if to_send else 0) | (HUNG_UP if to_leave else 0)
        found = self._polled(events, seconds, bell=True)
        for number, happened in found:
            if number == self._bell.fileno():
                self._bell.recv(4096)
            elif to_leave and happened & HUNG_UP:
                self.gone = True
        return bool(found)

    def stop_receiving(self) -> None:
        """Free a thread that waits for the client to send something."""
        if self._sock is not None:
            with suppress(OSError):
                self._sock.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        """Let go of the bell; the connection is not ours."""
        self._bell.close()
        self._rope.close()

    def _polled(self, events: int, seconds: float, *, bell: bool) -> list[tuple[int, int]]:
        poll = select.poll()
        if bell:
            poll.register(self._bell, select.POLLIN)
        if self._sock is not None and events:
            number = self._sock.fileno()
            if number < 0:
                return [(number, HUNG_UP)]
            poll.register(number, events)
        return poll.poll(seconds * 1000)


class Conveyor:
    """The bytes of an answer: results as they come. To be iterated once, in the thread that sends; `close` ends all.

    `most` is how many bytes may wait for a client that takes none.
    """

    def __init__(self, results: Results, line: Line, *, most: int) -> None:
        self._results = results
        self._line = line
        self._most = most
        self._outbox = Outbox()
        self._stalled_at = 0
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        """The bytes. Raises `ConnectionResetError` when the client has left."""
        self._results.start(self._line.wake)
        yield b""  # the head leaves
        while not self._results.done:
            result = self._results.take()
            if result is not None:
                yield from self._passed(result)
            else:
                yield from self._sent()
                yield from self._waited()
        yield from self._given(self._results.end())
        yield from self._sent()

    def close(self) -> None:
        """Nothing new begins, and nothing is left."""
        if not self._closed:
            self._closed = True
            if self._results.arriving:
                self._line.stop_receiving()
            self._results.stop()
            self._outbox.close()
            self._line.close()

    def _free(self) -> bool:
        """Whether the next piece may be sent."""
        return not self._results.arriving or self._line.takes()

    def _sent(self) -> Iterator[bytes]:
        """What waits, as far as it can be sent now."""
        while self._outbox and self._free():
            yield self._outbox.take(PIECE if self._results.arriving else LATER_PIECE)

    def _given(self, data: Iterator[bytes]) -> Iterator[bytes]:
        """Send it or put it aside, behind what waits already."""
        for piece in data:
            for start in range(0, len(piece), PIECE):
                yield from self._sent()
                part = piece[start : start + PIECE]
                if not self._outbox and self._free():
                    yield part
                else:
                    self._outbox.put(part)

    def _passed(self, result: Result) -> Iterator[bytes]:
        room = yield from self._room(result.size)
        yield from self._given(result.written() if room else result.refused())

    def _room(self, size: int) -> Generator[bytes, None, bool]:
        """Whether there is room for so many bytes, should the client take none. Who took nothing before, is not
        waited for again."""
        while self._results.arriving and self._outbox.size + size > self._most:
            if self._outbox.size == self._stalled_at or not self._line.takes(STALL_S):
                self._stalled_at = self._outbox.size
                return False
            yield from self._sent()
        try:
            if self._results.arriving:
                self._outbox.make_room(size)
        except OSError:
            return False
        return True

    def _waited(self) -> Iterator[bytes]:
        """Wait for a result, or until the client takes something. Who has sent everything may leave."""
        watched = not self._results.arriving and not self._results.broken
        silent = not self._line.wait(HEARTBEAT_S, to_send=bool(self._outbox), to_leave=watched)
        if watched and self._line.gone:
            raise ConnectionResetError(errno.ECONNRESET, "The client is gone.")
        if silent and not self._outbox and self._free():
            yield self._results.heartbeat
