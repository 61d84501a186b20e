"""What is made of the answers of other servers that a file was sent on to."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from filters.engine.errors import Busy
from filters.remote.errors import RemoteFailed, RemoteTimeout
from filters.services import forwarding
from filters.services.access import Caller
from filters.services.forwarding import AHEAD, forward, sendings
from filters.services.outbound import Outbound
from tests.fixtures.others import Say, answer, other_server
from tests.fixtures.recorders import Recorder, recorder
from tests.services.parcels import SECRET, parcel, sent, to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_turn_is_left() -> Iterator[None]:
    yield
    assert len(sendings) == 0


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recorder() as found:
        yield found


STATUSES = [
    "200 OK",
    "202 Accepted",
    "400 Bad Request",
    "401 Unauthorized",
    "404 Not Found",
    "413 Too Large",
    "503 Busy",
]


@pytest.mark.parametrize("status", STATUSES)
def test_its_status_comes_back(status: str) -> None:
    with other_server(answer(b"words", "Content-Type: text/plain; charset=latin-1", status=status)) as other:
        reply, body = sent(other.url(), parcel(b"small"))
    assert (reply.status, reply.media_type, reply.length, body) == (int(status[:3]), "text/plain", 5, b"words")


@pytest.mark.parametrize("said", ["204 No Content", "205 Reset Content"])
def test_no_content_is_none(said: str) -> None:
    with other_server(answer(b"", status=said)) as other:
        reply, body = sent(other.url(), parcel(b"small"))
    assert (reply.status, reply.length, body) == (int(said[:3]), 0, b"")


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/json", "application/json"),
        ("Application/JSON; charset=utf-8", "application/json"),
        ("application/problem+json", "application/problem+json"),
        ("text/plain", "text/plain"),
        ("image/png", "image/png"),
        ("image/webp", "image/webp"),
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("application/xhtml+xml", "application/octet-stream"),
        ("text/javascript", "application/octet-stream"),
        ("application/pdf", "application/octet-stream"),
        ("application/json\0", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_its_type_comes_back_only_where_nothing_runs_in_it(media_type: str, expected: str) -> None:
    with other_server(answer(b"<script>", f"Content-Type: {media_type}".replace("\0", "/x"))) as other:
        reply, _ = sent(other.url(), parcel(b"small"))
    assert reply.media_type == expected


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "304 Not Modified", "307 Go", "308 Go"])
def test_a_redirect_is_not_followed(server: Recorder, status: str) -> None:
    with (
        other_server(answer(b"", f"Location: {server.url()}", status=status)) as other,
        pytest.raises(RemoteFailed) as error,
    ):
        sent(other.url(), parcel(b"small"))
    assert f"redirects ({status[:3]})" in error.value.detail
    assert server.other.heads == []


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 700 What\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabc",
    ],
    ids=["nothing", "no HTTP", "half a head", "700", "negative", "too short", "no end", "no chunk", "gzip", "huge"],
)
def test_an_answer_that_is_none_is_its_failure(said: bytes) -> None:
    with other_server(said) as other, pytest.raises(RemoteFailed) as error:
        sent(other.url(f"/{SECRET}"), parcel(b"small"))
    assert SECRET not in error.value.detail and str(other.port) not in error.value.detail


def test_a_server_that_is_not_there_is_its_failure() -> None:
    with other_server(b"") as other:
        url = other.url(f"/{SECRET}")
    with pytest.raises(RemoteFailed) as error:
        sent(url)
    assert SECRET not in error.value.detail


def test_a_server_that_says_nothing_is_given_up() -> None:
    def stall(connection: socket.socket, head: bytes) -> None:
        other.ending.wait()

    with other_server(stall) as other, pytest.raises(RemoteTimeout):
        sent(other.url(), parcel(b"small"), answer_s=0.2)


def test_a_server_that_takes_nothing_is_given_up() -> None:
    def stall(connection: socket.socket, head: bytes) -> None:
        other.ending.wait()

    with other_server(stall) as other, pytest.raises(RemoteTimeout):
        sent(other.url(), parcel(bytes(64 << 20)), answer_s=0.5)


def test_a_server_that_stops_in_its_answer_is_given_up() -> None:
    def stall(connection: socket.socket, head: bytes) -> None:
        connection.sendall(answer(b"half", length=8))
        other.ending.wait()

    with other_server(stall) as other, pytest.raises(RemoteTimeout):
        sent(other.url(), parcel(b"small"), answer_s=0.2)


def test_the_deadline_is_for_all_of_it() -> None:
    def drip(connection: socket.socket, head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not other.ending.wait(0.01):
            connection.sendall(b"x")

    with other_server(drip) as other, pytest.raises(RemoteTimeout):
        forward(destination=to(other.url()), parcel=parcel(b"small"), deadline_s=0.5)


def endless(connection: socket.socket, head: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        connection.sendall(bytes(1 << 16))


def test_an_answer_without_an_end_is_passed_on_and_cut(settings: Any) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 1
    received = 0
    with other_server(endless) as other:
        reply = forward(destination=to(other.url()), parcel=parcel(b"small"))
        assert reply.length is None
        with pytest.raises(RemoteFailed, match="longer than one may be"):  # noqa: PT012 -- what came before counts
            for piece in reply.body:
                received += len(piece)
        reply.body.close()
    assert AHEAD <= received <= 1 << 20


def refusing(*, reads_on: bool) -> Say:
    """Answers at once, and hangs up; or goes on taking what comes."""

    def say(connection: socket.socket, head: bytes) -> None:
        connection.sendall(answer(b"too large", "Content-Type: text/plain", status="413 Content Too Large"))
        while reads_on and connection.recv(1 << 16):
            pass

    return say


@pytest.mark.parametrize("reads_on", [True, False])
@pytest.mark.parametrize("length", [64 << 20, None])
def test_an_answer_before_the_end_of_the_upload_counts(reads_on: bool, length: int | None) -> None:
    with other_server(refusing(reads_on=reads_on)) as other:
        reply, body = sent(other.url(), parcel(pieces=(bytes(1 << 20) for _ in range(64)), length=length))
    assert (reply.status, body) == (413, b"too large")


def test_an_answer_before_the_end_counts_where_nothing_more_is_taken() -> None:
    def stall(connection: socket.socket, head: bytes) -> None:
        connection.sendall(answer(b"too large", "Content-Type: text/plain", status="413 Content Too Large"))
        other.ending.wait()

    with other_server(stall) as other:
        reply, body = sent(other.url(), parcel(bytes(64 << 20)), answer_s=0.5)
    assert (reply.status, body) == (413, b"too large")


def test_what_is_not_read_of_an_answer_is_hung_up_on() -> None:
    with other_server(endless) as other:
        reply = forward(destination=to(other.url()), parcel=parcel(b"small"))
        reply.body.close()
        for thread in other.threads[1:]:
            thread.join(20)
            assert not thread.is_alive()


def test_a_destination_that_stalls_takes_only_so_many_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forwarding, "sendings", Outbound(most=3, each=1))
    ann, bob = Caller(address="192.0.2.1"), Caller(address="192.0.2.2")
    with other_server(endless) as other:
        destination = to(other.url())
        reply = forward(destination=destination, parcel=parcel(b"small"), caller=ann)
        with pytest.raises(Busy):
            forward(destination=destination, parcel=parcel(b"small"), caller=ann)
        forward(destination=destination, parcel=parcel(b"small"), caller=bob).body.close()
        reply.body.close()
        forward(destination=destination, parcel=parcel(b"small"), caller=ann).body.close()
