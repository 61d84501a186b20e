"""`forward/{destination}/`: files that are sent on as they are."""

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filters.models import Destination
from filters.services.access import Caller
from filters.services.files import file_store
from tests.api.forward.asking import BIG, DATA, SECRET, TYPE, body, post_form, post_raw, problem, to
from tests.fixtures.others import answer, other_server
from tests.fixtures.recorders import Recorder
from tests.people import bearing, new_key, person

pytestmark = pytest.mark.django_db


def test_a_raw_body_arrives_as_it_is(client: Client, server: Recorder, archive: Destination) -> None:
    response = post_raw(client, DATA, "?filename=../a%20b.bin", "text/x-anything; charset=utf-8")
    assert (response.status_code, body(response)) == (201, b'{"stored": true}')
    got = server.last()
    assert (got.line, got.size) == (f"POST /in/a%20b.bin?signature={SECRET} HTTP/1.1", len(DATA))
    assert got.sha256 == hashlib.sha256(DATA).hexdigest()
    assert (got.headers["content-type"], got.headers["content-length"]) == ("text/x-anything", str(len(DATA)))


def test_the_answer_tells_whose_it_is(client: Client, archive: Destination) -> None:
    response = post_raw(client, DATA)
    assert (response["Imgsvc-Remote-Status"], response["Content-Type"]) == ("201", "application/json")
    assert (response["Content-Length"], response["X-Content-Type-Options"]) == ("16", "nosniff")
    assert response["Server-Timing"].startswith("forward;dur=")
    assert response["Cache-Control"] == "private, no-store"
    assert "sandbox" in response["Content-Security-Policy"]


def test_nothing_of_the_client_is_sent_along(client: Client, server: Recorder, archive: Destination) -> None:
    headers = {"Cookie": SECRET, "X-Evil": SECRET, "Referer": SECRET, "User-Agent": SECRET, "Accept": SECRET}
    post_raw(client, DATA, headers=headers)
    assert SECRET not in str(server.last().headers)


def test_nothing_of_its_headers_comes_back(client: Client) -> None:
    said = ("Set-Cookie: sessionid=evil", "Location: http://evil.example/", "Refresh: 0", "Link: <x>", "X-Evil: 1")
    with other_server(answer(b"{}", "Content-Type: application/json; x=y", *said)) as other:
        to(other.url())
        response = post_raw(client, b"small")
        assert body(response) == b"{}"
    assert not {"Set-Cookie", "Location", "Refresh", "Link", "X-Evil"} & set(response.headers)
    assert not response.cookies and "evil" not in str(response.headers)


def test_a_page_of_the_other_server_is_saved_and_not_shown(client: Client) -> None:
    with other_server(answer(b"<script>", "Content-Type: text/html")) as other:
        to(other.url())
        response = post_raw(client, b"small")
        assert body(response) == b"<script>"
    assert (response["Content-Type"], response["Content-Disposition"]) == (TYPE, "attachment")


@pytest.mark.parametrize("status", ["204 No Content", "205 Reset Content", "401 Unauthorized", "500 Oops"])
def test_its_status_is_the_status(client: Client, status: str) -> None:
    with other_server(answer(b"", status=status)) as other:
        to(other.url())
        response = post_raw(client, b"small")
        assert (response.status_code, body(response)) == (int(status[:3]), b"")
    assert response["Imgsvc-Remote-Status"] == status[:3]


def test_the_first_file_of_a_form_arrives(client: Client, server: Recorder, archive: Destination) -> None:
    assert post_form(client, filename="b.bin").status_code == 201
    got = server.last()
    assert (got.kept, got.target, got.headers["content-type"]) == (DATA, f"/in/b.bin?signature={SECRET}", "image/x-cat")
    assert got.headers["content-length"] == str(len(DATA))


