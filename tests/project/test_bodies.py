"""Request bodies at the edge of WSGI, against streams that behave like a server's."""

import io
import json
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from gunicorn.http.body import Body as GunicornBody
from gunicorn.http.body import LengthReader
from gunicorn.http.unreader import SocketUnreader

from imgsvc import bodies
from imgsvc.bodies import Body, bounded_bodies
from imgsvc.serving.pace import UploadTooSlow

KIBI = 1024
FORM = "multipart/form-data; boundary=x"


@pytest.fixture(autouse=True)
def small_limits(settings: Any) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 1
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * KIBI


class Malformed(io.BytesIO):
    """A stream whose second read finds that the client does not keep to HTTP."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > 1:
            raise ValueError("bad chunk")
        return super().read(size)


def environ(stream: io.BytesIO, *, length: int | None = None, kind: str = FORM) -> dict[str, Any]:
    framing = {"HTTP_TRANSFER_ENCODING": "chunked"} if length is None else {"CONTENT_LENGTH": str(length)}
    return {"wsgi.input": stream, "wsgi.input_terminated": True, "CONTENT_TYPE": kind, **framing}


def serve(given: dict[str, Any], *, read: int | None = None) -> tuple[bytes, Iterable[bytes]]:
    """What an application reads that trusts CONTENT_LENGTH as Django does, and the response."""
    seen = []

    def application(inner: dict[str, Any], start_response: Any) -> list[bytes]:
        size = int(inner.get("CONTENT_LENGTH") or 0) if read is None else read
        seen.append(inner["wsgi.input"].read(size) if size else b"")
        return [b"answer"]

    response = bounded_bodies(application)(given, None)
    return seen[0], response


def close(response: Iterable[bytes]) -> None:
    getattr(response, "close", lambda: None)()


@pytest.mark.parametrize("size", [1, 10 * KIBI - 1, 10 * KIBI, 10 * KIBI + 1, 500 * KIBI])
def test_a_chunked_body_is_read_whole(size: int) -> None:
    body = bytes(range(256)) * (size // 256 + 1)
    assert serve(environ(io.BytesIO(body[:size])))[0] == body[:size]


def test_a_server_may_hand_out_less_than_asked_for() -> None:
    class Sips(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 100))

    given = environ(Sips(b"x" * 500))
    assert serve(given)[0] == b"x" * 500
    stream = Sips(b"x" * 500)
    close(serve(environ(stream, length=500), read=1)[1])
    assert stream.tell() == 500


def test_a_short_chunked_body_gets_its_length() -> None:
    given = environ(io.BytesIO(b"12345"), kind="application/json")
    serve(given)
    assert given["CONTENT_LENGTH"] == "5"


def test_a_chunked_body_ends_one_byte_after_the_limit() -> None:
    stream = io.BytesIO(bytes(3 * KIBI * KIBI))
    read, _ = serve(environ(stream, kind="image/jpeg"))
    assert len(read) == KIBI * KIBI + 1


def test_a_chunked_body_is_left_alone_where_the_server_does_not_end_it() -> None:
    given = environ(io.BytesIO(b"12345")) | {"wsgi.input_terminated": False}
    assert serve(given)[0] == b""
    assert "CONTENT_LENGTH" not in given


def test_a_body_without_length_is_none() -> None:
    stream = io.BytesIO(b"next request")
    _, response = serve({"wsgi.input": stream})
    close(response)
    assert stream.read() == b"next request"


def test_lines_can_be_read_too() -> None:
    lines: list[bytes] = []

    def application(inner: dict[str, Any], start_response: Any) -> list[bytes]:
        lines.extend(iter(inner["wsgi.input"].readline, b""))
        return []

    long = b"x" * 20 * KIBI  # reaches over what is read in advance
    bounded_bodies(application)(environ(io.BytesIO(b"one\n" + long + b"\nthree")), None)
    bounded_bodies(application)(environ(io.BytesIO(b"four\nfive"), length=9), None)
    assert lines == [b"one\n", long + b"\n", b"three", b"four\n", b"five"]


def test_only_the_head_is_read_of_an_oversized_body() -> None:
    stream = io.BytesIO(bytes(3 * KIBI * KIBI))
    read, _ = serve(environ(stream, length=3 * KIBI * KIBI))
    assert len(read) == bodies.HEAD == stream.tell()


def test_nothing_is_read_of_an_oversized_body_that_nobody_asks_for() -> None:
    stream = io.BytesIO(bytes(3 * KIBI * KIBI))
    serve(environ(stream, length=3 * KIBI * KIBI), read=0)
    assert stream.tell() == 0


@pytest.mark.parametrize("length", [None, 500 * KIBI, 3 * KIBI * KIBI], ids=["chunked", "length", "oversized"])
def test_what_was_not_read_is_discarded_after_the_answer(length: int | None) -> None:
    stream = io.BytesIO(bytes(length or 500 * KIBI))
    _, response = serve(environ(stream, length=length), read=1)
    assert list(response) == [b"answer"]
    assert stream.tell() < (length or 500 * KIBI)
    close(response)
    assert stream.read() == b""


@pytest.mark.parametrize("length", [None, 500 * KIBI], ids=["chunked", "length"])
def test_an_upload_that_was_cut_off_is_answered_with_408_whatever_was_made_of_it(length: int | None) -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise UploadTooSlow("slow")

    def application(inner: dict[str, Any], start_response: Any) -> list[bytes]:
        with suppress(OSError):
            inner["wsgi.input"].read(100)
        start_response("403 Forbidden", [])
        return [b"no token"]

    statuses: list[str] = []
    given = environ(Slow(), length=length)
    answer = b"".join(bounded_bodies(application)(given, lambda status, headers: statuses.append(status)))
    assert statuses == ["408 Request Timeout"]
    assert json.loads(answer)["code"] == "upload_too_slow"


@pytest.mark.parametrize(("coding", "expected"), [("gzip", "415"), ("Br, identity", "415"), ("identity", "200")])
def test_a_compressed_body_is_refused(coding: str, expected: str) -> None:
    def application(inner: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [inner["wsgi.input"].read(5)]

    statuses: list[str] = []
    stream = io.BytesIO(b"12345")
    given = environ(stream, length=5) | {"HTTP_CONTENT_ENCODING": coding}
    close(bounded_bodies(application)(given, lambda status, headers: statuses.append(status)))
    assert [status[:3] for status in statuses] == [expected]
    assert stream.read() == b""


def test_an_answer_to_a_body_that_was_read_is_passed_on_as_it_is() -> None:
    _, response = serve(environ(io.BytesIO(b"12345"), length=5))
    assert response == [b"answer"]


def test_the_response_is_closed_before_the_rest_is_discarded() -> None:
    class Response(list[bytes]):
        closed = False

        def close(self) -> None:
            self.closed = True

    answer = Response()
    stream = io.BytesIO(bytes(500))
    close(bounded_bodies(lambda inner, start: answer)(environ(stream, length=500), None))
    assert answer.closed
    assert stream.tell() == 500


def test_a_malformed_body_is_an_os_error() -> None:
    with pytest.raises(OSError, match="malformed"):
        serve(environ(Malformed(bytes(500 * KIBI))))


def test_a_malformed_body_is_not_discarded() -> None:
    stream = Malformed(bytes(500 * KIBI))
    _, response = serve(environ(stream), read=1)
    close(response)
    assert stream.reads == 2


class Connection:
    """A client at the other end of a real socket."""

    def __init__(self) -> None:
        self.client, self.server = socket.socketpair()
        self.stream = self.server.makefile("rb")

    def environ(self, length: int) -> dict[str, Any]:
        return environ(io.BytesIO(), length=length) | {"wsgi.input": self.stream, "gunicorn.socket": self.server}

    def is_hung_up(self) -> bool:
        self.client.setblocking(False)
        try:
            return self.client.recv(1) == b""
        except BlockingIOError:
            return False


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    monkeypatch.setattr(bodies, "HEAD_IDLE_S", 0.02)
    monkeypatch.setattr(bodies, "DISCARD_IDLE_S", 0.02)
    made = Connection()
    yield made
    made.stream.close()
    made.server.close()
    made.client.close()


def test_a_client_that_sends_nothing_of_an_oversized_body_is_not_waited_for(connection: Connection) -> None:
    read, response = serve(connection.environ(5 * KIBI * KIBI))
    assert read == b""
    close(response)
    assert connection.is_hung_up()


def test_what_has_come_of_an_oversized_body_is_read(connection: Connection) -> None:
    connection.client.sendall(b"x" * 3 * KIBI)
    assert serve(connection.environ(5 * KIBI * KIBI))[0] == b"x" * 3 * KIBI


def test_a_client_that_stops_sending_is_hung_up_on(connection: Connection) -> None:
    connection.client.sendall(b"x" * 100)
    _, response = serve(connection.environ(1000), read=1)
    close(response)
    assert connection.is_hung_up()


@pytest.mark.parametrize(("bound", "value"), [("DISCARD_BYTES", 10), ("DISCARD_S", 0)])
def test_discarding_is_bounded(bound: str, value: int, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, bound, value)
    monkeypatch.setattr(bodies, "BLOCK", 10)
    connection.client.sendall(b"x" * 100)
    _, response = serve(connection.environ(100), read=1)
    close(response)
    assert connection.is_hung_up()
    assert len(connection.stream.read(100) or b"") >= 80


def test_a_client_that_sends_everything_keeps_its_connection_and_its_timeout(connection: Connection) -> None:
    connection.server.settimeout(7)
    connection.client.sendall(b"x" * 100)
    _, response = serve(connection.environ(100), read=1)
    close(response)
    assert not connection.is_hung_up()
    assert connection.server.gettimeout() == 7


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A client and a server, connected by TCP."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server = listener.accept()[0]
    with client, server:
        yield client, server


def serve_some(server: socket.socket, unreader: SocketUnreader, length: int) -> GunicornBody:
    """Serve a request of which the application reads three bytes; the body as gunicorn sees it afterwards."""
    body = GunicornBody(LengthReader(unreader, length))
    given = {"wsgi.input": body, "gunicorn.socket": server}
    _, response = serve(environ(io.BytesIO(), length=length) | given, read=3)
    close(response)
    return body


@pytest.mark.parametrize("held", [0, 10, 1000, 1005], ids=lambda held: f"{held} bytes received before")
def test_what_is_left_is_forgotten_and_the_next_request_is_not(
    held: int, pair: tuple[socket.socket, socket.socket]
) -> None:
    sent = b"x" * 1000 + b"next!"
    client, server = pair
    unreader = SocketUnreader(server)
    unreader.unread(sent[:held])
    client.sendall(sent[held:])
    assert serve_some(server, unreader, 1000).reader.length == 0
    assert unreader.read(5) == b"next!"


def test_a_client_that_sends_little_at_a_time_is_received_to_its_end(
    monkeypatch: pytest.MonkeyPatch, pair: tuple[socket.socket, socket.socket]
) -> None:
    client, server = pair
    length = 2 * bodies.PIECE
    monkeypatch.setattr(bodies, "DISCARD_IDLE_S", 0.3)
    wake_after = Body._wake_after

    def send_more(body: Body, size: int) -> None:
        assert size <= max(1, body.left or 0)
        wake_after(body, size)
        if size == 1 and body.left:
            client.sendall(b"x" * (body.left - 1000 if body.left > 1000 else body.left))

    monkeypatch.setattr(Body, "_wake_after", send_more)
    client.sendall(b"x" * (length - 1000))
    assert serve_some(server, SocketUnreader(server), length).reader.length == 0
    assert server.getsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT) == 1
