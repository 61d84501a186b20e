"""`Body.read1` over a real socket and gunicorn's parser: what came is given at once, and nothing beyond the body."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser
from hypothesis import given
from hypothesis import strategies as st

from imgsvc.arriving import BLOCK
from imgsvc.bodies import Body

NEXT = b"GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n"
DATA = bytes(range(256)) * 20
Encode = Callable[[bytes], bytes]


class Wire:
    """A client, and the server's side of its connection."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.client = socket.create_connection(listener.getsockname())
            self.server = listener.accept()[0]
        self.client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server.settimeout(10)
        self.parser = RequestParser(Config(), self.server, ("127.0.0.1", 1))

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *error: object) -> None:
        self.client.close()
        self.server.close()

    def send(self, data: bytes) -> None:
        """From the client."""
        self.client.sendall(data)

    def body(self, framing: str, length: int | None) -> Body:
        """The body of the request whose head is sent first."""
        self.send(f"PUT / HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n\r\n".encode())
        return self.next_body(length)

    def next_body(self, length: int | None) -> Body:
        """The body of the request that is on its way."""
        return Body(next(self.parser).body, length, self.server)

    def sized(self, length: int) -> Body:
        """A body of so many bytes."""
        return self.body(f"Content-Length: {length}", length)

    def chunked(self) -> Body:
        """A body in chunks."""
        return self.body("Transfer-Encoding: chunked", None)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as made:
        yield made


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def as_it_comes(body: Body, size: int = BLOCK) -> list[bytes]:
    return list(iter(lambda: body.read1(size), b""))


def test_each_byte_of_a_sized_body_is_given_when_it_comes(wire: Wire) -> None:
    body = wire.sized(10)
    for byte in b"0123456789":
        wire.send(bytes([byte]))
        assert body.read1() == bytes([byte])
    assert body.ended
    assert body.read1() == b""


def test_each_byte_of_a_chunk_is_given_when_it_comes(wire: Wire) -> None:
    body = wire.chunked()
    wire.send(b"a\r\n")
    for byte in b"0123456789":
        wire.send(bytes([byte]))
        assert body.read1() == bytes([byte])
    wire.send(b"\r\n0\r\n\r\n")
    assert body.read1() == b""
    assert body.ended


def test_a_chunk_is_given_before_the_next_comes(wire: Wire) -> None:
    body = wire.chunked()
    for data in (b"first", b"2", DATA):
        wire.send(chunk(data))
        assert body.read1() == data
    wire.send(chunk(b"") + NEXT)
    assert body.read1() == b""


def test_a_chunk_that_is_sent_byte_by_byte_with_its_frame_is_whole(wire: Wire) -> None:
    body = wire.chunked()
    for byte in chunk(b"abc") + chunk(b""):
        wire.send(bytes([byte]))
    assert b"".join(as_it_comes(body)) == b"abc"


@pytest.mark.parametrize("size", [1, 7, 4096, BLOCK, -1])
@pytest.mark.parametrize("framing", ["sized", "chunked"])
def test_no_byte_of_the_next_request_is_taken(wire: Wire, framing: str, size: int) -> None:
    body = wire.sized(len(DATA)) if framing == "sized" else wire.chunked()
    wire.send((DATA if framing == "sized" else chunk(DATA[:3]) + chunk(DATA[3:]) + chunk(b"")) + NEXT * 2)
    read = as_it_comes(body, size)
    assert b"".join(read) == DATA
    assert size < 0 or max(map(len, read)) <= size
    assert [next(wire.parser).path for _ in range(2)] == ["/next"] * 2


def test_what_came_with_the_head_is_not_lost(wire: Wire) -> None:
    wire.send(b"PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nwhole" + NEXT)
    assert as_it_comes(wire.next_body(5)) == [b"whole"]
    assert next(wire.parser).path == "/next"


def test_nothing_is_read_where_nothing_is_asked_for(wire: Wire) -> None:
    body = wire.sized(5)
    wire.send(b"whole")
    assert body.read1(0) == b""
    assert not body.ended
    assert body.read1() == b"whole"


@given(st.lists(st.sampled_from(["read", "read1", "readline"]), min_size=1, max_size=20), st.booleans(), st.data())
def test_all_ways_of_reading_go_together(ways: list[str], chunked: bool, data: Any) -> None:
    sent = data.draw(st.binary(max_size=3000)) + b"\n" + data.draw(st.binary(max_size=300))
    with Wire() as wire:
        body = wire.chunked() if chunked else wire.sized(len(sent))
        wire.send(chunk(sent) + chunk(b"") if chunked else sent)
        read = b"".join(getattr(body, way)(data.draw(st.integers(0, 2000))) for way in ways)
        rest = b"".join(as_it_comes(body))
        assert read + rest == sent
        wire.send(NEXT)
        assert next(wire.parser).path == "/next"


@pytest.mark.parametrize("came", [0, 1, 999])
def test_a_sized_body_that_breaks_off_just_ends(wire: Wire, came: int) -> None:
    body = wire.sized(1000)
    wire.send(b"x" * came)
    wire.client.close()
    assert b"".join(as_it_comes(body)) == b"x" * came
    assert body.left == 1000 - came


@pytest.mark.parametrize(
    "sent",
    [b"", b"5", b"5\r\n", b"5\r\nabc", b"5\r\nabcde", b"5\r\nabcde\r\n", b"5\r\nabcde\r\n0\r\n"],
    ids=lambda sent: f"{len(sent)} bytes",
)
def test_chunks_that_break_off_are_an_error(wire: Wire, sent: bytes) -> None:
    body = wire.chunked()
    wire.send(sent)
    wire.client.close()
    with pytest.raises(OSError):  # noqa: PT011 -- as any broken connection
        as_it_comes(body)


@pytest.mark.parametrize("sent", [b"five\r\n", b"5\r\nabcdefgh", b"-1\r\n", b"5\nabcde"], ids=repr)
def test_after_malformed_chunks_nothing_is_read_as_the_next_request(wire: Wire, sent: bytes) -> None:
    body = wire.chunked()
    wire.send(sent + b"\r\n" + NEXT)
    with pytest.raises(OSError, match=r"malformed|chunk|Chunk|size"):
        as_it_comes(body)
    wire.client.shutdown(socket.SHUT_WR)
    assert wire.parser.finish_body() is False


def test_a_stream_of_another_server_can_only_be_read(wire: Wire) -> None:
    wire.send(b"12345next")
    with wire.server.makefile("rb") as stream:
        body = Body(stream, 5, wire.server)
        assert b"".join(as_it_comes(body, 2)) == b"12345"
        assert body.ended