@pytest.mark.parametrize("name", ["cat ü.bin", "../../cat ü.bin"])
def test_a_file_goes_by_its_own_name(client: Client, server: Recorder, archive: Destination, name: str) -> None:
    post_form(client, name=name)
    assert server.last().target.partition("?")[0] == "/in/cat%20%C3%BC.bin"


def test_a_long_file_of_a_form_is_sent_in_chunks(client: Client, server: Recorder, archive: Destination) -> None:
    assert post_form(client, BIG).status_code == 201
    got = server.last()
    assert (got.sha256, got.headers["transfer-encoding"]) == (hashlib.sha256(BIG).hexdigest(), "chunked")


def test_a_digest_in_the_address_needs_a_short_file(client: Client, server: Recorder) -> None:
    to(server.url("/{sha256}"))
    assert post_raw(client, DATA).status_code == 201
    assert server.last().target == f"/{hashlib.sha256(DATA).hexdigest()}"
    assert problem(post_raw(client, BIG), 400)["errors"][0]["field"] == "destination"


LATE = ({"later": "x"}, "later must come before the file"), ({"second": b"x"}, "A form has one file here")


@pytest.mark.parametrize(("more", "sentence"), LATE, ids=["field", "file"])
@pytest.mark.parametrize("data", [DATA, BIG], ids=["short", "long"])
def test_what_follows_the_file_comes_too_late(
    client: Client, server: Recorder, archive: Destination, data: bytes, more: dict[str, Any], sentence: str
) -> None:
    ((name, value),) = more.items()
    form = {"image": SimpleUploadedFile("a.bin", data)}
    form[name] = SimpleUploadedFile("b.bin", value) if isinstance(value, bytes) else value
    found = problem(client.post("/api/v1/forward/archive/", form), 400)
    assert sentence in found["detail"] and found["errors"][0]["field"] == name
    assert not server.other.heads or not server.last().complete


@pytest.mark.parametrize("send", ["raw", "form", "no file"])
def test_no_file_is_none(client: Client, server: Recorder, archive: Destination, send: str) -> None:
    if send == "raw":
        response = post_raw(client, b"")
    elif send == "form":
        response = post_form(client, b"")
    else:
        response = client.post("/api/v1/forward/archive/", {"filename": "x"})
    assert problem(response, 400)["code"] == "image_missing"
    assert server.other.heads == []


def test_a_stored_file_is_sent(server: Recorder, archive: Destination) -> None:
    bob = person("bob")
    file = file_store(caller=Caller(user=bob), name="kept.bin", pieces=iter([BIG]))
    client = Client(raise_request_exception=False)
    client.force_login(bob)
    response = client.post(f"/api/v1/forward/archive/?file={file.pk}")
    assert (response.status_code, body(response)) == (201, b'{"stored": true}')
    got = server.last()
    assert (got.sha256, got.headers["content-length"]) == (hashlib.sha256(BIG).hexdigest(), str(len(BIG)))
    assert got.target.startswith("/in/kept.bin?")


def test_a_file_of_others_is_not(client: Client, server: Recorder, archive: Destination) -> None:
    file = file_store(caller=Caller(user=person("bob")), name="kept.bin", pieces=iter([BIG]))
    response = client.post(f"/api/v1/forward/archive/?file={file.pk}")
    assert problem(response, 400)["code"] == "file_unknown"
    assert server.other.heads == []


@pytest.mark.parametrize(("scopes", "status"), [(("process",), 400), (("process", "files"), 201)])
def test_a_private_file_needs_the_scope_for_files(
    client: Client, server: Recorder, archive: Destination, scopes: tuple[str, ...], status: int
) -> None:
    bob = person("bob")
    file = file_store(caller=Caller(user=bob), name="kept.bin", pieces=iter([DATA]))
    headers = bearing(new_key(*scopes, owner=bob)[1])
    response = client.post(f"/api/v1/forward/archive/?file={file.pk}", headers=headers)
    assert response.status_code == status
    assert len(server.other.heads) == (status == 201)
