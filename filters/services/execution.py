"""Where a job runs: in the pool of pixel workers or inline, once it is admitted.

In the pool the header is read by a worker as well. So a job is let in with an equal share of all pixels in flight; one
that turns out to cost more comes back, and is let in again with what it costs.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from time import perf_counter
from typing import Any

from django.conf import settings

from filters import conf
from filters.engine.errors import Busy
from filters.engine.limits import Deadline
from filters.engine.render import Rendition
from filters.engine.work import Result, Work
from filters.isolation.pool import PixelWorkers, Priced
from filters.isolation.refusals import Refusals
from filters.isolation.slot import Terms
from filters.services.admission import Admission

Charge = Callable[[int], None]

NOTHING = -1  # pixels that no work costs: it is only priced

admission = Admission(
    slots=lambda: conf.pool_size() if conf.uses_pool() else None,
    capacity=conf.max_inflight_pixels,
    queue_length=conf.queue_length,
    queue_s=conf.queue_s,
)


class Executor:
    """The pool of this process, started when it is first needed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._workers: PixelWorkers | None = None
        self._owner = 0

    def workers(self) -> PixelWorkers:
        """The running pool. After a fork, the child has none of its parent's."""
        with self._lock:
            if self._workers is None or self._owner != os.getpid():
                self._workers = PixelWorkers(conf.pool_size(), _terms(), Refusals(conf.crash_refusal_s))
                self._owner = os.getpid()
            return self._workers

    def stop(self) -> None:
        """Stop the pool, if there is one."""
        with self._lock:
            workers, self._workers = self._workers, None
        if workers is not None and self._owner == os.getpid():
            workers.stop()


executor = Executor()


def execute(work: Work[Result], *, client: str = "", charge: Charge | None = None) -> Result:
    """The result of the work. Raises the engine's errors, `Busy` where there is no room.

    `client` is whose turn it is where jobs wait. `charge` is told the cost in pixels before the work is done, and
    raises where that is too much; it is told the negative cost where there was no room for the work.
    """
    start = perf_counter()
    result = _in_pool(work, client, charge) if conf.uses_pool() else _inline(work, client, charge)
    return _queued(result, (perf_counter() - start) * 1000)


def refuse_if_full(client: str) -> None:
    """Raise `Busy` if the client's job would be turned away now: asked before its upload is read."""
    admission.refuse_if_full(client)


def start() -> None:
    """Start the pool, if jobs run in one; otherwise the first job would."""
    protections()


def stop() -> None:
    """Stop the pool, if there is one."""
    executor.stop()


def protections() -> dict[str, str]:
    """What pixel workers are kept from, by name: "on", or "off" and why; nothing where there are none."""
    return executor.workers().protections() if conf.uses_pool() else {}


def probe() -> dict[str, str]:
    """What a pixel worker is kept from on this machine, asked of one that is started for it."""
    workers = PixelWorkers(1, _terms(), Refusals(conf.crash_refusal_s))
    try:
        return workers.protections()
    finally:
        workers.stop()


def state() -> dict[str, Any]:
    """How many jobs run and wait, and what happened to pixel workers so far."""
    events = dict(executor.workers().events) if conf.uses_pool() else {}
    return admission.state() | events


def _terms() -> Terms:
    return Terms(
        jobs=settings.IMGSVC_JOBS_PER_WORKER,
        memory_bytes=settings.IMGSVC_JOB_MEMORY_MB * conf.MEBI,
        keep_memory_mb=settings.IMGSVC_KEEP_MEMORY_MB,
    )


def _inline(work: Work[Result], client: str, charge: Charge | None) -> Result:
    deadline = Deadline(work.limits.deadline_s)
    opened = work.open()
    with _charged(opened.cost, charge), admission.admit(client=client, pixels=opened.cost):
        return opened.run(deadline)


def _in_pool(work: Work[Result], client: str, charge: Charge | None) -> Result:
    grant = conf.max_inflight_pixels() // conf.pool_size()
    if charge is None:
        return _finished(work, client, grant)
    cost = _admitted(work, client, NOTHING).cost
    with _charged(cost, charge):
        return _finished(work, client, max(grant, cost), front=True)


def _finished(work: Work[Result], client: str, grant: int, *, front: bool = False) -> Result:
    done = _admitted(work, client, grant, front=front)
    while done.result is None:
        done = _admitted(work, client, done.cost, front=True)
    return done.result


def _admitted(work: Work[Result], client: str, grant: int, *, front: bool = False) -> Priced[Result]:
    with admission.admit(client=client, pixels=max(0, grant), front=front):
        return executor.workers().run(work, grant=grant)


@contextmanager
def _charged(cost: int, charge: Charge | None) -> Iterator[None]:
    """The cost is charged for what is done within, and given back where there was no room for it."""
    if charge:
        charge(cost)
    try:
        yield
    except Busy:
        if charge:
            charge(-cost)
        raise


def _queued(result: Result, milliseconds: float) -> Result:
    """What a rendition's own stages leave of the whole time is its first stage: waiting, and the way to a worker."""
    if not isinstance(result, Rendition):
        return result
    waited = max(0.0, milliseconds - sum(time for _, time in result.timings))
    return replace(result, timings=(("queue", waited), *result.timings), rules=((), *result.rules))
