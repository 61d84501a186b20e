"""Admission: so many jobs and so many pixels at one time; a few more wait, in turn, and for a short time.

Who would have to wait too long is told so at once, with an honest time after which to come again: a queue that is
longer than what can be served soon only makes everyone late. The order is that of `turns`; no client's job is overtaken
for ever, because at the latest after half the longest wait the next place is its own, and is kept for it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import ceil
from threading import Event, Lock
from time import monotonic

from filters.engine.errors import Busy
from filters.engine.limits import megapixels
from filters.services.turns import Turns

SMOOTHING = 0.1
"""The weight of the newest job in the mean service time: about the last twenty jobs count."""

PATIENCE = 0.5
"""The part of the longest wait after which a client's turn comes, whatever its job weighs."""

EXPECTED_S = 1.0
"""Seconds for which a job is expected whose upload is being read: a slower one takes nobody's place meanwhile."""


@dataclass(frozen=True, eq=False, slots=True)
class Expected:
    """A job that will come: whose, and since when its upload is read, in seconds."""

    client: str
    since: float


@dataclass(eq=False, slots=True, kw_only=True)
class Place:
    """A job that waits or runs: its client, its weight in pixels, and when it came and began, in seconds."""

    client: str
    pixels: int
    front: bool
    came: float
    began: float | None = None
    refusal: Busy | None = None
    called: Event = field(default_factory=Event)

    @property
    def waited_ms(self) -> float:
        """How long it waited, in milliseconds; 0 while it waits."""
        return 0.0 if self.began is None else (self.began - self.came) * 1000


