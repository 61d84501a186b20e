"""Refusing uploads by their heads: while the server is full, without a look at a byte of them."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from filters.services.admission import Admission
from imgsvc import full
from tests.services.desk import Desk

PROCESS = "/api/v1/process/"
ADDRESS = "192.0.2.1"


class Unread:
    """An upload that must not be read."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the upload was read")


class Client:
    """Calls the application, and keeps what it answered."""

    def __init__(self) -> None:
        self.application = full.refused_when_full(self.serve)
        self.served = 0

    def serve(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.served += 1
        start_response("200 OK", [])
        return [b"served"]

    def send(self, path: str = PROCESS, *, method: str = "POST", **headers: str) -> bool:
        """Whether it was served."""
        before = self.served
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "REMOTE_ADDR": ADDRESS, "wsgi.input": Unread(), **headers
        }  # fmt: skip
        self.body = b"".join(self.application(environ, self.start))
        return self.served > before

    def start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """One job runs; a client's second one must not wait."""
    desk = Desk(slots=1, queue_length=0)
    desk.enter()
    monkeypatch.setattr(full, "admission", desk.admission)
    return desk


@pytest.fixture
def client(desk: Desk) -> Client:
    return Client()


def test_an_upload_is_refused_unread(client: Client) -> None:
    assert not client.send()
    assert client.status == "503 Service Unavailable"
    assert client.headers["Content-Type"] == "application/problem+json"
    assert client.headers["Retry-After"] == "1"
    assert client.headers["X-Content-Type-Options"] == "nosniff"
    assert client.headers["Content-Length"] == str(len(client.body))
    problem = json.loads(client.body)
    assert problem["code"] == "busy"
    assert problem["status"] == 503
    assert problem["detail"].startswith("1 picture is being processed")


@pytest.mark.parametrize(
    "path", [PROCESS, "/api/v1/inspect/", "/api/v1/operations/grayscale/", "/api/v1/presets/noir/apply/"]
)
def test_whatever_takes_pictures_is_refused(client: Client, path: str) -> None:
    assert not client.send(path)


@pytest.mark.parametrize(
    ("path", "method"),
    [(PROCESS, "GET"), (PROCESS, "OPTIONS"), ("/api/v1/presets/", "POST"), ("/healthz", "GET"), ("/nowhere", "POST")],
)
def test_whatever_takes_none_is_served(client: Client, path: str, method: str) -> None:
    assert client.send(path, method=method)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "sessionid=1"},
        {"HTTP_ORIGIN": "https://app.example.org"},
        {"HTTP_ACCEPT": "text/html,*/*;q=0.8"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_a_view_refuses_who_may_have_a_login_or_wants_a_page(client: Client, headers: dict[str, str]) -> None:
    assert client.send(**headers)


def test_strangers_are_left_to_the_view_where_they_may_not_process(client: Client, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS = False
    assert client.send()
    assert not client.send(HTTP_AUTHORIZATION="Api-Key abcdefgh.secret")


def test_uploads_are_served_while_there_is_room(desk: Desk) -> None:
    desk.slots = 2
    assert Client().send()


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({}, f"address:{ADDRESS}"),
        ({"HTTP_AUTHORIZATION": "Api-Key abcdefgh.secret"}, "key:abcdefgh"),
        ({"HTTP_AUTHORIZATION": "api-key  abcdefgh.secret "}, "key:abcdefgh"),
        ({"HTTP_AUTHORIZATION": "Basic abcdefgh"}, f"address:{ADDRESS}"),
    ],
    ids=["address", "key", "key in small letters", "other scheme"],
)
def test_the_turn_is_that_of_who_asks(monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], name: str) -> None:
    expected: list[str] = []

    class Watched(Admission):
        def expect(self, client: str) -> Any:
            expected.append(client)
            return super().expect(client)

    admission = Watched(slots=lambda: 1, capacity=lambda: 1, queue_length=lambda: 0, queue_s=lambda: 0)
    monkeypatch.setattr(full, "admission", admission)
    assert Client().send(**headers)
    assert expected == [name]
