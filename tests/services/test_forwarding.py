"""Sending on, against servers on the loopback interface: what they get, and what they do not."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from filters.engine.errors import UploadTooLarge
from filters.models import Destination
from filters.remote.errors import RemoteFailed
from filters.services.destinations import DestinationInvalid
from filters.services.errors import UploadIncomplete
from filters.services.forwarding import forward
from tests.fixtures.recorders import Got, Recorder, recorder
from tests.services.parcels import DATA, SECRET, SHA256, parcel, sent, to

pytestmark = pytest.mark.django_db


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
