"""Whom a request is for: no answer depends on a host that is not ours, so none can poison a cache or a link."""

import pytest

from tests.fixtures.servers import Server
from tests.fixtures.wire import request, talk

EVIL = b"evil.example"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evil.example:80", "localhost:evil", "localhost/evil", "user@localhost",
     "localhost#", "localhost, evil.example", "local host", "", "[::1", "localhost:80:80", "\xe9.example", "127.1"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/", "/admin/login/"])
def test_a_host_that_is_not_ours_is_refused(server: Server, host: str, path: str) -> None:
    answer = talk(server, request(f"GET {path} HTTP/1.1", host=host))
    assert answer.status == 400
    assert EVIL not in answer.body


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "127.0.0.1:8000", "[::1]"])
def test_our_hosts_are_answered(server: Server, host: str) -> None:
    assert talk(server, request("GET / HTTP/1.1", host=host)).status == 200


def test_two_hosts_are_refused(server: Server) -> None:
    for second in ("localhost", "evil.example"):
        assert talk(server, request("GET / HTTP/1.1", f"Host: {second}")).status == 400


@pytest.mark.parametrize(
    "headers",
    [
        ("X-Forwarded-Host: evil.example",),
        ("X-Forwarded-Server: evil.example",),
        ("X-Host: evil.example",),
        ("Forwarded: host=evil.example;proto=https",),
        ("X-Forwarded-Port: 666", "X-Forwarded-Prefix: //evil.example"),
        ("X-Forwarded-Proto: https",),
    ],
)
@pytest.mark.parametrize("path", ["/", "/admin/", "/api/docs/", "/api/schema/", "/api/v1/"])
def test_nothing_is_believed_of_what_a_client_says_of_its_way(
    server: Server, path: str, headers: tuple[str, ...]
) -> None:
    answer = talk(server, request(f"GET {path} HTTP/1.1", "Accept: text/html, */*;q=0.1", *headers))
    assert answer.status in (200, 302)
    for said in (answer.body, str(answer.headers).encode()):
        assert EVIL not in said and b"https://localhost" not in said and b"666" not in said.split(b"Date")[0]


def test_the_host_of_an_absolute_address_is_not_used(server: Server) -> None:
    answer = talk(server, request("GET http://evil.example/api/v1/ HTTP/1.1"))
    assert answer.status == 200
    assert EVIL not in answer.body and b"http://localhost" in answer.body


def test_a_redirect_stays_here(server: Server) -> None:
    for path in ("//evil.example/admin", "/\\evil.example/admin", "/admin/login?next=//evil.example"):
        answer = talk(server, request(f"GET {path} HTTP/1.1"))
        assert answer.status in (301, 302, 404)
        assert not answer.headers.get("Location", "/x").startswith(("//", "/\\", "http"))


def test_what_depends_on_a_session_is_kept_by_no_cache(server: Server) -> None:
    for path in ("/", "/admin/login/"):
        answer = talk(server, request(f"GET {path} HTTP/1.1"))
        assert "Cookie" in answer.headers.get("Vary", "")
        assert "public" not in answer.headers.get("Cache-Control", "")
