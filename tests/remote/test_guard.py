"""Which URLs are asked, in every way of writing them that is known to mislead, and in those that nobody thought of."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from filters.remote.errors import UrlRefused
from filters.remote.guard import HostRule, Rules, Target, require_allowed, rules_for, target_of

OPEN = Rules("open")
NO_ADDRESS = "The host of this URL has no public address that can be asked."
LOOPBACK = [  # other ways of writing addresses, as in EdOverflow's bugbounty-cheatsheet (ssrf.md)
    "2130706433", "017700000001", "0x7f000001", "0x7F.1", "0x7f.0x0.0x0.0x1", "0177.0.0.1", "0177.1", "127.1",
    "127.0.1", "127.000.000.001", "0", "0.0", "127.0.0.1.", "127.1.", "localhost.", "0x", "127.0.0.0x1",
    "00000177.00000000.00000000.00000001", "127.000000000000.1", "①②⑦.⓪.⓪.⓪", "１２７.０.０.１", "127%2e0%2e0%2e1",
    "%31%32%37.0.0.1", "127.0.0.1%00.example.org", "[::1", "::1]", "[::1%25lo]", "[::1%lo]", "[fe80::1%25eth0]",
    "[::ffff:127.0.0.1].example.org", "1.1.1.256", "1.2.3", "example.0x7f", "4294967296",
]  # fmt: skip
INSIDE = [
    "127.0.0.1", "127。0。0。1", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::FFFF:7F00:1]", "[::127.0.0.1]",
    "169.254.169.254", "[fd00:ec2::254]", "[64:ff9b::a9fe:a9fe]", "10.0.0.1", "0.0.0.0", "[::]", "[2002:7f00:1::]",
    "localhost", "metadata", "LOCALHOST",
]  # fmt: skip
SCHEMES = [
    "ftp", "file", "gopher", "dict", "ws", "wss", "jar", "data", "javascript", "unix", "ldap", "tftp", "netdoc",
    "HTTPX", "xhttp", "httpſ", "http+unix",
]  # fmt: skip
MALFORMED = [
    "", "http:", "http:/", "http://", "https:///example.org", "//example.org/", "example.org", "/cat.png",
    "http:example.org",
    "http:/example.org/", "http:@127.0.0.1/", "https://?x", "https://#x", "https://:443/", "https://.example.org/",
    "https://example..org/", "https://example.org./", "https://-a.example.org/", "https://a-.example.org/",
    f"https://{'a' * 64}.org/", f"https://{'a.' * 127}org/", "https://exa mple.org/", "https://example.org/a b",
    "https://example.org\t/", "https://example.org\r\nX: y/", "https://example.org/\r\nX: y", "https://example.org/\x00",
    " https://example.org/", "https://example.org\\@127.0.0.1/", "https://example.org/\\..\\", "https:\\\\example.org/",
    "https://example.org:/", "https://example.org:0/", "https://example.org:65536/", "https://example.org:+443/",
    "https://example.org:４４３/", "https://example.org:443:80/", "https://example.org:80a/", "https://example.org:-1/",
    "https://[::1]a/", "https://[::1]:/", "https://[example.org]/", "https://[1.1.1.1]/", "https://[]/", "https://xn--/",
    "https://<b>.org/", "https://a,b.org/", "https://a;b.org/", "https://a$.org/", "https://a'.org/", 'https://a".org/',
    "https://example.org/\u2028", "https://example.org/\ufeff", "https://ex\u200bample.org/", "https://example\u00ad.org/",
    "https://" + "a" * 8000 + ".org/",
]  # fmt: skip
CREDENTIALS = [
    "https://user@example.org/", "https://user:pass@example.org/", "https://@example.org/", "https://:@example.org/",
    "https://example.org@127.0.0.1/", "https://127.0.0.1@example.org/", "https://a@b@example.org/",
    "https://example.org:443@127.0.0.1:80/", "https://example.org%40127.0.0.1/", "https://example.org&@127.0.0.1#@x/",
]  # fmt: skip


@pytest.mark.parametrize("host", LOOPBACK)
def test_an_address_in_an_unusual_form_is_no_host(host: str) -> None:
    for port in ("", ":80"):
        with pytest.raises(UrlRefused):
            target_of(f"http://{host}{port}/", Rules("open", (HostRule("localhost", private=True),)))


@pytest.mark.parametrize("host", INSIDE)
def test_all_hosts_inside_are_refused_with_one_sentence(host: str) -> None:
    for scheme in ("http", "https"):
        with pytest.raises(UrlRefused) as refused:
            target_of(f"{scheme}://{host}/", OPEN)
        assert refused.value.detail == NO_ADDRESS
        assert [(problem.field, problem.code) for problem in refused.value.problems] == [("url", "url_refused")]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_only_http_and_https_are_asked(scheme: str) -> None:
    for rest in ("://example.org/", ":example.org", ":///etc/passwd", "://127.0.0.1:6379/_"):
        with pytest.raises(UrlRefused, match="https:// or http://"):
            target_of(scheme + rest, OPEN)


@pytest.mark.parametrize("url", MALFORMED, ids=[ascii(url)[:60] for url in MALFORMED])
def test_what_is_written_oddly_is_refused(url: str) -> None:
    with pytest.raises(UrlRefused):
        target_of(url, OPEN)


@pytest.mark.parametrize("url", CREDENTIALS)
def test_credentials_are_refused(url: str) -> None:
    with pytest.raises(UrlRefused):
        target_of(url, Rules("open", (HostRule("127.0.0.1", 80, private=True), HostRule("127.0.0.1", private=True))))


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://example.org", "example.org", 443, b"/"),
        ("HTTP://EXAMPLE.org:80/A?b=c#d", "example.org", 80, b"/A?b=c"),
        ("https://example.org:443", "example.org", 443, b"/"),
        ("https://example.org?x=http://127.0.0.1/", "example.org", 443, b"/?x=http://127.0.0.1/"),
        ("https://example.org#@127.0.0.1/", "example.org", 443, b"/"),
        ("https://example.org/@127.0.0.1/", "example.org", 443, b"/@127.0.0.1/"),
        ("https://münchen.example/bär.png", "xn--mnchen-3ya.example", 443, b"/b%C3%A4r.png"),
        ("https://xn--mnchen-3ya.example/", "xn--mnchen-3ya.example", 443, b"/"),
        ("https://a_b.example.org/a%20b/../c", "a_b.example.org", 443, b"/c"),
        ("https://1.1.1.1/", "1.1.1.1", 443, b"/"),
        ("https://[2606:4700:4700:0::1111]/", "2606:4700:4700::1111", 443, b"/"),
        ("https://10.0.0.1.nip.io/", "10.0.0.1.nip.io", 443, b"/"),
    ],
)
def test_usual_urls_are_read(url: str, host: str, port: int, path: bytes) -> None:
    target = target_of(url, OPEN)
    assert (target.host, target.port, target.url.raw_path) == (host, port, path)
    assert target.url.raw_host.decode() == host and not target.private


@pytest.mark.parametrize("url", ["http://example.org:443/", "https://example.org:80/", "http://example.org:8080/"])
def test_only_the_usual_ports_are_asked(url: str) -> None:
    with pytest.raises(UrlRefused, match="80 for http and 443 for https"):
        target_of(url, OPEN)


LISTED = Rules(
    "listed",
    (
        HostRule("example.org"),
        HostRule("*.img.example"),
        HostRule("inside.example", 8080, private=True),
        HostRule("[::1]", 9000, private=True),
        HostRule("10.1.2.3", private=True),
    ),
)


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://example.org/", False),
        ("https://example.org/", False),
        ("https://a.img.example/", False),
        ("https://a.b.img.example/", False),
        ("http://inside.example:8080/", True),
        ("http://[0::1]:9000/", True),
        ("http://10.1.2.3/", True),
    ],
)
def test_listed_hosts_are_asked(url: str, private: bool) -> None:
    assert target_of(url, LISTED).private is private


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org:8080/",
        "http://www.example.org/",
        "http://example.org.evil.example/",
        "http://evilexample.org/",
        "https://img.example/",
        "https://aimg.example/",
        "http://inside.example/",
        "http://inside.example:8081/",
        "http://[::1]/",
        "http://10.1.2.4/",
    ],
)
def test_others_are_not(url: str) -> None:
    with pytest.raises(UrlRefused, match="not among those"):
        target_of(url, LISTED)


def test_an_open_service_asks_listed_hosts_by_their_own_rules_too() -> None:
    rules = Rules("open", LISTED.hosts)
    assert target_of("http://inside.example:8080/", rules).private
    assert not target_of("https://other.example/", rules).private


def target(*, private: bool) -> Target:
    """Some host."""
    rules = Rules("open", (HostRule("example.org", private=private),))
    return target_of("https://example.org/", rules)


@pytest.mark.parametrize(
    ("addresses", "public", "private"),
    [
        (["8.8.8.8"], True, True),
        (["8.8.8.8", "2606:4700:4700::1111"], True, True),
        (["8.8.8.8", "10.0.0.1"], False, True),
        (["127.0.0.1", "::1"], False, True),
        (["8.8.8.8", "169.254.169.254"], False, False),
        (["fd00:ec2::254"], False, False),
        (["8.8.8.8", "fe80::1%eth0"], False, False),
        (["::ffff:127.0.0.1"], False, False),
        ([], False, False),
    ],
    ids=str,
)
def test_every_address_of_a_host_has_to_be_allowed(addresses: list[str], public: bool, private: bool) -> None:
    for may_be_private, allowed in ((False, public), (True, private)):
        found = [ip_address(address) for address in addresses]
        if allowed:
            require_allowed(found, target(private=may_be_private))
        else:
            with pytest.raises(UrlRefused) as refused:
                require_allowed(found, target(private=may_be_private))
            assert refused.value.detail == NO_ADDRESS


def test_rules_for_one_url_allow_nothing_else() -> None:
    rules = rules_for("http://127.0.0.1:8080/put?x=1", private=True)
    assert target_of("http://127.0.0.1:8080/other", rules).private
    for url in ("http://127.0.0.1/", "https://127.0.0.1:8081/", "http://example.org:8080/"):
        with pytest.raises(UrlRefused):
            target_of(url, rules)


PARTS = st.sampled_from(
    ["http://", "https://", "example.org", "127.0.0.1", "[::1]", "localhost", "@", ":", "//", "/", "\\", "#", "?", "%",
     "%40", "%2f", ".", "。", "80", ":80", ":443", "user", "0x7f", "2130706433", "xn--", "-", "\t", "\n", "\x00", " ",
     "[", "]", "ſ", "K", "①", "ß", "::", "ffff", "&", ";", "a"]
)  # fmt: skip
URLS = (st.lists(PARTS, max_size=8).map("".join) | st.text(max_size=30)).map(lambda rest: f"http://{rest}")


@given(URLS | st.text(max_size=40))
@example("http://127。0。0。1")
@example("httpſ://example.org/")
def test_what_is_allowed_is_read_alike_by_everyone(url: str) -> None:
    """What is connected to is what was checked: the library's reading, Python's and a second one of ours agree."""
    try:
        found = target_of(url, OPEN)
    except UrlRefused:
        return
    again = target_of(str(found.url), OPEN)
    assert again.origin == found.origin and again.url == found.url
    text = urlsplit(str(found.url))
    assert (text.scheme, text.hostname, text.port or found.port) == found.origin
    assert text.username is None and text.password is None and not text.fragment
    assert found.url.raw_host.decode() == found.host and found.url.userinfo == b""
    assert found.host.isascii() and found.host == found.host.lower()
    written = urlsplit(url).hostname
    assert written is not None
    assert written.isascii() <= (written == found.host or found.literal is not None)
