"""Calls through which bodies flow: who asks is known before the body is read, and nobody else reads it."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from filters.api.views.flowing import TOKEN, FlowingView
from filters.conf import MEBI
from tests.people import bearing, editor, new_key
from tests.uploads.flowing import CONTENT_TYPE, file_part, form, part

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
CAT = file_part(b"cat")


class Echo(FlowingView):
    """Tells what arrived, for people who are known."""

    permission_classes = (IsAuthenticated,)
    most_bytes = MEBI

    def post(self, request: Request) -> Response:
        if not self.is_form:
            return Response({"body": b"".join(self.body).decode(), "caller": str(self.caller.user)})
        texts = self.parts.read_texts()
        found = [[each.name, each.filename, b"".join(each).decode()] for each in self.parts]
        parsed = [dict(request.data), dict(request.POST), dict(request.FILES), dict(request._request.POST)]
        return Response({"texts": dict(texts.lists()), "parts": found, "parsed": parsed})

    put = post

    def get(self, request: Request) -> Response:
        return Response({"caller": str(self.caller.user)})


urlpatterns = [path("echo/", csrf_exempt(Echo.as_view()))]


class Unread:
    """A body that may not be read."""

    def read(self, size: int = -1, /) -> bytes:
        raise AssertionError("the body is read")

    read1 = readline = read


@pytest.fixture
def alice() -> Client:
    """Someone with a login, in a browser that has a token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor("alice"))
    client.cookies["csrftoken"] = "t" * 32
    return client


def post(client: Client, data: bytes, content_type: str = CONTENT_TYPE, **extra: Any) -> Any:
    return client.generic("POST", "/echo/", data, content_type, **extra)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([part(b"t" * 32, TOKEN)], 200),
        ([part(b"sepia", "preset"), part(b"t" * 32, TOKEN)], 200),
        ([part(b"u" * 32, TOKEN)], 403),
        ([part(b"", TOKEN)], 403),
        ([part(b"t" * 32, "token")], 403),
        ([], 403),
    ],
    ids=["first", "second", "wrong", "empty", "other name", "none"],
)
def test_the_token_of_a_page_is_in_the_first_fields(alice: Client, before: list[bytes], expected: int) -> None:
    response = post(alice, form(*before, CAT))
    assert response.status_code == expected
    if expected == 200:
        assert response.json()["parts"] == [["image", "cat.jpg", "cat"]]
        assert TOKEN not in response.json()["texts"]


def test_a_token_after_the_file_is_too_late(alice: Client) -> None:
    assert post(alice, form(CAT, part(b"t" * 32, TOKEN))).status_code == 403


def test_a_token_as_a_header_is_enough_and_the_fields_are_left(alice: Client) -> None:
    response = post(alice, form(part(b"sepia", "preset"), CAT), HTTP_X_CSRFTOKEN="t" * 32)
    assert response.status_code == 200
    assert response.json()["texts"] == {"preset": ["sepia"]}


@pytest.mark.parametrize("content_type", ["image/jpeg", "application/x-www-form-urlencoded", "application/json", ""])
@pytest.mark.parametrize(("header", "expected"), [("t" * 32, 200), ("", 403)], ids=["header", "none"])
def test_a_body_that_is_no_form_needs_the_header(alice: Client, content_type: str, header: str, expected: int) -> None:
    sent = f"{TOKEN}={'t' * 32}".encode()
    headers = {"HTTP_X_CSRFTOKEN": header} if header else {}
    response = post(alice, sent, content_type, **headers)
    assert response.status_code == expected
    if expected == 200:
        assert response.json() == {"body": sent.decode(), "caller": "alice"}


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_nobody_else_parses_the_body(method: str) -> None:
    _, key = new_key(owner=editor("bob"))
    data = form(part(b"sepia", "preset"), CAT)
    response = Client().generic(method, "/echo/", data, CONTENT_TYPE, headers=bearing(key))
    assert response.json()["parsed"] == [{}] * 4
    assert response.json()["parts"] == [["image", "cat.jpg", "cat"]]


def unread(client: Client, length: int, **extra: Any) -> Any:
    """The answer to a request whose body may not be read."""
    extra |= {"wsgi.input": Unread(), "CONTENT_LENGTH": str(length)}
    return post(client, b"x", "image/jpeg", **extra)


@pytest.mark.parametrize("headers", [{}, bearing("isk_nobody_knows_this")], ids=["no key", "wrong key"])
def test_who_is_unknown_is_told_before_the_body_is_read(headers: Any) -> None:
    response = unread(Client(), 1000, headers=headers)
    assert response.status_code == 401
    assert response.json()["code"] in ("not_authenticated", "authentication_failed")


def test_a_login_without_a_token_is_told_before_the_body_is_read(alice: Client) -> None:
    assert unread(alice, 1000).status_code == 403


def test_a_body_that_announces_too_much_is_refused_before_it_is_read() -> None:
    _, key = new_key(owner=editor("bob"))
    response = unread(Client(), MEBI + 1, headers=bearing(key))
    assert (response.status_code, response.json()["code"]) == (413, "upload_too_large")


@pytest.mark.parametrize(
    ("data", "code"),
    [(form(CAT)[:-17], "upload_incomplete"), (form(CAT)[:90], "parse_error"), (b"no form", "parse_error")],
    ids=["in the file", "in its head", "prose"],
)
def test_a_broken_form_is_a_problem(data: bytes, code: str, alice: Client) -> None:
    _, key = new_key(owner=editor("bob"))
    for client, headers in ((Client(), bearing(key)), (alice, {"X-CSRFToken": "t" * 32})):
        response = post(client, data, headers=headers)
        assert (response.status_code, response.json()["code"]) == (400, code)


def test_a_form_without_a_boundary_is_a_problem(alice: Client) -> None:
    response = post(alice, form(CAT), "multipart/form-data")
    assert (response.status_code, response.json()["code"]) == (400, "parse_error")


def test_fields_before_the_file_are_bounded_while_a_token_is_looked_for(alice: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = post(alice, form(part(b"x" * 2000, "long"), CAT))
    assert (response.status_code, response.json()["code"]) == (413, "upload_too_large")


def test_a_call_without_a_body_is_like_any_other(alice: Client) -> None:
    assert alice.get("/echo/").json() == {"caller": "alice"}


def test_the_body_is_the_same_object_each_time() -> None:
    request: HttpRequest = RequestFactory().generic("POST", "/", form(CAT), CONTENT_TYPE)
    view = Echo()
    view.request = view.initialize_request(request)
    assert view.body is view.body
    assert view.parts is view.parts
