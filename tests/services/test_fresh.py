"""What was read is kept, and read again exactly when it may have changed."""

from typing import Any

import pytest
from django.db import transaction

from filters.models.changes import announce
from filters.services.fresh import Fresh

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
