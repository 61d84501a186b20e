"""Many pictures on every core: read one after the other, worked on side by side, given out in order or as completed.

One thread reads, one for each pixel worker waits for it, and whoever takes the results is a third. At most `LOOKAHEAD`
pictures for each pixel worker are held at one time, from before one is read until its result was taken, so that memory
does not depend on how many there are.
"""

import logging
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Event, Lock, Semaphore, Thread
from time import monotonic

from django.db import connections

from filters import conf
from filters.engine.errors import Busy, EngineError
from filters.engine.render import Rendition
from filters.engine.work import Process
from filters.services.access import Caller
from filters.services.errors import UploadIncomplete
from filters.services.execution import execute
from filters.services.images import Job
from filters.services.quotas import request_take

logger = logging.getLogger(__name__)

LOOKAHEAD = 2
BUSY_S = 60.0
"""Seconds for which a picture that finds no room tries again."""
AGAIN_S = 1.0
"""Seconds between two tries, at most."""
JOIN_S = 10.0
"""Seconds in which reading ends once it is told to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A picture as it came, or the error that kept it from being read; `index` counts from 0, without a gap.

    `size` is what it has in bytes, 0 if unknown.
    """

    index: int
    name: str
    data: bytes = b""
    size: int = 0
    error: EngineError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an entry: a rendition, or the exception. The entry's bytes are gone."""

    entry: Entry
    rendition: Rendition | None = None
    error: Exception | None = None


Work = Callable[[Entry], Rendition]


def batch_process(*, job: Job, caller: Caller) -> Work:
    """What is done with each entry of a batch. The preset and what its steps name are looked up once, now.

    The request itself was counted as the first picture; each further one is counted as a request.
    """
    order = job.order()

    def process(entry: Entry) -> Rendition:
        if entry.index:
            request_take(caller=caller)
        return execute(Process(**(order | {"data": entry.data})), client=job.client, charge=job.charge)

    return process


class Batch:
    """A running batch. `entries` is iterated in one thread of its own, and closed there."""

    def __init__(self, entries: Iterator[Entry], process: Work, *, in_order: bool, workers: int | None = None) -> None:
        self._entries = entries
        self._process = process
        self._in_order = in_order
        self._workers = workers or conf.pool_size()
        self._places = Semaphore(LOOKAHEAD * self._workers)
        self._queue: SimpleQueue[Entry | None] = SimpleQueue()
        self._lock = Lock()
        self._outcomes: dict[int, Outcome] = {}
        self._read = self._taken = 0
        self._stopped = Event()
        self._changed: Callable[[], None] = lambda: None
        self._reader = Thread(target=self._read_all, name="batch-reader", daemon=True)
        self.reading = True
        self.failure: Exception | None = None
        """What ended the reading before the last picture."""

    def start(self, changed: Callable[[], None]) -> None:
        """Begin; `changed` is called from any thread when something can be taken, or nothing will be any more."""
        self._changed = changed
        for number in range(self._workers):
            Thread(target=self._work, name=f"batch-worker-{number}", daemon=True).start()
        self._reader.start()

    @property
    def done(self) -> bool:
        """Whether all outcomes were taken."""
        with self._lock:
            return not self.reading and self._taken == self._read

    def take(self) -> Outcome | None:
        """The next outcome, if it is there; with it, room for one more picture."""
        with self._lock:
            index = self._taken if self._in_order else next(iter(self._outcomes), -1)
            outcome = self._outcomes.pop(index, None)
            if outcome is not None:
                self._taken += 1
        if outcome is not None:
            self._places.release()
        return outcome

    def stop(self) -> None:
        """Begin nothing more. Returns when nothing is read any more, or after a while; work that runs may go on."""
        self._stopped.set()
        self._places.release()
        if self._reader.is_alive():
            self._reader.join(JOIN_S)

    def _read_all(self) -> None:
        try:
            with closing(_generator(self._entries)) as entries:
                while self._has_place() and (entry := next(entries, None)) is not None:
                    self._begin(entry)
        except UploadIncomplete as error:
            self.failure = error
            self._forget()
        except Exception as error:
            if not isinstance(error, EngineError):
                logger.exception("A batch could not be read on.")
            self.failure = error
        finally:
            connections.close_all()
            for _ in range(self._workers):
                self._queue.put(None)
            self.reading = False
            self._changed()

    def _has_place(self) -> bool:
        self._places.acquire()
        return not self._stopped.is_set()

    def _begin(self, entry: Entry) -> None:
        with self._lock:
            self._read += 1
        if entry.error is not None:
            self._finish(Outcome(entry=entry, error=entry.error))
        else:
            self._queue.put(entry)

    def _forget(self) -> None:
        """What has not begun never will."""
        try:
            while self._queue.get_nowait() is not None:
                with self._lock:
                    self._read -= 1
        except Empty:
            return

    def _work(self) -> None:
        try:
            while (entry := self._queue.get()) is not None:
                if not self._stopped.is_set():
                    self._finish(self._outcome(entry))
        finally:
            connections.close_all()

    def _outcome(self, entry: Entry) -> Outcome:
        rest = replace(entry, data=b"", size=len(entry.data))
        try:
            return Outcome(entry=rest, rendition=self._tried(entry))
        except EngineError as error:
            return Outcome(entry=rest, error=error)
        except Exception as error:
            logger.exception("A picture of a batch failed.")
            return Outcome(entry=rest, error=error)

    def _tried(self, entry: Entry) -> Rendition:
        """The rendition; where there is no room for the picture, it tries again for a while."""
        end = monotonic() + BUSY_S
        while True:
            try:
                return self._process(entry)
            except Busy as busy:
                wait = min(AGAIN_S, busy.retry_after)
                if monotonic() + wait > end or self._stopped.wait(wait):
                    raise

    def _finish(self, outcome: Outcome) -> None:
        with self._lock:
            self._outcomes[outcome.entry.index] = outcome
        self._changed()


def _generator(entries: Iterator[Entry]) -> Generator[Entry]:
    """Something that can be closed."""
    yield from entries
