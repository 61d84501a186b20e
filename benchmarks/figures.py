"""The arithmetic of the tables: what a run of requests comes to."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Played:
    """What some rounds of one row came to: latencies and wall time in seconds, CPU of the server, its peak memory."""

    latencies: list[float] = field(default_factory=list)
    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_bytes: int = 0

    def add(self, other: "Played") -> None:
        """Take in another round."""
        self.latencies += other.latencies
        self.wall_s += other.wall_s
        self.cpu_s += other.cpu_s
        self.peak_bytes = max(self.peak_bytes, other.peak_bytes)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: one service, one operation, one photo.

    Times are milliseconds, sizes bytes. `complaint` says in words why the answer is not the one that was asked for.
    """

    photo: str
    operation: str
    peer: str
    requests: int
    rate: float  # requests a second
    p50: float
    p99: float
    cpu: float  # a request
    peak: int
    size: int
    ssim: float
    complaint: str


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least this share (0 to 1) of them does not exceed: the nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def ratio(theirs: float, ours: float) -> float:
    """How many times as much theirs is; 0 where ours is nothing."""
    return theirs / ours if ours else 0.0


def milliseconds(seconds: float) -> float:
    """Of seconds."""
    return seconds * 1000
