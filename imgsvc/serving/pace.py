"""How slow a client may be. A thread that waits for one that is slower is freed: the socket is shut down under it."""

import socket
from collections.abc import Iterable
from contextlib import suppress
from time import monotonic
from typing import Any, Self

from imgsvc.serving import patience

SLICE = 8 * 1024  # bytes; what the slowest client takes within `patience.IDLE_S`


FIRST = 512 * 1024
"""Bytes of an answer that the kernel takes at once: a page must not wait for a client that still sends."""
UNSENT = 64 * 1024
"""Bytes that wait in the kernel for a client that takes slowly. As many as it likes are megabytes, and it takes no more
before a third of them has left: that looks as if the client took nothing for a quarter of a minute at 100 kB/s."""


class UploadTooSlow(TimeoutError):
    """The upload was cut off. Django takes it for any broken upload."""


class Transfer:
    """One direction of a connection, for one request. Written by its thread, read by the worker's main loop."""

    def __init__(self) -> None:
        self.began: float | None = None
        self.last = 0.0
        self.moved = 0
        self.waiting = False
        self.cut = False
        self.longest = patience.LONGEST_S
        self.since = self.rested = 0.0
        self.apart = 0.0  # seconds, since it began, in which nobody waited for the client

    def wait(self) -> None:
        """The thread begins to wait for the client."""
        self.since = monotonic()
        if self.began is None:
            self.began = self.last = self.since
        else:
            self.apart += self.since - self.rested
        self.waiting = True

    def rest(self) -> None:
        """The thread does something else: a client is not slow while a result is made, or another is worked on."""
        self.waiting = False
        self.rested = monotonic()

    def move(self, size: int) -> None:
        """So many bytes came or went."""
        self.moved += size
        self.last = monotonic()

    def rate(self, now: float) -> float:
        """Bytes a second, of those in which it was waited for."""
        return self.moved / max(self.held(now), 1e-3)

    def held(self, now: float) -> float:
        """The seconds in which it was waited for."""
        return now - (self.began or now) - self.apart

    def long(self, now: float, grace: float) -> bool:
        """Whether a thread waits for it that it has held for more than the grace already."""
        return self.waiting and not self.cut and self.began is not None and self.held(now) > grace

    def overdue(self, now: float) -> bool:
        """Whether it is too slow for any server, however idle that is."""
        if not self.long(now, patience.GRACE_S):
            return False
        idle, age = now - max(self.last, self.since), now - (self.began or now)
        return self.rate(now) < patience.SLOWEST or idle > patience.IDLE_S or age > self.longest


class PacedSocket(socket.socket):
    """A client's connection that counts what threads wait for, and can be cut off while they wait."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept = 0
        self.begin()

    @classmethod
    def take(cls, accepted: socket.socket) -> Self:
        """The same connection; the given object is of no use afterwards."""
        return cls(fileno=accepted.detach())

    def begin(self) -> None:
        """A new request begins."""
        self.upload, self.answer = Transfer(), Transfer()
        self._keep(FIRST)
        self.expectant = False
        """Whether the client waits for a word before it sends its body."""

    def allow(self, seconds: float) -> None:
        """The upload and the answer of this request may take so long."""
        self.upload.longest = self.answer.longest = seconds

    def welcome(self) -> None:
        """Tell a client that waits for it to send its body; within an answer that has begun nothing can be told."""
        if self.expectant and self.answer.began is None:
            super().sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.expectant = False

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """As any socket's. Raises `UploadTooSlow` once the upload was cut off."""
        upload = self.upload
        upload.wait()
        try:
            data = super().recv(bufsize, flags)
        finally:
            upload.rest()
        if upload.cut:
            raise UploadTooSlow("The upload was too slow.")
        upload.move(len(data))
        return data

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """As any socket's: all that the kernel takes at once, then a slice, and again, so that the rate can be seen."""
        rest = memoryview(data)
        answer = self.answer
        answer.wait()
        try:
            while rest:
                with suppress(BlockingIOError):
                    rest = self._sent(super().send(rest, flags | socket.MSG_DONTWAIT), rest)
                if rest:
                    self._keep(UNSENT)
                    rest = self._sent(super().send(rest[:SLICE], flags), rest)
        finally:
            answer.rest()

    def cut(self) -> None:
        """Free the thread that waits; after an upload the client can still be told."""
        waits_for_upload = self.upload.waiting
        self.upload.cut = self.answer.cut = True
        with suppress(OSError):
            self.shutdown(socket.SHUT_RD if waits_for_upload else socket.SHUT_RDWR)

    def transfers(self) -> tuple[Transfer, Transfer]:
        """Both directions."""
        return self.upload, self.answer

    def _keep(self, unsent: int) -> None:
        """Let the kernel keep so many bytes that it has not sent."""
        if unsent != self._kept and self.family in (socket.AF_INET, socket.AF_INET6) and self.fileno() >= 0:
            self.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, unsent)
        self._kept = unsent

    def _sent(self, size: int, rest: memoryview) -> memoryview:
        self.answer.move(size)
        return rest[size:]


def too_slow(connections: Iterable[PacedSocket], *, now: float, most: int, pressed: bool) -> list[PacedSocket]:
    """Those to cut off: what is too slow, and of the long ones the slowest, until `most` are left.

    `pressed` is whether requests wait for a thread: then they are long earlier.
    """
    grace = patience.PRESSED_S if pressed else patience.GRACE_S
    long = [
        (any(transfer.overdue(now) for transfer in held), min(transfer.rate(now) for transfer in held), connection)
        for connection in connections
        if (held := [transfer for transfer in connection.transfers() if transfer.long(now, grace)])
    ]
    good = sorted((rate, connection.fileno(), connection) for overdue, rate, connection in long if not overdue)
    late = [connection for overdue, _, connection in long if overdue]
    return late + [connection for *_, connection in good[: max(0, len(good) - most)]]
