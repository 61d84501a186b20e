"""The batch itself: threads, order, look-ahead, and how it ends."""

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Event, Semaphore

import pytest

from filters.engine.errors import Busy, EngineError, ImageUnreadable
from filters.engine.formats import FORMATS
from filters.engine.render import Rendition
from filters.services import batch as module
from filters.services.batch import LOOKAHEAD, Batch, Entry, Outcome
from filters.services.errors import RequestMalformed, UploadIncomplete
from tests.fixtures.wire import wait_until

WORKERS = 2


def rendition(entry: Entry) -> Rendition:
    return Rendition(
        data=entry.data, format=FORMATS["png"], size=(1, 1), frames=1, timings=(), notes=(), rules=(), etag=""
    )


def entries(count: int) -> Iterator[Entry]:
    return (Entry(index=index, name=f"{index}.png", data=b"%d" % index) for index in range(count))


def outcomes(batch: Batch) -> Iterator[Outcome]:
    """All of them, as they come."""
    changed = Semaphore(0)
    batch.start(changed.release)
    while not batch.done:
        outcome = batch.take()
        if outcome is None:
            assert changed.acquire(timeout=30)
        else:
            yield outcome


def batch_threads() -> int:
    return sum(thread.name.startswith("batch-") for thread in threading.enumerate())


def until_nothing_runs() -> None:
    wait_until(lambda: batch_threads() == 0, "end of all threads of batches")


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    yield
    until_nothing_runs()


class Held:
    """Work that goes on until it is let go, entry by entry."""

    def __init__(self) -> None:
        self.begun: SimpleQueue[int] = SimpleQueue()
        self.doors = [Event() for _ in range(50)]

    def __call__(self, entry: Entry) -> Rendition:
        self.begun.put(entry.index)
        assert self.doors[entry.index].wait(30)
        return rendition(entry)

    def open(self, *indices: int) -> None:
        for index in indices:
            self.doors[index].set()


@pytest.mark.parametrize("in_order", [True, False], ids=["input", "completed"])
def test_each_picture_comes_out_once(in_order: bool) -> None:
    found = list(outcomes(Batch(entries(40), rendition, in_order=in_order, workers=WORKERS)))
    assert sorted(outcome.entry.index for outcome in found) == list(range(40))
    assert all(outcome.rendition and int(outcome.rendition.data) == outcome.entry.index for outcome in found)
    assert all((outcome.entry.data, outcome.entry.size) == (b"", len(str(outcome.entry.index))) for outcome in found)


def test_nothing_in_is_nothing_out() -> None:
    assert list(outcomes(Batch(entries(0), rendition, in_order=True, workers=WORKERS))) == []


def test_in_order_a_slow_picture_holds_back_the_next() -> None:
    held = Held()
    running = outcomes(Batch(entries(3), held, in_order=True, workers=WORKERS))
    held.open(1, 2)
    threading.Timer(0.05, held.open, [0]).start()
    assert [outcome.entry.index for outcome in running] == [0, 1, 2]


def test_as_completed_a_slow_picture_holds_back_nobody() -> None:
    held = Held()
    running = outcomes(Batch(entries(3), held, in_order=False, workers=WORKERS))
    held.open(1, 2)
    assert [next(running).entry.index, next(running).entry.index] == [1, 2]
    held.open(0)
    assert [outcome.entry.index for outcome in running] == [0]


@pytest.mark.parametrize("in_order", [True, False], ids=["input", "completed"])
def test_no_more_is_read_than_the_lookahead_until_a_result_is_taken(in_order: bool) -> None:
    read: list[int] = []

    def noted() -> Iterator[Entry]:
        for entry in entries(30):
            read.append(entry.index)
            yield entry

    batch = Batch(noted(), rendition, in_order=in_order, workers=WORKERS)
    batch.start(lambda: None)
    most = LOOKAHEAD * WORKERS
    wait_until(lambda: len(batch._outcomes) == most, "outcomes of all that may be held")
    assert len(read) == most
    assert batch.take()
    wait_until(lambda: len(read) == most + 1, "one picture more")
    wait_until(lambda: len(batch._outcomes) == most, "its outcome")
    assert len(read) == most + 1
    batch.stop()


