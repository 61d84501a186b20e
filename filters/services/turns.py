"""Whose turn it is: a queue that is fair between clients by pixels, and first come, first served within a client.

Deficit round robin (Shreedhar and Varghese, 1995) with the smallest quantum, one pixel: every client that waits is
given credit at the same rate, and the first that can pay for its oldest job goes next; among equals, in turn. So a
client with heavy jobs gets as many pixels as one with light ones, and many jobs of one client do not keep another's
waiting. A client that has had no turn for long goes next however heavy its job is: lighter ones overtake it for a while
only.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

LEAST_PIXELS = 250_000
"""What a job costs at least, in pixels: about the time that its way to a worker and back takes."""

SEVERAL = 2
"""A client with so many jobs makes room for one that has none. For one with few it need not: jobs are taken in turn,
and whoever is turned away later has sent and waited for nothing."""


class Waiting(Protocol):
    """A job that waits: whose it is, its weight in pixels, and whether it goes before its client's others."""

    @property
    def client(self) -> str: ...

    @property
    def pixels(self) -> int: ...

    @property
    def front(self) -> bool: ...


W = TypeVar("W", bound=Waiting)


@dataclass(eq=False, slots=True)
class Line(Generic[W]):
    """The jobs of one client that wait, oldest first; `since` is when it had its last turn, or began to wait."""

    since: float
    credit: int = 0
    jobs: deque[W] = field(default_factory=deque)

    @property
    def cost(self) -> int:
        """What its oldest job costs, in pixels."""
        return max(LEAST_PIXELS, self.jobs[0].pixels)

    @property
    def lacks(self) -> int:
        """The credit that is missing for its oldest job, in pixels."""
        return max(0, self.cost - self.credit)


class Turns(Generic[W]):
    """The jobs that wait. It has no lock and no clock: `now` is in seconds, and never goes back."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, Line[W]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[W]:
        return (job for line in self._lines.values() for job in line.jobs)

    def length(self, client: str) -> int:
        """How many jobs of this client wait."""
        line = self._lines.get(client)
        return len(line.jobs) if line else 0

    def ahead(self, client: str) -> int:
        """How many jobs would go before this client's next, where all clients go in turn."""
        own = self.length(client)
        others = (len(line.jobs) for name, line in self._lines.items() if name != client)
        return own + sum(min(other, own + 1) for other in others)

    def join(self, job: W, now: float) -> None:
        """Wait: behind the client's other jobs, or before those that were not admitted yet."""
        line = self._lines.setdefault(job.client, Line(since=now))
        if job.front:
            line.jobs.insert(sum(1 for other in line.jobs if other.front), job)
        else:
            line.jobs.append(job)
        self._count += 1

    def leave(self, job: W) -> None:
        """Wait no longer. Raises KeyError or ValueError if it does not wait."""
        line = self._lines[job.client]
        line.jobs.remove(job)
        self._count -= 1
        if not line.jobs:
            del self._lines[job.client]

    def next(self, now: float, patience: float) -> W | None:
        """Who goes next, None if nobody waits; a client without a turn for more than `patience` seconds goes first."""
        overdue = [line for line in self._lines.values() if now - line.since > patience]
        if overdue:
            return min(overdue, key=lambda line: line.since).jobs[0]
        line = min(self._lines.values(), key=lambda line: line.lacks, default=None)
        return line.jobs[0] if line else None

    def take(self, job: W, now: float) -> None:
        """Its turn has come: everyone is given the credit for which the first had to wait, and it pays."""
        earned = min(line.lacks for line in self._lines.values())
        for line in self._lines.values():
            line.credit += earned
        line = self._lines[job.client]
        line.credit = max(0, line.credit - max(LEAST_PIXELS, job.pixels))
        line.since = now
        self._lines.move_to_end(job.client)
        self.leave(job)

    def gives_way(self, client: str, coming: Counter[str]) -> bool:
        """Whether somebody makes room in a full queue; `coming` are jobs that will wait as well, by client."""
        if self.length(client) + coming[client]:
            return False
        names = {*self._lines, *coming}
        return any(
            self.length(name) + coming[name] >= SEVERAL and (coming[name] or self._newest(name)) for name in names
        )

    def displaced_by(self, client: str) -> W | None:
        """Who makes room in a full queue for a client without a job: the newest job of the client that has most."""
        names = [name for name in self._lines if self.length(name) >= SEVERAL and self._newest(name)]
        return self._newest(max(names, key=self.length)) if names and not self.length(client) else None

    def _newest(self, client: str) -> W | None:
        """The client's last job that was not admitted before."""
        line = self._lines.get(client)
        return next((job for job in reversed(line.jobs) if not job.front), None) if line else None
