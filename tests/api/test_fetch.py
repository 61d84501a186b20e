"""`fetch/`: a file of another server flows through, judged by its bytes."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from filters.models import RemoteHost
from filters.services.fetching import outbound
from tests.api.shapes import assert_problem
from tests.fixtures.others import Other, answer, other_server, until_gone
from tests.fixtures.wire import wait_until
from tests.people import bearing, new_key

FETCH = "/api/v1/fetch/"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
Fetch = Callable[..., Any]

pytestmark = pytest.mark.django_db


@pytest.fixture
def other() -> Iterator[Other]:
    """A server that gives a PNG, until a test has it say something else."""
    with other_server(answer(PNG, "Content-Type: text/html", 'ETag: "a"')) as running:
        yield running


@pytest.fixture
def fetch(client: Client, other: Other, settings: Any) -> Iterator[Fetch]:
    """`fetch("/cat.png", method="get", ...)`: ask for a file of the other server, which is listed."""
    settings.IMGSVC_FETCH = "listed"
    RemoteHost.objects.create(host="127.0.0.1", port=other.port, private=True)

    def ask(path: str = "/cat.png", *, method: str = "get", headers: Any = None, **query: str) -> Any:
        return getattr(client, method)(FETCH, {"url": other.url(path), **query}, headers=headers or {})

    yield ask
    wait_until(lambda: len(outbound) == 0, "all turns given back")


def content(found: Any) -> bytes:
    """All of a streamed answer, which is then closed."""
    data = b"".join(found.streaming_content)
    found.close()
    return data


@pytest.mark.parametrize("accept", ["*/*", "image/*", "image/png", "text/html,*/*;q=0.8", "application/x-nothing"])
def test_a_picture_flows_through_as_what_its_bytes_are(fetch: Fetch, other: Other, accept: str) -> None:
    found = fetch("/a/cat.png?size=1", headers={"Accept": accept, "Range": "bytes=0-1", "Cookie": "a=b"})
    assert found.status_code == 200 and content(found) == PNG
    assert {
        name: found.headers[name] for name in ("Content-Type", "Content-Length", "ETag", "Content-Disposition")
    } == {
        "Content-Type": "image/png",
        "Content-Length": "108",
        "ETag": '"a"',
        "Content-Disposition": 'inline; filename="cat.png"',
    }
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    policy = found.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and policy.endswith("sandbox")
    assert found.headers["Cache-Control"] == "private, no-store"
    sent = other.heads[0].lower()
    assert b"range" not in sent and b"cookie" not in sent and sent.startswith(b"get /a/cat.png?size=1 ")


@pytest.mark.parametrize(
    "body",
    [b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", b"<html>", b"%PDF-1.7", b"GIF8", b""],
)
def test_all_else_is_saved(fetch: Fetch, other: Other, body: bytes) -> None:
    other.say = lambda connection, head: connection.sendall(answer(body, "Content-Type: image/png"))
    found = fetch("/page.html")
    assert content(found) == body
    assert found.headers["Content-Type"] == "application/octet-stream"
    assert found.headers["Content-Disposition"].startswith("attachment; filename=")


def test_a_picture_is_saved_where_the_client_wants_that(fetch: Fetch) -> None:
    found = fetch(disposition="attachment")
    assert content(found) == PNG and found.headers["Content-Disposition"] == 'attachment; filename="cat.png"'


def test_head_tells_the_same_without_the_body(fetch: Fetch, other: Other) -> None:
    got, told = fetch(), fetch(method="head")
    content(got)
    assert told.status_code == 200 and b"".join(told.streaming_content) == b""
    assert {name: told.headers[name] for name in got.headers} == dict(got.headers)


def test_a_file_without_a_length_has_none(fetch: Fetch, other: Other) -> None:
    other.say = lambda connection, head: connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + PNG)
    found = fetch()
    assert content(found) == PNG and "Content-Length" not in found.headers


def test_the_other_server_is_hung_up_on_when_the_client_leaves(fetch: Fetch, other: Other) -> None:
    left: list[bytes] = []

    def say(connection: socket.socket, head: bytes) -> None:
        connection.sendall(answer(PNG * 100, length=10**9))
        left.append(until_gone(connection))

    other.say = say
    found = fetch()
    assert next(iter(found.streaming_content)).startswith(PNG) and not left
    found.close()
    wait_until(lambda: left == [b""], "the other server to be hung up on")


def test_nothing_is_fetched_by_default_and_the_error_says_how_to_change_that(client: Client) -> None:
    problem = assert_problem(client.get(FETCH, {"url": "https://example.org/"}), 403, "fetch_disabled")
    assert "IMGSVC_FETCH=listed" in problem["detail"] and problem["errors"][0]["field"] == "url"


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://2130706433/",
        "http://127.0.0.1:22/",
        "http://localhost/",
        "file:///etc/passwd",
        "https://user:pass@example.org/",
        "http://[::ffff:127.0.0.1]/",
        "not a url",
    ],
)
@pytest.mark.parametrize("mode", ["listed", "open"])
def test_what_must_not_be_asked_is_refused(fetch: Fetch, client: Client, settings: Any, url: str, mode: str) -> None:
    settings.IMGSVC_FETCH = mode
    problem = assert_problem(client.get(FETCH, {"url": url}), 400, "url_refused")
    assert problem["errors"][0]["field"] == "url"


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        (answer(b"inside secret", status="404 Not Found"), 502, "remote_failed"),
        (b"SSH-2.0-OpenSSH\r\n", 502, "remote_failed"),
        (b"", 502, "remote_failed"),
        (answer(b"", length=1 << 50), 413, "upload_too_large"),
        (answer(b"", "Location: http://10.0.0.1/", status="302 Found"), 400, "url_refused"),
        (answer(b"", "Location: /again", status="302 Found"), 502, "remote_failed"),
    ],
)
def test_what_goes_wrong_before_the_first_byte_is_told(
    fetch: Fetch, other: Other, said: bytes, status: int, code: str
) -> None:
    other.say = lambda connection, head: connection.sendall(said)
    problem = assert_problem(fetch(), status, code)
    assert "secret" not in str(problem) and "10.0.0.1" not in str(problem) and "SSH" not in str(problem)


def stalling(connection: socket.socket, head: bytes) -> None:
    """Say nothing."""
    until_gone(connection)


def test_a_server_that_stalls_is_a_timeout(fetch: Fetch, other: Other, settings: Any) -> None:
    settings.IMGSVC_TRANSFER_S = 0.3
    other.say = stalling
    assert_problem(fetch(), 504, "remote_timeout")


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("", "url", "url is missing"),
        ("?url=", "url", "url is missing"),
        ("?url=https://example.org/?a=1&b=2", "b", "percent-encoded"),
        ("?url=https://example.org/&disposition=x", "disposition", "attachment"),
    ],
)
def test_a_call_that_is_wrong_is_told_how_to_be_right(client: Client, query: str, field: str, said: str) -> None:
    problem = assert_problem(client.get(FETCH + query), 400, "parameter_invalid")
    assert problem["errors"][0]["field"] == field and said in problem["detail"]


def test_a_browser_that_comes_without_a_url_gets_a_page(client: Client) -> None:
    page = client.get(FETCH, headers={"Accept": "text/html"})
    assert page.status_code == 200 and b"data-urlencode" in page.content and b"<h1>" in page.content


def test_strangers_do_not_fetch_where_they_do_not_process(fetch: Fetch, settings: Any, other: Other) -> None:
    settings.IMGSVC_ANONYMOUS = False
    for method in ("get", "head"):
        assert fetch(method=method).status_code == 401
    assert other.heads == []


def test_a_key_fetches_with_the_scope_to_process(fetch: Fetch, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS = False
    assert content(fetch(headers=bearing(new_key("process")[1]))) == PNG
    assert_problem(fetch(headers=bearing(new_key("presets")[1])), 403, "permission_denied")


def test_strangers_fetch_as_often_as_they_may(fetch: Fetch, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS_RATE = 2
    assert [content(fetch()) for _ in range(2)] == [PNG, PNG]
    assert_problem(fetch(), 429, "throttled")


def test_a_picture_is_processed_from_a_url(fetch: Fetch, other: Other, client: Client, cat_jpeg: bytes) -> None:
    other.say = lambda connection, head: connection.sendall(answer(cat_jpeg, "Content-Type: text/plain"))
    found = client.post("/api/v1/process/", {"url": other.url("/cat.jpg"), "format": "png"})
    assert found.status_code == 200 and found.headers["Content-Type"] == "image/png"
    assert 'filename="cat.png"' in found.headers["Content-Disposition"]
