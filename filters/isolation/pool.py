"""The pixel workers of a web process."""

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from signal import Signals
from typing import Any, Generic

from filters.engine.errors import Busy, ImageTooLarge
from filters.engine.limits import Deadline
from filters.engine.work import Result, Work
from filters.isolation import worker
from filters.isolation.forkserver import start_forkserver
from filters.isolation.guard import Distrusted
from filters.isolation.refusals import Refusals
from filters.isolation.slot import Crashed, NoWorker, Overdue, Slot, Terms
from filters.isolation.wire import MessageInvalid, unpack, unpack_error

GRACE_S = 0.5  # past the deadline, which a worker notices by itself between two steps
HELLO_S = 60.0
MEBI = 1024 * 1024

logger = logging.getLogger(__name__)


class WorkerFault(RuntimeError):
    """A fault of ours in a pixel worker; its traceback is in the log."""


class WorkersMissing(Busy):
    """No pixel worker could be started: for a moment, or because this machine cannot."""


@dataclass(frozen=True, slots=True)
class Priced(Generic[Result]):
    """What the work costs, in pixels, and its result: None where it costs more than was granted."""

    cost: int
    result: Result | None


class PixelWorkers:
    """A fixed number of workers, each with its work; as many calls run at one time, more wait for one another."""

    def __init__(self, size: int, terms: Terms, refusals: Refusals) -> None:
        start_forkserver()
        self.size = size
        self.events: Counter[str] = Counter()
        self._terms = terms
        self._refusals = refusals
        self._protections: dict[str, str] = {}
        self._slots = tuple(Slot(terms) for _ in range(size))
        self._free: SimpleQueue[Slot] = SimpleQueue()
        for slot in self._slots:
            self._free.put(slot)

    def protections(self) -> dict[str, str]:
        """What every worker is kept from, by name: "on", or "off" and why. Asked once, which starts them.

        Raises as `Slot.call`.
        """
        if not self._protections:
            with ThreadPoolExecutor(self.size) as threads:
                answers = list(threads.map(lambda slot: slot.call(worker.protections, seconds=HELLO_S), self._slots))
            self._protections = {name: min((str(one[name]) for one in answers), key=_is_on) for name in answers[0]}
        return self._protections

    def run(self, work: Work[Result], *, grant: int | None = None) -> Priced[Result]:
        """Have it done, unless it costs more pixels than granted. Raises the engine's errors and `WorkerFault`."""
        self._refusals.check(work.data)
        slot = self._free.get()
        try:
            return self._asked(slot, work, grant)
        finally:
            self._free.put(slot)

    def stop(self) -> None:
        """Stop all of them, whatever they are doing."""
        for slot in self._slots:
            slot.stop()

    def _asked(self, slot: Slot, work: Work[Result], grant: int | None) -> Priced[Result]:
        seconds = work.limits.deadline_s
        try:
            return self._read(slot.call(worker.work, work, grant, seconds=seconds + GRACE_S))
        except Overdue as error:
            self.events["stopped"] += 1
            raise Deadline(seconds).exceeded() from error
        except Crashed as error:
            self.events["crashed"] += 1
            raise self._refusals.add(work.data, why=_how(error.code)) from error
        except (Distrusted, MessageInvalid) as error:
            self.events["distrusted"] += 1
            slot.replace()
            raise self._refusals.add(work.data, why="it answered what no worker answers") from error
        except NoWorker as error:
            self.events["missing"] += 1
            raise WorkersMissing("The service is just starting its pixel workers anew. Try again in 1 s.") from error

    def _read(self, answer: Any) -> Priced[Any]:
        match answer:
            case {"cost": int(cost), "result": dict(result)}:
                return Priced(cost, unpack(result))
            case {"cost": int(cost)}:
                return Priced(cost, None)
            case {"error": dict(error)}:
                raise unpack_error(error)
            case {"no_memory": True}:
                most = self._terms.memory_bytes // MEBI
                raise ImageTooLarge(f"This takes more memory than the {most} MiB allowed. Use a smaller image.")
            case {"fault": str(trace)}:
                logger.error(
                    "A fault in a pixel worker:\n%s", trace.encode("unicode_escape").decode().replace(r"\n", "\n")
                )
                raise WorkerFault("see the log")
        raise MessageInvalid("no answer")


def _is_on(protection: str) -> bool:
    return protection.startswith("on")


def _how(code: int) -> str:
    try:
        return Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        return f"signal {-code}"
