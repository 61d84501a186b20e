"""Real pixel workers."""

from collections.abc import Callable, Iterator

import pytest

from filters.isolation.forkserver import start_forkserver
from filters.isolation.pool import PixelWorkers
from filters.isolation.refusals import Refusals
from filters.isolation.slot import Slot, Terms

TERMS = Terms(jobs=1000, memory_bytes=1 << 30, keep_memory_mb=64)


@pytest.fixture
def make_slot() -> Iterator[Callable[[Terms], Slot]]:
    """Slots that are stopped afterwards."""
    start_forkserver()
    slots: list[Slot] = []

    def make(terms: Terms) -> Slot:
        slots.append(Slot(terms))
        return slots[-1]

    yield make
    for slot in slots:
        slot.stop()


@pytest.fixture
def slot(make_slot: Callable[[Terms], Slot]) -> Slot:
    return make_slot(TERMS)


@pytest.fixture
def pool() -> Iterator[PixelWorkers]:
    """Two workers; a file that crashes one is refused for a minute."""
    workers = PixelWorkers(2, TERMS, Refusals(lambda: 60))
    yield workers
    workers.stop()