class Admission:
    """Lets jobs in while they fit; one job alone is always let in. What it is given is asked anew for each job.

    `slots` is how many jobs may run at one time, None for any number; `capacity` is what they may weigh together, in
    pixels; `queue_length` is how many may wait, and `queue_s` how long, in seconds. `clock` is in seconds.
    """

    def __init__(
        self,
        *,
        slots: Callable[[], int | None],
        capacity: Callable[[], int],
        queue_length: Callable[[], int],
        queue_s: Callable[[], float],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._slots = slots
        self._capacity = capacity
        self._queue_length = queue_length
        self._queue_s = queue_s
        self._clock = clock
        self._lock = Lock()
        self._turns: Turns[Place] = Turns()
        self._running: dict[Place, float] = {}
        self._pixels = 0
        self._mean_s: float | None = None
        self._coming: dict[Expected, None] = {}
        self._expects: ContextVar[Expected | None] = ContextVar("expects", default=None)

    def refuse_if_full(self, client: str) -> None:
        """Raise `Busy` if the client's next job would be turned away now: a look before its upload is read.

        There is none where the job is expected already.
        """
        if self._expects.get() is None:
            with self._lock:
                self._look(client)

    @contextmanager
    def expect(self, client: str) -> Iterator[None]:
        """`refuse_if_full`, and within, the client's job counts as one that waits until it comes, but not for long.

        So no more uploads are read than there are places. The job comes in the same context: thread or task.
        """
        with self._lock:
            self._look(client)
            expected = Expected(client, self._clock())
            self._coming[expected] = None
        token = self._expects.set(expected)
        try:
            yield
        finally:
            self._expects.reset(token)
            with self._lock:
                self._coming.pop(expected, None)

    @contextmanager
    def admit(self, *, client: str, pixels: int, front: bool = False) -> Iterator[Place]:
        """Hold a place for the duration, once its turn has come; `Busy` at once where that would take too long.

        `front` is for a job that was admitted before and comes back with its exact weight: it goes before its client's
        others and is not turned away for the length of the queue.
        """
        place = self.enter(client=client, pixels=pixels, front=front)
        try:
            self.wait(place)
            yield place
        finally:
            self.leave(place)

    def state(self) -> dict[str, float]:
        """How many jobs run and wait, the pixels of those that run, and the mean seconds of one, 0 if unknown."""
        with self._lock:
            return {
                "running": len(self._running),
                "waiting": len(self._turns),
                "pixels": self._pixels,
                "mean_s": self._mean_s or 0.0,
            }

    def enter(self, *, client: str, pixels: int, front: bool = False) -> Place:
        """A place that runs, or waits; whoever has it calls `wait`, and `leave` whatever happens. Raises `Busy`."""
        with self._lock:
            now = self._clock()
            place = Place(client=client, pixels=pixels, front=front, came=now)
            if expected := self._expects.get():
                self._coming.pop(expected, None)
            if self._room(pixels):
                self._begin(place, now)
            else:
                if not front:
                    self._make_room(client)
                self._turns.join(place, now)
            return place

    def wait(self, place: Place) -> None:
        """Return when the place runs. Raises `Busy` when it waited too long, or made room for another client."""
        if not place.called.is_set():
            place.called.wait(max(0.0, place.came + self._queue_s() - self._clock()))
        with self._lock:
            if place.refusal is None and place.began is None:
                self._turns.leave(place)
                place.refusal = self._busy(place.client, _too_late(self._queue_s()))
                self._call(self._clock())
        if place.refusal:
            raise place.refusal

    def leave(self, place: Place) -> None:
        """Give the place back, and let in whoever fits now."""
        with self._lock:
            now = self._clock()
            if place in self._running:
                self._learn(now - self._running.pop(place))
                self._pixels -= place.pixels
            elif place in self._turns:
                self._turns.leave(place)
            self._call(now)

    def _look(self, client: str) -> None:
        if self._room(1):
            return
        now = self._clock()
        expected = Counter(job.client for job in self._coming if now - job.since <= EXPECTED_S)
        if refusal := self._refusal(client, expected):
            raise refusal

    def _room(self, pixels: int) -> bool:
        """Whether a job may begin before everyone who waits."""
        return not len(self._turns) and self._fits(pixels)

    def _fits(self, pixels: int) -> bool:
        if not self._running:
            return True
        slots = self._slots()
        return (slots is None or len(self._running) < slots) and self._pixels + pixels <= self._capacity()

    def _begin(self, place: Place, now: float) -> None:
        place.began = self._running[place] = now
        self._pixels += place.pixels
        place.called.set()

    def _call(self, now: float) -> None:
        """Let in those whose turn it is, while they fit. Nobody passes the one whose turn it is."""
        patience = PATIENCE * self._queue_s()
        while (place := self._turns.next(now, patience)) and self._fits(place.pixels):
            self._turns.take(place, now)
            self._begin(place, now)

    def _make_room(self, client: str) -> None:
        """Raise `Busy` if the client may not wait; turn another's job away if the queue is full of them."""
        if refusal := self._refusal(client, Counter()):
            raise refusal
        if len(self._turns) >= self._queue_length() and (displaced := self._turns.displaced_by(client)):
            self._turns.leave(displaced)
            displaced.refusal = self._busy(displaced.client, _displaced(self._queue_length()))
            displaced.called.set()

    def _refusal(self, client: str, expected: Counter[str]) -> Busy | None:
        """Why the client's next job may not wait, if so; `expected` are jobs that will wait as well, by client."""
        length, longest = self._queue_length(), self._queue_s()
        if length <= 0 or longest <= 0:
            return self._busy(client, "no more may run at one time, and none may wait")
        if len(self._turns) + expected.total() >= length and not self._turns.gives_way(client, expected):
            return self._busy(client, f"no more than {length} may wait")
        if (wait := self._wait_s(client)) > longest:
            return self._busy(client, f"yours would wait about {wait:.2g} s, and {longest:g} s is the longest wait")
        return None

    def _busy(self, client: str, limit: str) -> Busy:
        seconds = max(1, ceil(self._wait_s(client)))
        running = _pictures(len(self._running), "is being processed", "are being processed")
        waiting = _pictures(len(self._turns), "waits", "wait")
        held = f"{running} with {megapixels(self._pixels)} megapixels"
        return Busy(f"{held} and {waiting}: {limit}. Try again in {seconds} s.", retry_after=seconds)

    def _wait_s(self, client: str) -> float:
        """The seconds until the client's next job would begin: all before it, each the mean, as many at once as run.

        Jobs that run for longer than the mean so far are the better witnesses.
        """
        if not self._running:
            return 0.0
        now = self._clock()
        age = sum(now - began for began in self._running.values()) / len(self._running)
        return (self._turns.ahead(client) + 1) * max(self._mean_s or 0.0, age) / len(self._running)

    def _learn(self, seconds: float) -> None:
        """Take the time of one job into the mean."""
        mean = seconds if self._mean_s is None else self._mean_s
        self._mean_s = mean + SMOOTHING * (seconds - mean)


def _pictures(count: int, one: str, many: str) -> str:
    return f"{count} picture {one}" if count == 1 else f"{count} pictures {many}"


def _too_late(longest: float) -> str:
    return f"yours waited {longest:g} s, which is the longest wait"


def _displaced(length: int) -> str:
    return f"no more than {length} may wait, and yours, which were the most, made room for another client's"
