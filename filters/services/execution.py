"""Where a job runs: admission by megapixels, the deadline, and the time spent waiting.

A job is priced by its header before its pixels are decoded. The gate is the process's own; `conf` gives each
worker process its share of the whole.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from filters import conf
from filters.engine.errors import Busy
from filters.engine.limits import megapixels

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
