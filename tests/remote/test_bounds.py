"""Servers that stall, drip, lie, break off, or never end."""

import gzip
import socket
from collections.abc import Iterator
from time import monotonic
from typing import Any

import httpcore2
import pytest

from filters.engine.errors import UploadTooLarge
from filters.remote.errors import RemoteFailed, RemoteTimeout
from filters.remote.network import BoundedStream, Deadline
from tests.fixtures.others import Other, answer, other_server, until_gone
from tests.remote.asking import ask, body_of

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def stalling(first: bytes) -> Any:
    """Say this much, and then nothing."""

    def say(connection: socket.socket, head: bytes) -> None:
        connection.sendall(first)
        until_gone(connection)

    return say


@pytest.mark.parametrize(
    "first",
    [b"", b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", answer(b"ab", length=5), CHUNKED + b"3\r\na"],
    ids=["at once", "in the status", "in the head", "in the body", "in a chunk"],
)
def test_one_that_stalls_is_given_up(first: bytes) -> None:
    with other_server(stalling(first)) as other, pytest.raises(RemoteTimeout, match="in the time allowed"):
        body_of(other, idle_s=0.2)


def dripping(first: bytes, drop: bytes) -> Any:
    """Say this much, and then a little again and again, each time before anyone's patience ends."""

    def say(connection: socket.socket, head: bytes) -> None:
        connection.sendall(first)
        other_side: Iterator[bytes] = iter(lambda: drop, b"")
        for piece in other_side:
            connection.sendall(piece)
            connection.settimeout(0.05)
            try:
                if connection.recv(1) == b"":
                    return
            except TimeoutError:
                continue

    return say


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"a"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (answer(b"", length=1000), b"a"),
        (CHUNKED, b"1\r\na\r\n"),
    ],
    ids=["in the head", "with empty answers", "in the body", "in chunks"],
)
def test_one_that_drips_is_cut_by_the_deadline(first: bytes, drop: bytes) -> None:
    with other_server(dripping(first, drop)) as other:
        start = monotonic()
        with pytest.raises(RemoteTimeout):
            body_of(other, deadline_s=0.6, idle_s=10)
        assert monotonic() - start < 10


def pouring(first: bytes, more: bytes) -> Any:
    """Say this much, and then as much more as anyone takes."""

    def say(connection: socket.socket, head: bytes) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(more)

    return say


PIECE = b"a" * 65_536


@pytest.mark.parametrize("first", [CHUNKED, b"HTTP/1.0 200 OK\r\n\r\n"], ids=["chunks", "no length"])
def test_a_body_without_an_end_is_cut(first: bytes) -> None:
    more = b"10000\r\n" + PIECE + b"\r\n" if first == CHUNKED else PIECE
    received: list[bytes] = []
    with other_server(pouring(first, more)) as other, ask(other, most=300_000) as found:  # noqa: SIM117
        with pytest.raises(UploadTooLarge, match=r"larger than the 0\.286 MiB"):
            received.extend(found.pieces)
    assert 200_000 < sum(map(len, received)) <= 300_000


@pytest.mark.parametrize(
    ("first", "more"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Header: abcdefgh\r\n" * 1000),
        (b"HTTP/1.1 200 OK\r\nX: ", PIECE),
        (b"HTTP/1.1 ", PIECE),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" * 1000),
        (CHUNKED + b"1;", PIECE),
    ],
    ids=["many headers", "a long header", "a long status", "empty answers", "a chunk's head"],
)
def test_heads_without_an_end_are_cut(first: bytes, more: bytes) -> None:
    with other_server(pouring(first, more)) as other, pytest.raises(RemoteFailed, match="not HTTP"):
        body_of(other)


def test_trailers_without_an_end_are_cut() -> None:
    pouring_trailers = pouring(CHUNKED + b"1\r\na\r\n0\r\n", b"X: abc\r\n" * 1000)
    with other_server(pouring_trailers) as other, pytest.raises(RemoteFailed, match="not HTTP"):
        body_of(other)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
        answer(b"abc", length=5),
        CHUNKED + b"5\r\nabc",
        CHUNKED + b"3\r\nabc\r\n",
    ],
    ids=["nothing", "half a head", "half a body", "half a chunk", "chunks without an end"],
)
def test_one_that_breaks_off_has_failed(said: bytes) -> None:
    with other_server(said) as other, pytest.raises(RemoteFailed, match="broke off"):
        body_of(other)


def test_more_than_the_announced_length_is_never_taken() -> None:
    with other_server(answer(b"abcdefgh", length=3)) as other:
        assert body_of(other) == b"abc"


@pytest.mark.parametrize(
    "said",
    [
        b"hello",
        b"220 ftp.example FTP server ready\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"-ERR unknown command\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0x10\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX\x00: 1\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        CHUNKED + b"zz\r\nab\r\n0\r\n\r\n",
        CHUNKED + b"-1\r\nab\r\n0\r\n\r\n",
    ],
    ids=lambda said: ascii(said)[2:60],
)
def test_what_is_not_http_has_failed(said: bytes) -> None:
    with other_server(said) as other, pytest.raises(RemoteFailed):
        body_of(other)


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "deflate", "br", "zstd", "identity, gzip", "x-unknown"])
def test_a_compressed_answer_is_refused_packed(coding: str) -> None:
    bomb = gzip.compress(b"\0" * (1 << 20))
    packed = answer(bomb, f"Content-Encoding: {coding}")
    with other_server(packed) as other, pytest.raises(RemoteFailed, match="compressed"):
        ask(other)


def test_a_packed_file_comes_as_it_is() -> None:
    bomb = gzip.compress(b"\0" * (1 << 20))
    with other_server(answer(bomb, "Content-Encoding: identity", "Content-Type: application/gzip")) as other:
        assert body_of(other) == bomb


def test_a_server_that_takes_nothing_is_cut_by_the_deadline() -> None:
    def say(connection: socket.socket, head: bytes) -> None:
        other.ending.wait(30)

    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += len(PIECE)
            yield PIECE

    with other_server(say) as other:
        with pytest.raises((RemoteTimeout, RemoteFailed)):
            ask(other, method="POST", content=pieces(), deadline_s=0.5)
        other.ending.set()
    assert sent < 64 << 20


class Still:
    """A connection on which every write is taken, a little too late."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.sizes.append(len(buffer))


def test_nothing_waits_beyond_the_deadline_however_patient_it_may_be() -> None:
    assert 0 < Deadline(5).left(60) <= 5
    assert Deadline(60).left(5) == 5
    with pytest.raises(httpcore2.ReadTimeout):
        Deadline(0).left(60)


def test_the_clock_is_looked_at_between_pieces_of_one_write() -> None:
    still = Still()
    stream = BoundedStream(still, Deadline(5))  # type: ignore[arg-type]
    stream.write(b"a" * 150_000)
    assert still.sizes == [65_536, 65_536, 18_928]


def test_connecting_has_a_time_of_its_own(other_full: Other) -> None:
    with pytest.raises(RemoteTimeout):
        body_of(other_full, connect_s=0.2)


@pytest.fixture
def other_full() -> Iterator[Other]:
    """A server whose queue of connections is full, so that nobody gets through."""
    with other_server(answer()) as other, socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        other.port = full.getsockname()[1]
        yield other
        for one in waiting:
            one.close()
