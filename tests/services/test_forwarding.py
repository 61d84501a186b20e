"""Sending on, against servers on the loopback interface: what they get, and what is made of what they say."""

import hashlib
import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from filters.engine.errors import UploadTooLarge
from filters.models import Destination
from filters.remote.errors import RemoteFailed, RemoteTimeout
from filters.services.destinations import DestinationInvalid
from filters.services.errors import UploadIncomplete
from filters.services.forwarding import AHEAD, Parcel, Reply, forward
from tests.fixtures.others import Say, answer, other_server
from tests.fixtures.recorders import Got, Recorder, recorder

pytestmark = pytest.mark.django_db

DATA = b"meow" * 50_000
SHA256 = hashlib.sha256(DATA).hexdigest()
SECRET = "OPENSESAME"


def to(url: str, **fields: Any) -> Destination:
    """A destination as the database gives it back."""
    given = {
        "slug": "archive",
        "title": "Archive",
        "url": url,
        "private": True,
        "connect_s": 5,
        "answer_s": 20,
    } | fields
    return Destination.objects.get(pk=Destination.objects.create(**given).pk)


def parcel(data: bytes = DATA, **fields: Any) -> Parcel:
    halves = (data[:1000], data[1000:])
    given: dict[str, Any] = {"name": "cat.jpg", "media_type": "image/jpeg", "pieces": halves, "length": len(data)}
    return Parcel(**given | fields)


def sent(url: str, item: Parcel | None = None, **fields: Any) -> tuple[Reply, bytes]:
    """The reply and its whole body."""
    reply = forward(destination=to(url, **fields), parcel=item or parcel())
    try:
        return reply, b"".join(reply.body)
    finally:
        reply.body.close()


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recorder() as found:
        yield found


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_file_of_known_length_arrives_as_it_is(server: Recorder, method: str) -> None:
    reply, body = sent(server.url("/in?a=b%2Fc"), method=method)
    assert (reply.status, reply.media_type, reply.length, body) == (201, "application/json", 16, b'{"stored": true}')
    got = server.last()
    assert got.line == f"{method} /in?a=b%2Fc HTTP/1.1"
    assert (got.size, got.sha256, got.headers["content-length"]) == (len(DATA), SHA256, str(len(DATA)))
    assert "transfer-encoding" not in got.headers


def test_a_file_of_unknown_length_is_sent_in_chunks(server: Recorder) -> None:
    sent(server.url(), parcel(length=None))
    got = server.last()
    assert (got.sha256, got.headers["transfer-encoding"]) == (SHA256, "chunked")
    assert "content-length" not in got.headers


def test_nothing_is_sent_along_that_was_not_chosen(server: Recorder) -> None:
    sent(server.url())
    assert server.last().headers == {
        "host": f"127.0.0.1:{server.other.port}",
        "user-agent": "imgsvc",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "close",
        "content-type": "image/jpeg",
        "content-length": str(len(DATA)),
    }


def test_the_chosen_headers_are_sent(server: Recorder) -> None:
    sent(server.url(), headers=f"Authorization: Bearer {SECRET}\nx-amz-acl: private")
    headers = server.last().headers
    assert (headers["authorization"], headers["x-amz-acl"]) == (f"Bearer {SECRET}", "private")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [("content-type: image/x-fixed", "image/x-fixed"), ("Content-Type:", None), ("", "image/jpeg")],
)
def test_the_type_is_the_files_unless_another_was_chosen(server: Recorder, lines: str, expected: str | None) -> None:
    sent(server.url(), headers=lines)
    assert server.last().headers.get("content-type") == expected


@pytest.mark.parametrize("media_type", ["", "image", "image/jpeg\r\nX-Evil: 1", "text/html; charset=x", "ä/b"])
def test_a_type_that_is_none_is_unknown(server: Recorder, media_type: str) -> None:
    sent(server.url(), parcel(media_type=media_type))
    assert server.last().headers["content-type"] == "application/octet-stream"


def form(got: Got) -> tuple[str, bytes]:
    """The head and the content of the only part."""
    boundary = re.fullmatch("multipart/form-data; boundary=([0-9a-f]{32})", got.headers["content-type"])
    assert boundary
    first, head_and_content, last = got.kept.split(f"--{boundary[1]}".encode())
    assert (first, last) == (b"", b"--\r\n")
    head, _, content = head_and_content.partition(b"\r\n\r\n")
    return head.decode().strip(), content.removesuffix(b"\r\n")


