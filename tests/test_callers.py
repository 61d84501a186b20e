"""The address that a client counts by: what it writes itself has no effect."""

from typing import Any

import pytest
from django.test import RequestFactory

from filters.callers import UNKNOWN, address_of


def address(remote: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return address_of(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers))


@pytest.fixture
def behind_a_proxy(settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", UNKNOWN),
        ("a socket", UNKNOWN),
    ],
)
def test_an_address_is_the_connections(remote: str, expected: str) -> None:
    assert address(remote) == expected


@pytest.mark.parametrize("forged", ["203.0.113.9", "203.0.113.9, 198.51.100.1", "x", "", "," * 5000])
def test_without_a_proxy_a_header_has_no_effect(forged: str) -> None:
    assert address("192.0.2.7", forged) == "192.0.2.7"


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("1.1.1.1,2.2.2.2,203.0.113.9", "203.0.113.9"),
        ("1.1.1.1, 2001:db8:1:2::9", "2001:db8:1:2::"),
        ("1.1.1.1, unknown", UNKNOWN),
        ("1.1.1.1,", UNKNOWN),
        ("\x00", UNKNOWN),
        ("é", UNKNOWN),
    ],
)
def test_behind_a_proxy_it_is_the_last_one(forwarded: str, expected: str) -> None:
    assert address("10.0.0.1", forwarded) == expected


@pytest.mark.usefixtures("behind_a_proxy")
def test_behind_a_proxy_that_names_none_it_is_the_proxys() -> None:
    assert address("10.0.0.1") == "10.0.0.1"
