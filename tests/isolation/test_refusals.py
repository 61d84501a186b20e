"""Files that made a worker crash are remembered for a while, and not too many of them."""

import hashlib
import logging

import pytest

from filters.engine.errors import ImageUnreadable
from filters.isolation import refusals as module
from filters.isolation.refusals import Refusals


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def refusals(clock: Clock) -> Refusals:
    return Refusals(lambda: 60, clock)


def test_a_file_is_refused_for_the_time_and_not_longer(refusals: Refusals, clock: Clock) -> None:
    refusals.add(b"bad", why="SIGSEGV")
    clock.now = 59
    with pytest.raises(ImageUnreadable, match=r"It is refused for 1 s\.$"):
        refusals.check(b"bad")
    clock.now = 60
    refusals.check(b"bad")
    assert len(refusals) == 0


def test_other_files_are_not_refused(refusals: Refusals) -> None:
    refusals.add(b"bad", why="SIGSEGV")
    refusals.check(b"good")
    assert len(refusals) == 1


def test_the_error_is_that_of_a_damaged_picture(refusals: Refusals) -> None:
    error = refusals.add(b"bad", why="SIGSEGV")
    assert (error.code, error.problems[0].field) == ("image_unreadable", "image")
    assert "refused for 60 s" in error.detail


def test_the_log_names_the_files_hash_and_the_cause(refusals: Refusals, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        refusals.add(b"bad", why="SIGSEGV")
    assert hashlib.sha256(b"bad").hexdigest() in caplog.text
    assert "SIGSEGV" in caplog.text


@pytest.mark.parametrize(("data", "seconds"), [(b"", 60), (b"bad", 0)], ids=["no file", "no time"])
def test_nothing_is_remembered_where_there_is_nothing_to_refuse(data: bytes, seconds: float) -> None:
    refusals = Refusals(lambda: seconds)
    assert "refused" not in refusals.add(data, why="SIGSEGV").detail
    assert len(refusals) == 0


def test_the_oldest_are_forgotten_first(refusals: Refusals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    for name in (b"a", b"b", b"a", b"c"):
        refusals.add(name, why="SIGSEGV")
    refusals.check(b"b")
    for name in (b"a", b"c"):
        with pytest.raises(ImageUnreadable):
            refusals.check(name)
