"""A name that has another address each time it is looked up: what was checked is what is connected to."""

from typing import Any

import httpcore2
import pytest

from filters.remote import network
from filters.remote.client import open_url
from filters.remote.errors import RemoteFailed, UrlRefused
from filters.remote.guard import Rules
from filters.remote.network import Checked, CheckedBackend, Deadline
from tests.fixtures.others import Other, answer, other_server
from tests.remote.asking import MOST, NAME, body_of, resolving

PUBLIC = "93.184.216.34"
OTHER_PUBLIC = "2606:4700:4700::1111"


class Internet(httpcore2.SyncBackend):
    """Where every public address is our server on the loopback interface; it notes who was connected to."""

    def __init__(self, other: Other, dead: set[str]) -> None:
        self.other = other
        self.dead = dead
        self.connected: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> httpcore2.NetworkStream:
        self.connected.append((host, port))
        if host in self.dead:
            raise httpcore2.ConnectError("refused")
        return super().connect_tcp("127.0.0.1", self.other.port, *args, **options)


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make one of a server; `dead` addresses do not answer."""

    def make(other: Other, *dead: str) -> Internet:
        made = Internet(other, set(dead))
        monkeypatch.setattr(httpcore2, "SyncBackend", lambda: made)
        return made

    return make


def fetched(url: str) -> bytes:
    with open_url(url, rules=Rules("open"), deadline_s=20, most=MOST) as found:
        return b"".join(found.pieces)


def test_a_name_that_turns_inside_is_connected_to_where_it_was_checked(internet: Any) -> None:
    with other_server(answer(b"here")) as other, resolving({NAME: [[PUBLIC], ["127.0.0.1"]]}) as resolver:
        connections = internet(other)
        assert fetched(f"http://{NAME}/a") == b"here"
        assert connections.connected == [(PUBLIC, 80)] and resolver.asked == [NAME]
        assert f"\r\nHost: {NAME}\r\n".encode() in other.heads[0]


def test_the_next_request_checks_anew(internet: Any) -> None:
    with other_server(answer(b"here")) as other, resolving({NAME: [[PUBLIC], ["127.0.0.1"]]}):
        connections = internet(other)
        fetched(f"http://{NAME}/")
        with pytest.raises(UrlRefused):
            fetched(f"http://{NAME}/")
        assert len(connections.connected) == 1


def test_a_redirect_to_the_same_name_is_looked_up_and_checked_anew(internet: Any) -> None:
    said = answer(b"", f"Location: http://{NAME}/again", status="302 Found")
    with other_server(said) as other, resolving({NAME: [[PUBLIC], ["169.254.169.254"]]}) as resolver:
        connections = internet(other)
        with pytest.raises(UrlRefused):
            fetched(f"http://{NAME}/")
        assert connections.connected == [(PUBLIC, 80)] and len(resolver.asked) == 2


def test_one_bad_address_among_good_ones_is_enough(internet: Any) -> None:
    with other_server(answer()) as other, resolving({NAME: [[PUBLIC, OTHER_PUBLIC, "10.0.0.1"]]}):
        connections = internet(other)
        with pytest.raises(UrlRefused):
            fetched(f"http://{NAME}/")
        assert connections.connected == []


def test_the_next_checked_address_is_tried_where_one_does_not_answer(internet: Any) -> None:
    with other_server(answer(b"here")) as other, resolving({NAME: [[OTHER_PUBLIC, PUBLIC]]}) as resolver:
        connections = internet(other, OTHER_PUBLIC)
        assert fetched(f"http://{NAME}/") == b"here"
        assert connections.connected == [(OTHER_PUBLIC, 80), (PUBLIC, 80)] and resolver.asked == [NAME]


def test_only_a_few_are_tried(internet: Any) -> None:
    many = [f"93.184.216.{number}" for number in range(50)]
    with other_server(answer()) as other, resolving({NAME: [many]}):
        connections = internet(other, *many)
        with pytest.raises(RemoteFailed):
            fetched(f"http://{NAME}/")
        assert len(connections.connected) == network.MOST_TRIED


def test_the_connection_goes_nowhere_but_to_the_checked_host() -> None:
    backend = CheckedBackend(Checked("example.org", 80, []), Deadline(5))
    for host, port in (("example.org", 81), ("example.com", 80), ("example.org", 80)):
        with pytest.raises(httpcore2.ConnectError):
            backend.connect_tcp(host, port)


def test_over_real_sockets_the_second_answer_of_the_resolver_is_never_used() -> None:
    with other_server(answer(b"here")) as other, resolving({NAME: [["127.0.0.1"], ["127.0.0.9"]]}) as resolver:
        assert body_of(other, host=NAME) == b"here"
        assert resolver.asked == [NAME] and len(other.heads) == 1
