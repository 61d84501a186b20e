"""Answering while the request still arrives."""

import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from filters.streams.meanwhile import meanwhile, takes_of


def test_nothing_waits_where_the_client_reads() -> None:
    values = iter("abc")
    sent = meanwhile(values, arriving=lambda: True, takes=lambda: True)
    assert (next(sent), next(values)) == ("a", "b")


def test_what_the_client_does_not_take_waits_until_all_has_come() -> None:
    came: list[str] = []

    def values() -> Iterator[str]:
        for value in "abcd":
            came.append(value)
            yield value

    sent = meanwhile(values(), arriving=lambda: len(came) < 3, takes=lambda: False)
    assert next(sent) == "a"
    assert came == ["a", "b", "c"]
    assert list(sent) == ["b", "c", "d"]


def test_what_was_held_comes_before_the_failure() -> None:
    def values() -> Iterator[str]:
        yield "a"
        raise OSError("lost")

    sent = meanwhile(values(), arriving=lambda: True, takes=lambda: False)
    assert next(sent) == "a"
    with pytest.raises(OSError, match="lost"):
        next(sent)


def test_a_connection_takes_until_it_is_full() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        takes = takes_of(ours)
        assert takes()
        ours.setblocking(False)
        with suppress(BlockingIOError):
            while ours.send(b"x" * 65536):
                pass
        assert not takes()


def test_nothing_is_known_without_a_connection() -> None:
    assert not takes_of(None)()
