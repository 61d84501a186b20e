"""The security headers, on every kind of answer."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from imgsvc.headers import CSP, EVERYWHERE, INERT
from tests.fixtures.servers import Server
from tests.fixtures.wire import request, talk

PAGE = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}
PROCESS = "/api/v1/process/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    """Someone who sees everything."""
    client.force_login(User.objects.create_superuser("root"))
    return client


def addresses(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """One address for each URL pattern of the project, with 1 or x where it captures something."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = str(pattern.pattern)
        route = re.sub(r"<int:[^>]+>", "1", route)
        route = re.sub(r"<[^>]+>", "x", route).replace("^", "").replace("$", "")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix + route)
        elif isinstance(pattern, URLPattern) and "(?" not in route:
            yield f"/{prefix}{route}"


def assert_safe(headers: Any, *, page: bool) -> None:
    """What every answer carries, and the policy of its kind."""
    assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert set(headers[CSP].split("; ")) == PAGE if page else headers[CSP] == INERT
    assert "Access-Control-Allow-Origin" not in headers


def test_every_view_of_the_project_answers_with_the_headers(admin: Client) -> None:
    found = {getattr(resolve(address).func, "view_class", address): address for address in addresses()}
    assert {"/", "/healthz", "/api/docs/", "/admin/filters/preset/", PROCESS[:-1]} <= set(found.values())
    for address in found.values():
        for method in (admin.get, admin.post, admin.options):
            response: Any = method(address)
            assert response.status_code < 500, address
            assert_safe(response.headers, page=response.headers.get("Content-Type", "").startswith("text/html"))


@pytest.mark.parametrize(
    ("method", "address", "extra", "status", "page"),
    [
        ("get", "/", {}, 200, True),
        ("get", "/admin/login/", {}, 200, True),
        ("get", "/admin/", {}, 302, True),
        ("get", "/api/docs/", {}, 200, True),
        ("get", "/api/v1/", {"HTTP_ACCEPT": "text/html"}, 200, True),
        ("get", "/api/v1/", {}, 200, False),
        ("get", "/api/schema/", {}, 200, False),
        ("get", "/healthz", {}, 200, False),
        ("get", "/nowhere", {}, 404, True),
        ("get", "/api/v1/nowhere", {}, 404, False),
        ("get", PROCESS, {}, 405, False),
        ("post", PROCESS, {}, 400, False),
        ("get", "/", {"HTTP_HOST": "evil.example"}, 400, True),
        ("get", "/api/v1/", {"HTTP_HOST": "evil.example"}, 400, False),
        ("get", "/static/filters/studio.js", {}, 200, False),
        ("get", "/static/filters/icon.svg", {}, 200, False),
    ],
)
def test_each_kind_of_answer_has_its_policy(
    client: Client, method: str, address: str, extra: dict[str, str], status: int, page: bool
) -> None:
    response: Any = getattr(client, method)(address, **extra)
    assert response.status_code == status
    assert_safe(response.headers, page=page)
    getattr(response, "close", lambda: None)()


def test_a_form_without_its_token_is_refused_with_the_headers() -> None:
    response = Client(enforce_csrf_checks=True).post("/")
    assert response.status_code == 403
    assert_safe(response.headers, page=True)


def test_a_picture_can_do_nothing(client: Client, cat_jpeg: bytes) -> None:
    response = client.post(PROCESS, {"image": SimpleUploadedFile("cat.jpg", cat_jpeg)})
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert_safe(response.headers, page=False)


def test_no_policy_allows_what_is_written_into_a_page(client: Client) -> None:
    for address in ("/", "/admin/login/", "/api/docs/", "/api/v1/"):
        policy = client.get(address, HTTP_ACCEPT="text/html").headers[CSP]
        assert "unsafe" not in policy and "*" not in policy and "http" not in policy


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (request("GET /" + "x" * 9000 + " HTTP/1.1"), 414),
        (request("GET / HTTP/1.1", f"X: {'x' * 70_000}"), 431),
        (request("GET / HTTP/1.1", "Expect: more"), 417),
        (request("POST / HTTP/1.1", "Content-Encoding: gzip", "Content-Length: 1", body=b"x"), 415),
    ],
    ids=["nonsense", "long line", "long header", "expectation", "compressed"],
)
def test_what_the_server_itself_refuses_has_the_headers(gunicorn_server: Server, sent: bytes, status: int) -> None:
    refused = talk(gunicorn_server, sent)
    assert refused.status == status
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert_safe(refused.headers, page=False)


def test_the_server_does_not_tell_its_version(gunicorn_server: Server) -> None:
    assert talk(gunicorn_server, request("GET /healthz HTTP/1.1")).headers["Server"] == "gunicorn"
