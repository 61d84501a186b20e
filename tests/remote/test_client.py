"""What is asked, what comes back, and where redirects may lead."""

import socket

import pytest

from filters.engine.errors import UploadTooLarge
from filters.remote.errors import RemoteFailed, UrlRefused
from filters.remote.guard import Rules
from tests.fixtures.others import Say, answer, other_server, until_gone
from tests.fixtures.wire import wait_until
from tests.remote.asking import NAME, ask, body_of, resolving, rules


def test_an_answer_has_its_status_its_headers_and_its_body() -> None:
    said = answer(b"hello", "Content-Type: Image/PNG; x=y", 'ETag: "1"', status="404 Not Found")
    with other_server(said) as other, ask(other, "/a?b=c#d") as found:
        assert (found.status, found.media_type, found.length) == (404, "image/png", 5)
        assert found.headers["etag"] == '"1"' and b"".join(found.pieces) == b"hello"
        assert found.url == other.url("/a?b=c")


def test_the_request_tells_what_it_must_and_nothing_of_us(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(variable, "http://user:secret@127.0.0.1:1")
    with other_server(answer()) as other:
        body_of(other, "/a%20b?q", headers={"Accept": "image/*", "Host": "evil", "TE": "gzip"})
        head = other.heads[0].decode().split("\r\n")
    assert head == [
        "GET /a%20b?q HTTP/1.1",
        f"Host: 127.0.0.1:{other.port}",
        "User-Agent: imgsvc",
        "Accept: image/*",
        "Accept-Encoding: identity",
        "Connection: close",
        "",
        "",
    ]


def test_cookies_are_not_kept() -> None:
    with other_server(answer(b"", "Set-Cookie: a=b; Path=/")) as other:
        body_of(other)
        body_of(other)
        assert b"cookie" not in other.heads[1].lower()


def test_a_chunked_answer_has_no_length() -> None:
    said = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    with other_server(said) as other, ask(other) as found:
        assert found.length is None and b"".join(found.pieces) == b"abcde"


def test_so_has_one_that_ends_with_its_connection() -> None:
    with other_server(b"HTTP/1.0 200 OK\r\n\r\nabc") as other, ask(other) as found:
        assert found.length is None and b"".join(found.pieces) == b"abc"


def test_one_that_is_left_in_the_middle_is_hung_up_on() -> None:
    left: list[bytes] = []

    def say(connection: socket.socket, head: bytes) -> None:
        connection.sendall(answer(b"a" * 10, length=20))
        left.append(connection.recv(1))

    with other_server(say) as other, ask(other) as found:
        assert next(found.pieces) == b"a" * 10
    assert left == [b""]


def test_one_that_was_read_to_its_end_is_hung_up_on_at_once() -> None:
    left: list[bytes] = []

    def say(connection: socket.socket, head: bytes) -> None:
        connection.sendall(answer(b"all"))
        left.append(until_gone(connection))

    with other_server(say) as other, ask(other) as found:
        assert list(found.pieces) == [b"all"]
        wait_until(lambda: left == [b""], "the connection closed")


def redirecting(to: dict[str, str], status: str = "302 Found") -> Say:
    """A server that redirects these paths, and says "here" at all others."""

    def say(connection: socket.socket, head: bytes) -> None:
        path = head.split(b" ")[1].decode()
        connection.sendall(answer(b"", f"Location: {to[path]}", status=status) if path in to else answer(b"here"))

    return say


@pytest.mark.parametrize("status", ["301 A", "302 B", "303 C", "307 D", "308 E"])
def test_redirects_are_followed_three_times(status: str) -> None:
    with other_server(b"") as other:
        other.say = redirecting({"/1": "/2", "/2": "3?x", "/3?x": f"//127.0.0.1:{other.port}/4"}, status)
        with ask(other, "/1") as found:
            assert b"".join(found.pieces) == b"here" and found.url == other.url("/4")
        assert len(other.heads) == 4


def test_not_more_often() -> None:
    with other_server(answer(b"", "Location: /again", status="302 Found")) as other:
        with pytest.raises(RemoteFailed, match="more than 3 times"):
            body_of(other)
        assert len(other.heads) == 4


LOCATIONS = {
    "a file": "file:///etc/passwd",
    "another scheme": "gopher://127.0.0.1:6379/_FLUSHALL",
    "data": "data:image/png;base64,AAAA",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "metadata in hex": "http://0xa9fea9fe/",
    "loopback": "http://[::1]/",
    "mapped": "http://[::ffff:127.0.0.1]/",
    "another port": "http://127.0.0.1:22/",
    "by its name": "http://localhost/",
    "without a scheme": "//10.0.0.1/",
    "credentials": "http://user:pass@127.0.0.1/",
    "a host not listed": "https://example.org/",
    "a backslash": "/\\10.0.0.1/",
    "a space": "http://example.org/ a",
}


@pytest.mark.parametrize("location", LOCATIONS.values(), ids=LOCATIONS)
def test_each_redirect_is_checked_as_the_first_url_is(location: str) -> None:
    with other_server(answer(b"", f"Location: {location}", status="302 Found")) as other:
        with pytest.raises(UrlRefused):
            body_of(other)
        assert len(other.heads) == 1


def test_a_redirect_from_a_listed_host_leads_to_listed_hosts_only() -> None:
    elsewhere = answer(b"", "Location: https://example.org/", status="302 Found")
    with other_server(elsewhere) as other, resolving({"example.org": [["93.184.216.34"]]}) as resolver:
        with pytest.raises(UrlRefused, match="not among those"):
            body_of(other)
        assert resolver.asked == []


def test_a_redirect_to_nonsense_is_the_servers_fault() -> None:
    nonsense = answer(b"", "Location: http://[::1", status="302 Found")
    with other_server(nonsense) as other, pytest.raises(RemoteFailed, match="no URL"):
        body_of(other)


def test_a_redirect_to_a_name_is_looked_up_and_checked() -> None:
    with other_server(b"") as other, resolving({"evil.example": [["169.254.169.254"]]}) as resolver:
        other.say = redirecting({"/": "http://evil.example/"})
        with pytest.raises(UrlRefused, match="no public address"):
            body_of(other, rules=Rules("open", rules(other).hosts))
        assert resolver.asked == ["evil.example"]


def test_headers_go_to_the_first_server_only() -> None:
    with other_server(answer(b"here")) as second, other_server(answer()) as first:
        first.say = redirecting({"/": "/near", "/near": second.url("/")})
        both = Rules("listed", rules(first).hosts + rules(second).hosts)
        assert body_of(first, rules=both, headers={"Authorization": "secret"}) == b"here"
        assert [b"secret" in head for head in first.heads + second.heads] == [True, True, False]


def test_what_is_sent_is_not_sent_on() -> None:
    with other_server(answer(b"", "Location: /other", status="307 Temporary Redirect")) as other:
        with ask(other, method="PUT", content=b"secret") as found:
            assert found.status == 307
        assert len(other.heads) == 1


def test_an_address_is_connected_to_only_where_it_is_listed_as_private() -> None:
    with other_server(answer()) as other:
        for mode in ("listed", "open"):
            with pytest.raises(UrlRefused, match="no public address"):
                body_of(other, rules=rules(other, private=False, mode=mode))
        assert other.heads == []


def test_a_name_without_an_address_is_refused_like_one_with_a_private_one() -> None:
    said = set()
    with other_server(answer()) as other:
        for addresses in (
            [],
            ["10.0.0.1"],
            ["127.0.0.1"],
            ["8.8.8.8", "127.0.0.1"],
            ["fe80::1%lo"],
            ["::ffff:8.8.8.8"],
        ):
            with resolving({NAME: [addresses]}), pytest.raises(UrlRefused) as refused:
                body_of(other, host=NAME, rules=rules(other, private=False))
            said.add((refused.value.code, refused.value.detail))
        assert len(said) == 1 and other.heads == []


def test_a_length_beyond_the_bound_is_refused_before_the_body() -> None:
    with other_server(answer(b"", length=101)) as other, pytest.raises(UploadTooLarge, match="larger than the"):
        ask(other, most=100)


def test_head_has_a_length_and_no_body() -> None:
    with other_server(answer(b"", length=10**9)) as other, ask(other, method="HEAD", most=100) as found:
        assert found.length == 10**9 and b"".join(found.pieces) == b""


def test_a_server_that_is_not_there_is_a_failure() -> None:
    with other_server(answer()) as other:
        pass
    with pytest.raises(RemoteFailed, match="cannot be reached"):
        body_of(other)
