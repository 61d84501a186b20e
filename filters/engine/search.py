"""Bisection over whole numbers, for what only a try can tell."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def search(
    span: range, attempt: Callable[[int], T], good: Callable[[T], bool], *, highest: bool, guess: int | None = None
) -> T | None:
    """What the highest (or lowest) number of the span makes whose result is good; None where none was.

    It takes for granted that results turn from good to bad once along the span; the one returned is good in any case.
    A good `guess` saves tries: they begin there, in steps that double until the turn lies between two of them.
    """
    low, high = span.start, span.stop - 1
    best: T | None = None
    missed = False
    probe, step = (low + high) // 2 if guess is None else guess, 1
    while low <= high:
        tried = attempt(probe)
        is_good = good(tried)
        best, missed = (tried, missed) if is_good else (best, True)
        upward = is_good is highest
        low, high = (probe + 1, high) if upward else (low, probe - 1)
        probe = (low + high) // 2
        if guess is not None and not (missed and best is not None):
            probe = min(low - 1 + step, high) if upward else max(high + 1 - step, low)
            step *= 2
    return best
