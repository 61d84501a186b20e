"""Looking up names: once, bounded in time and in number."""

import socket
from ipaddress import ip_address
from threading import Event
from typing import Any

import pytest

from filters.remote import resolving
from filters.remote.errors import RemoteTimeout
from filters.remote.resolving import AT_ONCE, resolve


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A resolver that says nothing until the test lets it."""
    going, asked = Event(), []

    def hang(host: str, *args: Any, **options: Any) -> Any:
        asked.append(host)
        going.wait(30)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield asked
    going.set()


def test_an_address_is_found_once_for_each_kind_of_entry() -> None:
    assert ip_address("127.0.0.1") in resolve("localhost", 80, within_s=10)
    assert len(set(resolve("localhost", 80, within_s=10))) == len(resolve("localhost", 80, within_s=10))


@pytest.mark.parametrize(
    "error", [socket.gaierror(-2, "x"), UnicodeError("x"), OSError("x")], ids=lambda e: type(e).__name__
)
def test_a_name_that_the_resolver_does_not_take_has_no_addresses(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **options: Any) -> Any:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert resolve("example.org", 80, within_s=10) == []


def test_a_resolver_that_hangs_is_left_behind(hanging: list[str]) -> None:
    with pytest.raises(RemoteTimeout, match="looked up in time"):
        resolve("example.org", 80, within_s=0.05)


def test_no_more_than_a_few_hang_at_one_time(hanging: list[str]) -> None:
    for _ in range(AT_ONCE + 3):
        with pytest.raises(RemoteTimeout):
            resolve("example.org", 80, within_s=0.01)
    assert len(hanging) == AT_ONCE
    assert not resolving._turns.acquire(blocking=False)


def test_turns_are_given_back() -> None:
    for _ in range(AT_ONCE * 2):
        resolve("localhost", 80, within_s=10)
    assert resolving._turns._value == AT_ONCE
