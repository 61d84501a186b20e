"""What was read is kept, and read again exactly when it may have changed."""

from typing import Any

import pytest
from django.db import OperationalError, ProgrammingError, transaction

from filters.engine.errors import Busy
from filters.models.changes import announce
from filters.services.fresh import Fresh
from filters.services.outage import RETRY_AFTER_S

pytestmark = pytest.mark.django_db(transaction=True)


class Counter:
    """Reads 1, 2, 3, and notes what each reading got of the one before."""

    def __init__(self) -> None:
        self.given: list[int | None] = []

    def __call__(self, before: int | None) -> int:
        self.given.append(before)
        return len(self.given)


@pytest.fixture(autouse=True)
def for_long(settings: Any) -> None:
    settings.IMGSVC_PRESET_CACHE_S = 3600


def test_it_is_read_once() -> None:
    fresh = Fresh(Counter())
    assert [fresh.get(), fresh.get(), fresh.get()] == [1, 1, 1]


def test_a_change_is_seen_at_the_next_look() -> None:
    counter = Counter()
    fresh = Fresh(counter)
    assert fresh.get() == 1
    announce()
    assert [fresh.get(), fresh.get()] == [2, 2]
    assert counter.given == [None, None]


def test_after_its_time_it_is_read_again_and_may_take_over_what_it_had(settings: Any) -> None:
    settings.IMGSVC_PRESET_CACHE_S = 0
    counter = Counter()
    fresh = Fresh(counter)
    assert [fresh.get(), fresh.get(), fresh.get()] == [1, 2, 3]
    assert counter.given == [None, 1, 2]


def test_a_change_during_the_reading_is_not_missed() -> None:
    seen: list[None] = []

    def read(before: Any) -> int:
        seen.append(None)
        if len(seen) == 1:
            announce()
        return len(seen)

    fresh = Fresh(read)
    assert [fresh.get(), fresh.get(), fresh.get()] == [1, 2, 2]


def test_what_a_transaction_reads_is_not_kept() -> None:
    counter = Counter()
    fresh = Fresh(counter)
    assert fresh.get() == 1
    with transaction.atomic():
        assert [fresh.get(), fresh.get()] == [2, 3]
    assert fresh.get() == 1
    assert counter.given == [None, None, None]


def test_an_error_is_not_kept() -> None:
    outcomes = iter([OSError("the database is away"), None])

    def read(before: Any) -> int:
        if error := next(outcomes):
            raise error
        return 7

    fresh = Fresh(read)
    with pytest.raises(OSError, match="away"):
        fresh.get()
    assert fresh.get() == 7


def test_what_is_known_is_used_while_the_database_does_not_answer(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.IMGSVC_PRESET_CACHE_S = 0
    clock = Clock(monkeypatch)
    reader = Reader()
    fresh = Fresh(reader)
    assert fresh.get() == 1
    reader.error = OperationalError("database is locked")
    announce()
    assert [fresh.get(), fresh.get()] == [1, 1]
    assert reader.readings == 2
    assert "The database does not answer." in caplog.text

    reader.error = None
    clock.now += RETRY_AFTER_S
    assert fresh.get() == 3


def test_where_nothing_is_known_the_client_is_told_to_come_again() -> None:
    reader = Reader()
    reader.error = OperationalError("disk I/O error")
    with pytest.raises(Busy, match=r"does not answer now\. Try again in 10 s\."):
        Fresh(reader).get()


def test_a_wrong_query_is_no_outage() -> None:
    reader = Reader()
    fresh = Fresh(reader)
    fresh.get()
    announce()
    reader.error = ProgrammingError("no such column")
    with pytest.raises(ProgrammingError):
        fresh.get()


class Reader:
    """Reads 1, 2, 3, or fails."""

    def __init__(self) -> None:
        self.readings = 0
        self.error: Exception | None = None

    def __call__(self, before: int | None) -> int:
        self.readings += 1
        if self.error:
            raise self.error
        return self.readings


class Clock:
    """Stands still, for what is kept."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr("filters.services.fresh.monotonic", lambda: self.now)
