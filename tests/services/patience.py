"""Waiting for what another thread does."""

from collections.abc import Callable
from time import monotonic, sleep

BOUND_S = 10


def eventually(condition: Callable[[], object]) -> None:
    """Return once the condition is true; fail after ten seconds."""
    end = monotonic() + BOUND_S
    while not condition():
        assert monotonic() < end, f"not true after {BOUND_S} s"
        sleep(0.001)
