"""Request lines and headers that no browser sends."""

import json

import pytest

from tests.fixtures.servers import Server
from tests.fixtures.wire import connect, request, talk, until_closed


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET /", 400),
        ("GET / HTTP/0.9", 400),
        ("GET / HTTP/2.0", 400),
        ("GET / HTTP/1.1 x", 400),
        ("GET  / HTTP/1.1", 400),
        ("GET /\t HTTP/1.1", 400),
        ("GET /\xff HTTP/1.1", 400),
        ("GET /\x00 HTTP/1.1", 400),
        ("get / HTTP/1.1", 400),
        ("G / HTTP/1.1", 400),
        ("G@T / HTTP/1.1", 400),
        ("PRI * HTTP/2.0", 400),
        ("GET * HTTP/1.1", 400),
        ("GET localhost:80 HTTP/1.1", 400),
        ("OPTIONS * HTTP/1.1", 404),
        ("CONNECT localhost:80 HTTP/1.1", 404),
        ("TRACE / HTTP/1.1", 405),
        ("TRACE /api/v1/process/ HTTP/1.1", 405),
        ("PROPFIND /api/v1/process/ HTTP/1.1", 405),
        ("UNKNOWN / HTTP/1.1", 403),  # it has no token
        ("UNKNOWN /api/v1/ HTTP/1.1", 405),
        (f"GET /{'x' * 9000} HTTP/1.1", 414),
        (f"GET /{'x' * 70_000} HTTP/1.1", 414),
        (f"GET /?{'x=1&' * 2000} HTTP/1.1", 200),
        (f"{'X' * 9000} / HTTP/1.1", 414),
    ],
    ids=lambda value: repr(value[:30]) if isinstance(value, str) else str(value),
)
def test_the_request_line_is_of_http_1_1(server: Server, line: str, status: int) -> None:
    assert talk(server, request(line)).status == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([f"X-{at}: y" for at in range(1000)], 431),
        ([f"X-{at}: y" for at in range(60)], 200),
        ([f"X: {'y' * 9000}"], 431),
        ([f"X: {'y' * 1_000_000}"], 431),
        ([f"{'y' * 1_000_000}"], 431),
        (["X y: z"], 400),
        (["X\x00: z"], 400),
        (["X: \x00"], 400),
        (["X: y\x7f"], 400),
        (["X: y\r z"], 400),
        ([": y"], 400),
        (["X"], 400),
        (["Cookie: " + "a=b; " * 1500], 200),
        (["Cookie: sessionid=\xff\xfe; csrftoken=\x80"], 200),
        (["Expect: 100-continue"], 200),
        (["Expect: the unexpected"], 417),
        (["Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP__"], 200),
        (["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: x"], 200),
        (["Connection: close, Host, X-Forwarded-For"], 200),
        (["X-HTTP-Method-Override: DELETE"], 200),
        (["Script_Name: /admin", "SCRIPT_NAME: /admin"], 200),
        (["X-Forwarded-Proto: https", "X-Forwarded-Ssl: off"], 200),
        (["X-Original-URL: /admin/", "X-Rewrite-URL: /admin/"], 200),
        (["Range: bytes=" + ",".join(["0-"] * 1500)], 200),
        (["If-None-Match: " + ",".join(['"x"'] * 1500)], 200),
        (["If-Modified-Since: " + "9" * 5000], 200),
        (["Accept-Language: " + ",".join(["en"] * 1500)], 200),
        (["Accept-Encoding: " + ",".join(["gzip;q=0.1"] * 500)], 200),
    ],
    ids=lambda value: repr(value[0][:30]) + str(len(value)) if isinstance(value, list) else str(value),
)
def test_headers_are_bounded_and_plain(server: Server, headers: list[str], status: int) -> None:
    answer = talk(server, request("GET /api/v1/ HTTP/1.1", *headers))
    assert answer.status == status
    if status != 200:
        assert json.loads(answer.body)["code"] == "parse_error"


def test_http_2_is_not_spoken(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9))
        assert until_closed(connection).startswith(b"HTTP/1.1 400 ")


def test_a_continue_is_sent_before_the_body(server: Server, cat_jpeg: bytes) -> None:
    headers = ("Content-Type: image/jpeg", f"Content-Length: {len(cat_jpeg)}", "Expect: 100-continue")
    with connect(server) as connection:
        connection.sendall(request("POST /api/v1/process/ HTTP/1.1", *headers, "Connection: close"))
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(cat_jpeg)
        assert until_closed(connection).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize(
    "path",
    [
        "/%00", "/%ff%fe", "/api/v1/presets/%00/", "/api/v1/presets/%ff/", "/api/v1/operations/%0d%0aX:y/",
        "/static/../../etc/passwd", "/static/%2e%2e/%2e%2e/etc/passwd", "/static/..%2f..%2fetc/passwd",
        "/static//etc/passwd", "/static/%00", "/static/%ff", "/static/" + "a/" * 2000, "//evil.example/%2e%2e",
        "/%0d%0aSet-Cookie:%20a=b", "/admin/filters/preset/%00/change/", "/admin%2f", "/%25%30%30", "/;/../admin",
        "/%c0%ae%c0%ae/", "/api/v1/process/%2e%2e/", "/" + "%41" * 2000,
    ],
    ids=lambda path: repr(path[:40]),
)  # fmt: skip
def test_a_strange_path_leads_nowhere(server: Server, path: str) -> None:
    answer = talk(server, request(f"GET {path} HTTP/1.1"))
    assert 300 <= answer.status < 500
    assert "evil.example" not in answer.headers.get("Location", "").split("/")[:3]
    assert answer.headers["Set-Cookie"] is None
    assert b"root:" not in answer.body


@pytest.mark.parametrize("query", ["x=%ff", "format=%00", "%00=%00", "&" * 5000, "a[b]=c", "x=%E2%80%AE", "=" * 100])
def test_a_strange_query_is_read_or_refused(server: Server, query: str) -> None:
    post = request(
        f"POST /api/v1/process/?{query} HTTP/1.1", "Content-Type: image/jpeg", "Content-Length: 3", body=b"abc"
    )
    assert talk(server, post).status in (400, 415)
    assert talk(server, request(f"GET /?{query} HTTP/1.1")).status == 200
