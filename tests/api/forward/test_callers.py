"""`forward/{destination}/`: who may send, what is told of failures, and the page of the call."""

import re
import socket
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filters.models import Destination
from filters.services import forwarding
from filters.services.outbound import Outbound
from tests.api.forward.asking import DATA, SECRET, TYPE, post_raw, problem, to
from tests.fixtures.others import answer, other_server
from tests.fixtures.recorders import Recorder
from tests.people import bearing, new_key, person

pytestmark = pytest.mark.django_db


def sent_by(kind: str) -> Any:
    client = Client(raise_request_exception=False)
    headers = bearing(new_key(kind)[1]) if kind in ("process", "files") else {}
    if kind == "a login":
        client.force_login(person("bob"))
    return post_raw(client, DATA, headers=headers)


@pytest.mark.parametrize("call", ["forward/archive/", "forward/archive/?format=png", "process/?destination=archive"])
def test_who_sends_much_at_one_time_is_told_to_wait(
    server: Recorder, call: str, cat_jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    to(server.url())
    monkeypatch.setattr(forwarding, "sendings", Outbound(each=1))
    turn = forwarding.sendings.take("address:127.0.0.1")
    response = Client().post(f"/api/v1/{call}", cat_jpeg, content_type="image/jpeg")
    assert problem(response, 503)["type"] == "urn:imgsvc:error:busy"
    assert response["Retry-After"] == "5"
    turn.end()
    assert Client().post(f"/api/v1/{call}", cat_jpeg, content_type="image/jpeg").status_code == 201


@pytest.mark.parametrize(
    ("kind", "everyone", "status"),
    [
        ("anyone", True, 201),
        ("anyone", False, 404),
        ("a login", False, 201),
        ("process", False, 201),
        ("files", False, 403),
    ],
)
def test_who_may_send(server: Recorder, kind: str, everyone: bool, status: int) -> None:
    to(server.url(), everyone=everyone)
    response = sent_by(kind)
    assert response.status_code == status
    if status == 404:
        assert problem(response, 404)["code"] == "destination_unknown"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS"])
@pytest.mark.parametrize("slug", ["absent", "off", "http:%2F%2F127.0.0.1%2F", "archive%00"])
def test_a_destination_that_is_not_there_is_not_found(client: Client, server: Recorder, slug: str, method: str) -> None:
    to(server.url(), "off", active=False)
    response = client.generic(method, f"/api/v1/forward/{slug}/", DATA, content_type=TYPE)
    assert problem(response, 404)["code"] in ("destination_unknown", "not_found")
    assert server.other.heads == []


def test_strangers_are_kept_out_where_they_are(client: Client, archive: Destination, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS = False
    assert problem(post_raw(client, DATA), 401)["code"] == "not_authenticated"


@pytest.mark.parametrize("way", ["header", "field", "none"])
def test_a_login_needs_a_token_against_forgery(server: Recorder, archive: Destination, way: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("bob"))
    token = "t" * 32
    client.cookies["csrftoken"] = token
    form = {"csrfmiddlewaretoken": token} if way == "field" else {}
    headers = {"X-CSRFToken": token} if way == "header" else {}
    form["image"] = SimpleUploadedFile("cat.bin", DATA)  # type: ignore[assignment]
    response = client.post("/api/v1/forward/archive/", form, headers=headers)
    assert response.status_code == (403 if way == "none" else 201)


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        (answer(b"", "Location: http://127.0.0.1/", status="302 Found"), 502, "remote_failed"),
        (b"", 502, "remote_failed"),
        (answer(b"x", length=5), 502, "remote_failed"),
    ],
    ids=["redirect", "reset", "short"],
)
def test_its_failures_are_its_failures(client: Client, said: bytes, status: int, code: str) -> None:
    with other_server(said) as other:
        to(other.url(f"/{SECRET}"))
        found = problem(post_raw(client, DATA), status)
    assert found["code"] == code
    assert SECRET not in str(found) and "127.0.0.1" not in str(found)


def test_a_server_that_stalls_is_given_up(client: Client) -> None:
    def stall(connection: socket.socket, head: bytes) -> None:
        other.ending.wait()

    with other_server(stall) as other:
        to(other.url(), answer_s=0.2)
        assert problem(post_raw(client, DATA), 504)["code"] == "remote_timeout"


def test_pages_elsewhere_may_read_whose_answer_it_is(archive: Destination, settings: Any) -> None:
    settings.MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *settings.MIDDLEWARE]
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]
    response = post_raw(Client(), DATA, headers={"Origin": "https://shop.example"})
    told = set(response["Access-Control-Expose-Headers"].split(", "))
    assert {"Imgsvc-Remote-Status", "Imgsvc-Forward-Id"} <= told & set(response.headers)


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_a_visitor_sees_what_the_call_is_for(client: Client, archive: Destination, accept: str) -> None:
    response = client.get("/api/v1/forward/archive/", headers={"accept": accept})
    if accept == "*/*":
        assert problem(response, 405)["code"] == "method_not_allowed"
        return
    page = response.content.decode()
    assert response.status_code == 200
    assert 'type="file"' in page and 'name="operation"' in page
    assert page.index('name="pipeline"') < page.index('name="image"')
    assert SECRET not in page and "127.0.0.1" not in page


def test_the_page_fills_in_nothing_that_would_filter(client: Client, archive: Destination) -> None:
    page = client.get("/api/v1/forward/archive/", headers={"accept": "text/html"}).content.decode()
    form = page[page.index("<form") : page.index("</form>", page.index('name="pipeline"'))]
    values = re.findall(r'<input[^>]*name="(?!csrf)[^>]*value="([^"]*)"|<option value="([^"]*)" selected', form)
    assert {value for pair in values for value in pair} <= {""}
