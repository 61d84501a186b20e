"""Destinations: who finds which, and that no name of a file changes where it goes."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.models import Destination
from filters.services.access import ANYONE, Caller
from filters.services.destinations import (
    DestinationInvalid,
    address,
    check_url,
    destination_get,
    origin,
    read_headers,
)
from filters.services.errors import DestinationUnknown
from filters.services.names import safe_name
from tests.people import new_key, person

TEMPLATE = "https://images.example.org:8443/in/.{name}/x?name={name}&id={id}&signature=a%2Fb"


def stored(slug: str = "archive", **fields: Any) -> Destination:
    return Destination.objects.create(**{"slug": slug, "title": slug, "url": "https://images.example.org/"} | fields)


def caller(kind: str) -> Caller:
    if kind == "anyone":
        return ANYONE
    if kind == "a login":
        return Caller(user=person("bob"))
    return Caller(key=new_key(kind)[0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "everyone", "allowed"),
    [
        ("anyone", True, True),
        ("anyone", False, False),
        ("a login", False, True),
        ("process", False, True),
        ("files", False, False),
        ("files", True, True),
    ],
)
def test_it_is_there_for(kind: str, everyone: bool, allowed: bool) -> None:
    destination = stored(everyone=everyone)
    if allowed:
        assert destination_get(slug="archive", caller=caller(kind)) == destination
    else:
        with pytest.raises(DestinationUnknown):
            destination_get(slug="archive", caller=caller(kind))


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["absent", "off", "ARCHIVE", "", "archive\0", "https://images.example.org/"])
def test_no_other_is_there(slug: str) -> None:
    stored(everyone=True)
    stored("off", everyone=True, active=False)
    with pytest.raises(DestinationUnknown) as error:
        destination_get(slug=slug, caller=ANYONE)
    assert error.value.problems[0].field == "destination"


@pytest.mark.parametrize(
    "url",
    [
        "https://images.example.org",
        "http://127.0.0.1:9000/bucket/{name}",
        "https://[2001:db8::1]:8443/",
        "HTTPS://images.example.org/a?b=c",
        "https://images.example.org?name={name}",
        "https://b.s3.example.org/k?X-Amz-Credential=AK%2F20261121%2Feu&X-Amz-Signature=0a",
        "https://images.example.org/{sha256}/{id}/{name}",
    ],
)
def test_an_address_is_taken(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "begins with http"),
        ("ftp://images.example.org/", "begins with http"),
        ("file:///etc/passwd", "begins with http"),
        ("//images.example.org/", "begins with http"),
        ("https://bob:OPENSESAME@images.example.org/", "without a user"),
        ("https://images.example.org\\@evil.example/", "begins with http"),
        ("https://{name}.example.org/", "in its path"),
        ("https://images.example.org:{id}/", "in its path"),
        ("{name}://images.example.org/", "begins with http"),
        ("https://images.example.org/{nam}", "Did you mean name?"),
        ("https://images.example.org/{name", "begins with http"),
        ("https://images.example.org/name}", "begins with http"),
        ("https://images.example.org/{}", "There is no placeholder {}"),
        ("https://images.example.org/a b", "percent-encoded"),
        ("https://images.example.org/a\nX: y", "begins with http"),
        ("https://images.example.org/ü", "in ASCII"),
        ("https://images.example.org/50%", "percent-encoded"),
        ("https://images.example.org/#top", "never sent"),
        ("https://images.example.org:70000/", "host or the port"),
        ("https://images.example.org:0/", "host or the port"),
        ("https://[::1/", "host or the port"),
        ("https:///x", "begins with http"),
        ("https://:80/", "host or the port"),
        (f"https://images.example.org/{'x' * 4096}", "at most 4096"),
    ],
)
def test_an_address_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(DestinationInvalid) as error:
        check_url(url)
    assert sentence in error.value.detail
    assert "OPENSESAME" not in error.value.detail


@given(name=st.text(), number=st.text())
def test_no_value_changes_where_it_goes(name: str, number: str) -> None:
    values = {"name": safe_name(name), "id": safe_name(number)}
    made = address(TEMPLATE, values=values)
    check_url(made)
    parts = urlsplit(made)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "images.example.org:8443", "")
    assert [unquote(part) for part in parts.path.split("/")] == ["", "in", f".{values['name']}", "x"]
    assert not {"", ".", ".."} & {unquote(part) for part in parts.path.split("/")[1:]}
    assert parse_qsl(parts.query) == [("name", values["name"]), ("id", values["id"]), ("signature", "a/b")]


@pytest.mark.parametrize(
    "name", ["../../etc", "a/b", "?x=1", "#", "%2e%2e", "@evil.example", "\\evil", "a&b=c", "\r\nX: y"]
)
def test_a_value_is_encoded_whole(name: str) -> None:
    made = address("https://images.example.org/{name}", values={"name": name})
    assert unquote(made.rpartition("/")[2]) == name
    assert made.count("/") == 3 and not set("?#@&\\\r\n") & set(made)


def test_an_address_waits_for_no_digest() -> None:
    with pytest.raises(DestinationInvalid) as error:
        address("https://images.example.org/{sha256}", values={"name": "a", "id": "b"})
    assert "sha256" in error.value.detail and "images.example.org" not in error.value.detail


def test_only_scheme_host_and_port_are_shown() -> None:
    assert origin("https://images.example.org:8443/a?b=OPENSESAME") == "https://images.example.org:8443"


def test_headers_are_read_line_by_line() -> None:
    text = "Authorization: Bearer a:b\r\n\n  X-Empty:\nX-Last:  two words  "
    assert read_headers(text) == (("Authorization", "Bearer a:b"), ("X-Empty", ""), ("X-Last", "two words"))
    assert read_headers("") == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("OPENSESAME", "Line 1 is no header"),
        ("X-A: b\nOPENSESAME", "Line 2 is no header"),
        ("X A: OPENSESAME", "Line 1 is no header"),
        (": OPENSESAME", "Line 1 is no header"),
        ("X-Ä: OPENSESAME", "Line 1 is no header"),
        ("X-A: ÖOPENSESAME", "plain ASCII"),
        ("X-A: \0OPENSESAME", "plain ASCII"),
        ("Host: evil.example", "Host follows"),
        ("content-length: 5", "content-length follows"),
        ("Transfer-Encoding: chunked", "Transfer-Encoding follows"),
        ("Connection: close", "Connection follows"),
        ("Expect: 100-continue", "Expect follows"),
        ("X-A: b\nx-a: c", "x-a is there more than once"),
    ],
)
def test_headers_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(DestinationInvalid) as error:
        read_headers(text)
    assert sentence in error.value.detail
    assert "OPENSESAME" not in error.value.detail
