"""The time of each stage of a job."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter


class Stopwatch:
    """Milliseconds by stage, summed over frames: decode, each step that was asked for, encode.

    Where one step does the work of several, the first of them has its time and the others have none.
    """

    def __init__(self, steps: Sequence[str] = ()) -> None:
        self._seconds: dict[tuple[int, str], float] = defaultdict(float)
        self._seconds |= dict.fromkeys(enumerate(steps, start=1), 0.0)

    @contextmanager
    def stage(self, number: int, name: str) -> Iterator[None]:
        start = perf_counter()
        try:
            yield
        finally:
            self._seconds[number, name] += perf_counter() - start

    def timings(self) -> tuple[tuple[str, float], ...]:
        return tuple((name, seconds * 1000) for (_, name), seconds in sorted(self._seconds.items()))