def test_as_many_are_worked_on_as_there_are_workers() -> None:
    held = Held()
    batch = Batch(entries(10), held, in_order=True, workers=3)
    batch.start(lambda: None)
    assert {held.begun.get(timeout=30) for _ in range(3)} == {0, 1, 2}
    assert held.begun.empty()
    held.open(*range(10))
    batch.stop()


def test_what_fails_is_an_outcome_and_the_rest_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    errors: dict[int, Exception] = {1: ImageUnreadable("Damaged."), 2: ZeroDivisionError("a fault of ours")}

    def process(entry: Entry) -> Rendition:
        if entry.index in errors:
            raise errors[entry.index]
        return rendition(entry)

    found = list(outcomes(Batch(entries(4), process, in_order=True, workers=WORKERS)))
    assert [outcome.error for outcome in found] == [None, errors[1], errors[2], None]
    assert [record.exc_info and record.exc_info[1] for record in caplog.records] == [errors[2]]


def test_an_entry_that_could_not_be_read_is_not_worked_on() -> None:
    error = EngineError("Too large.")
    found = list(outcomes(Batch(iter([Entry(index=0, name="", error=error)]), Held(), in_order=True, workers=1)))
    assert [outcome.error for outcome in found] == [error]


@pytest.mark.parametrize("wrong", [RequestMalformed("Wrong."), ValueError("a fault")], ids=["request", "fault"])
def test_what_was_read_is_done_when_reading_fails(wrong: Exception) -> None:
    def failing() -> Iterator[Entry]:
        yield from entries(3)
        raise wrong

    batch = Batch(failing(), rendition, in_order=True, workers=WORKERS)
    assert len(list(outcomes(batch))) == 3 and batch.failure is wrong


def test_nothing_begins_after_the_upload_was_cut() -> None:
    held = Held()

    def cut() -> Iterator[Entry]:
        yield from entries(2 * WORKERS - 1)
        wait_until(lambda: held.begun.qsize() == WORKERS, "work on as many as there are workers")
        threading.Timer(0.05, held.open, [*range(WORKERS)]).start()
        raise UploadIncomplete("Cut.")

    batch = Batch(cut(), held, in_order=True, workers=WORKERS)
    running = outcomes(batch)
    assert [outcome.entry.index for outcome in running] == [*range(WORKERS)]
    assert isinstance(batch.failure, UploadIncomplete) and held.begun.qsize() == WORKERS


def test_stopped_it_reads_and_begins_nothing_more() -> None:
    held, closed = Held(), Event()

    def endless() -> Iterator[Entry]:
        try:
            yield from entries(50)
        finally:
            closed.set()

    batch = Batch(endless(), held, in_order=True, workers=WORKERS)
    batch.start(lambda: None)
    begun = {held.begun.get(timeout=30) for _ in range(WORKERS)}
    batch.stop()
    assert closed.is_set() and not batch.reading
    held.open(*range(50))
    until_nothing_runs()
    assert begun == {0, 1} and held.begun.empty()


def test_one_that_was_never_begun_can_be_stopped() -> None:
    Batch(entries(3), rendition, in_order=True, workers=WORKERS).stop()


class Full:
    """A service that is full for the first tries of each picture."""

    def __init__(self, tries: int) -> None:
        self.left = tries

    def __call__(self, entry: Entry) -> Rendition:
        self.left -= 1
        if self.left >= 0:
            raise Busy("Full.", retry_after=7)
        return rendition(entry)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """`impatient(0.2)`: a picture tries for so many seconds, often."""

    def set_to(seconds: float) -> None:
        monkeypatch.setattr(module, "BUSY_S", seconds)
        monkeypatch.setattr(module, "AGAIN_S", 0.01)

    return set_to


def test_a_full_service_is_tried_again(impatient: Callable[[float], None]) -> None:
    impatient(30)
    [outcome] = outcomes(Batch(entries(1), Full(3), in_order=True, workers=1))
    assert outcome.rendition


def test_a_service_that_stays_full_is_not_tried_for_ever(impatient: Callable[[float], None]) -> None:
    impatient(0.05)
    [outcome] = outcomes(Batch(entries(1), Full(10**6), in_order=True, workers=1))
    assert isinstance(outcome.error, Busy)
