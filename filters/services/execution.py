"""Where a job runs: admission by megapixels, the deadline, and the time spent waiting.

A job is priced by its header before its pixels are decoded. The gate is the process's own; `conf` gives each
worker process its share of the whole.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from time import perf_counter

from filters import conf
from filters.engine.errors import Busy
from filters.engine.limits import Deadline, megapixels
from filters.engine.render import Rendition
from filters.engine.work import Result, Work

RETRY_AFTER_S = 1


class Gate:
    """Lets jobs in while their pixels together stay under a capacity; one job alone is always let in."""

    def __init__(self, capacity: Callable[[], int]) -> None:
        self._capacity = capacity
        self._lock = Lock()
        self.inflight = 0

    @contextmanager
    def admit(self, pixels: int) -> Iterator[None]:
        """Hold `pixels` for the duration, or raise `Busy` at once."""
        with self._lock:
            if self.inflight and self.inflight + pixels > self._capacity():
                raise Busy(
                    f"{megapixels(self.inflight)} megapixels are being processed; there is no room for "
                    f"{megapixels(pixels)} more. Try again in {RETRY_AFTER_S} s.",
                    retry_after=RETRY_AFTER_S,
                )
            self.inflight += pixels
        try:
            yield
        finally:
            with self._lock:
                self.inflight -= pixels


gate = Gate(conf.max_inflight_pixels)


def execute(work: Work[Result], *, client: str = "", charge: Callable[[int], None] | None = None) -> Result:
    """The result of the work. Raises the engine's errors, `Busy` where there is no room.

    `charge` is told the cost before the work is done, and raises where that is too much.
    """
    start = perf_counter()
    deadline = Deadline(work.limits.deadline_s)
    opened = work.open()
    if charge:
        charge(opened.cost)
    with gate.admit(opened.cost):
        waited = (perf_counter() - start) * 1000
        return _queued(opened.run(deadline), waited)


def _queued(result: Result, milliseconds: float) -> Result:
    """The time before the work began is the first stage of a rendition."""
    if not isinstance(result, Rendition):
        return result
    timings, rules = (("queue", milliseconds), *result.timings), ((), *result.rules)
    return replace(result, timings=timings, rules=rules)
