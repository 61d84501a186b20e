"""One pixel worker: a pool of Pebble's with a single process, which is replaced when it dies, is done or is overdue.

Each worker has a pool of its own, so that one which dies or hangs with a lock in its hands holds up nobody else, and
one that was taken over can neither read its neighbors' pictures nor answer for them. What it can reach is the jobs that
it is given later: after its share of them it is killed, whatever it says.
"""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from signal import SIGKILL
from threading import Thread
from time import monotonic
from typing import Any

from pebble import CONSTS, ProcessExpired, ProcessPool

from filters.isolation import worker
from filters.isolation.guard import Distrusted, GuardedContext

CONSTS.term_timeout = 0  # workers ignore SIGTERM: SIGKILL follows at once

LOOK_S = 0.25  # how often a waiting caller looks whether its worker is still there
LOST = 255  # multiprocessing's exit code of a process that went down with its forkserver
START_S = 5.0  # a worker that takes no work for so long is stuck
TRIES = 3

logger = logging.getLogger(__name__)


class Overdue(Exception):
    """The work took too long; its worker was stopped."""


class Crashed(Exception):
    """The work took its worker down with it; `code` is the exit code, a negative one the signal."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class NoWorker(Exception):
    """No worker could be started."""


class _Again(Exception):
    """The worker was gone or stuck before it took the work, or was killed from outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a worker may do: jobs before it is replaced, bytes beyond what it starts with, freed memory to keep."""

    jobs: int
    memory_bytes: int
    keep_memory_mb: int


class Slot:
    """Runs one call at a time."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._pool = self._make()
        self._jobs = 0

    def call(self, function: Callable[..., Any], *args: Any, seconds: float) -> Any:
        """What the function returns. `seconds` count from when the worker takes the work.

        A worker that was killed from outside, or was gone already, is replaced and the work is tried again. Raises
        `Overdue`, `Crashed`, `NoWorker`, and `Distrusted`, after which the worker is to be replaced.
        """
        if self._jobs >= self._terms.jobs:  # counted here: one that was taken over would never go by itself
            self.replace()
        self._jobs += 1
        killed = 0
        for _ in range(TRIES):
            try:
                return self._wait(self._schedule(function, args), seconds)
            except ProcessExpired as error:
                killed += 1
                if error.exitcode not in (-SIGKILL, LOST) or killed > 1:
                    raise Crashed(error.exitcode) from error
            except Overdue:
                self.replace()  # Pebble stops none that holds its lock, and might stop it in the next job
                raise
            except Distrusted:
                raise
            except (_Again, BrokenProcessPool, CancelledError):
                self.replace()
        raise NoWorker("no pixel worker takes the work")

    def stop(self) -> None:
        """Stop the worker, whatever it is doing."""
        _dispose(self._pool)

    def _schedule(self, function: Callable[..., Any], args: tuple[Any, ...]) -> "Future[Any]":
        try:
            if self._pool.active:
                return self._pool.schedule(function, args=args)
        except RuntimeError:  # Pebble's word for a pool that failed
            logger.warning("A pixel worker's pool had failed.")
        raise _Again

    def _wait(self, future: "Future[Any]", seconds: float) -> Any:
        scheduled, started = monotonic(), None
        while True:
            left = LOOK_S if started is None else min(LOOK_S, started + seconds - monotonic())
            try:
                return future.result(max(0, min(left, seconds)))
            except TimeoutError:
                now = monotonic()
            if started is None and future.running():
                started = now
            if started is not None and now >= started + seconds:
                future.cancel()
                raise Overdue
            if not self._pool.active or (started is None and now >= scheduled + START_S):
                raise _Again

    def _make(self) -> ProcessPool:
        return ProcessPool(
            max_workers=1,
            initializer=worker.begin,
            initargs=(self._terms.memory_bytes, self._terms.keep_memory_mb),
            context=GuardedContext(self._terms.memory_bytes),  # of which a result is a part
        )

    def replace(self) -> None:
        """Another worker from now on; the old one is stopped."""
        old, self._pool, self._jobs = self._pool, self._make(), 0
        Thread(target=_dispose, args=(old,), name="pixel-worker-disposal", daemon=True).start()


def _dispose(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()
