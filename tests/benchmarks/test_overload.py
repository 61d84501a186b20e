"""What is sent to a server that is given too much, and what is looked at beside it."""

import pytest

from benchmarks.overload import CLIENTS, NEVER_S, health_s, wire
from benchmarks.peers import Request
from tests.benchmarks.test_arrivals import serving
from tests.fixtures.servers import free_port


def test_a_request_is_sent_with_its_length_on_a_connection_that_may_stay_open() -> None:
    sent = wire(Request("POST", "/process/", {"Content-Type": "image/jpeg"}, b"photo"))
    head, _, body = sent.partition(b"\r\n\r\n")
    assert head.split(b"\r\n") == [
        b"POST /process/ HTTP/1.1", b"Content-Type: image/jpeg", b"Host: localhost", b"Content-Length: 5",
    ]  # fmt: skip
    assert body == b"photo"


def test_health_is_bad_where_nobody_or_something_else_answers() -> None:
    assert health_s(free_port()) == NEVER_S
    with serving() as server:
        assert health_s(server.server_port) == NEVER_S


def test_all_arrivals_are_somebodys() -> None:
    assert sum(part for _, part in CLIENTS) == pytest.approx(1)