@pytest.mark.parametrize("length", [len(DATA), None])
def test_a_form_is_made_around_the_file(server: Recorder, length: int | None) -> None:
    sent(server.url(), parcel(length=length), body=Destination.Body.MULTIPART, field="picture")
    got = server.last()
    head, content = form(got)
    assert head == 'Content-Disposition: form-data; name="picture"; filename="cat.jpg"\r\nContent-Type: image/jpeg'
    assert content == DATA
    assert got.headers.get("content-length") == (None if length is None else str(got.size))


def test_names_do_not_leave_their_quotes(server: Recorder) -> None:
    odd = parcel(b"x" * 2000, name='a"; filename="evil.exe\r\nX: y ü')
    sent(server.url(), odd, body=Destination.Body.MULTIPART, field='f"\r\n')
    head, _ = form(server.last())
    assert head.split("\r\n")[0] == (
        'Content-Disposition: form-data; name="f%22%0D%0A"; filename="a%22; filename=%22evil.exe%0D%0AX: y ü"'
    )


def test_placeholders_are_filled_in(server: Recorder) -> None:
    reply, _ = sent(server.url("/{id}/{name}?digest={sha256}"), parcel(name="a/../b?.jpg", sha256=SHA256))
    assert server.last().target == f"/{reply.number}/a%2F..%2Fb%3F.jpg?digest={SHA256}"
    assert re.fullmatch("[0-9a-f]{32}", reply.number)


def test_a_digest_that_nobody_knows_yet_is_asked_of_nobody(server: Recorder) -> None:
    with pytest.raises(DestinationInvalid) as error:
        sent(server.url("/{sha256}"))
    assert "sha256" in error.value.detail
    assert server.other.heads == []


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


@pytest.mark.parametrize("failure", [UploadIncomplete("cut"), UploadTooLarge("large"), RuntimeError("ours")])
@pytest.mark.parametrize("length", [len(DATA), None])
@pytest.mark.parametrize("body", ["raw", "multipart"])
def test_an_upload_that_breaks_off_is_never_complete_there(
    server: Recorder, failure: Exception, length: int | None, body: str
) -> None:
    def broken() -> Iterator[bytes]:
        yield DATA[:5000]
        raise failure

    with pytest.raises(type(failure)):
        sent(server.url(), parcel(pieces=broken(), length=length), body=body)
    got = server.last()
    assert (got.complete, got.over) == (False, True)


def test_what_is_not_read_of_an_answer_is_hung_up_on() -> None:
    with other_server(endless) as other:
        reply = forward(destination=to(other.url()), parcel=parcel(b"small"))
        reply.body.close()
        for thread in other.threads[1:]:
            thread.join(20)
            assert not thread.is_alive()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_private_address_has_to_be_allowed(server: Recorder, host: str) -> None:
    with pytest.raises(RemoteFailed) as error:
        sent(server.url(f"/{SECRET}", host=host), private=False)
    assert "leads where nothing is sent" in error.value.detail and SECRET not in error.value.detail
    assert server.other.heads == []


def test_no_destination_leads_to_a_metadata_service() -> None:
    with pytest.raises(RemoteFailed, match="leads where nothing is sent"):
        sent("http://169.254.169.254/latest/")


@pytest.mark.parametrize("field", ["url", "headers"])
def test_what_admins_have_to_correct_is_said_so(server: Recorder, field: str) -> None:
    fields = {"url": server.url(), field: "neither a URL nor a header"}
    with pytest.raises(RemoteFailed):
        forward(destination=to(**fields), parcel=parcel())
    assert server.other.heads == []


def test_under_another_secret_key_it_cannot_be_used(server: Recorder, settings: Any) -> None:
    destination = to(server.url())
    settings.SECRET_KEY = "another" * 8
    with pytest.raises(RemoteFailed, match="until an admin enters"):
        forward(destination=destination, parcel=parcel())


def test_no_log_tells_where_it_went(server: Recorder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    sent(server.url(f"/{SECRET}"), headers=f"Authorization: {SECRET}")
    with pytest.raises(RemoteFailed):
        sent(f"http://127.0.0.1:1/{SECRET}", slug="second")
    assert SECRET not in caplog.text
