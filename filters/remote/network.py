"""Connections that go to addresses that were checked, nowhere else, and not beyond a deadline."""

import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import httpcore2

from filters.remote.addresses import Address

MOST_HEAD = 128 * 1024  # bytes before the body: h11 takes 100 kB of headers, and any number of 1xx answers
PIECE = 64 * 1024  # bytes that are sent between two looks at the clock
MOST_TRIED = 4  # addresses of a host


class Deadline:
    """A time on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    def left(self, most: float | None = None) -> float:
        """Seconds until then, at most so many. Raises httpcore's `TimeoutException` where there are none."""
        left = self._end - monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("The deadline has passed.")
        return left if most is None else min(left, most)


@dataclass(frozen=True, slots=True)
class Checked:
    """A host and port, and the addresses that it may be reached at."""

    host: str
    port: int
    addresses: Sequence[Address]


class CheckedBackend(httpcore2.NetworkBackend):
    """Connects to one host only, by its checked addresses: what the library takes for the host is not looked up."""

    def __init__(self, checked: Checked, deadline: Deadline) -> None:
        self._checked = checked
        self._deadline = deadline
        self._sockets = httpcore2.SyncBackend()
        self.stream: BoundedStream | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first address that answers."""
        if (host, port) != (self._checked.host, self._checked.port):
            raise httpcore2.ConnectError("Another host than the one that was checked.")
        addresses = self._checked.addresses[:MOST_TRIED]
        for place, address in enumerate(addresses, 1):
            try:
                within = self._deadline.left(timeout)
                stream = self._sockets.connect_tcp(str(address), port, within, None, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if place == len(addresses):
                    raise
            else:
                self.stream = BoundedStream(stream, self._deadline)
                return self.stream
        raise httpcore2.ConnectError("There is no address.")


class BoundedStream(httpcore2.NetworkStream):
    """A connection on which nothing waits beyond the deadline, and on which an answer's head has an end."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline
        self._head_left: int | None = MOST_HEAD

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come, at most so many bytes."""
        data = self._stream.read(max_bytes, self._deadline.left(timeout))
        if self._head_left is not None:
            self._head_left -= len(data)
            if self._head_left < 0:
                raise httpcore2.RemoteProtocolError("The answer's head has no end.")
        return data

    def head_has_come(self) -> None:
        """What comes from now on is the body, which others bound."""
        self._head_left = None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it, looking at the clock now and then.

        A server that takes no more may have answered already, which the library looks for after a `WriteError`.
        """
        view = memoryview(buffer)
        for start in range(0, len(view), PIECE):
            try:
                self._stream.write(bytes(view[start : start + PIECE]), self._deadline.left(timeout))
            except httpcore2.WriteTimeout as error:
                if self._stream.get_extra_info("is_readable"):
                    raise httpcore2.WriteError("It takes no more, and has said something.") from error
                raise

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """The same connection, encrypted."""
        self._stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return self

    def get_extra_info(self, info: str) -> Any:
        """What is known of the connection."""
        return self._stream.get_extra_info(info)
