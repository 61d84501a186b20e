"""The number at which a measure reaches a goal, where only a try can tell: bisection that aims."""

from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")
AIMS = 7
NOTHING: Mapping[int, float] = {}


def search(
    span: range,
    attempt: Callable[[int], T],
    measure: Callable[[T], float],
    goal: float,
    *,
    highest: bool,
    first: int | None = None,
    known: Mapping[int, float] = NOTHING,
) -> T | None:
    """What the highest number makes whose measure is at most `goal`, or the lowest whose measure is at least that.

    None where no number of the span does. Measures are to rise with the numbers; where they jump, what is returned
    keeps to the goal all the same. `first` is tried first, and `known` are measures of numbers outside the span. The
    next number is where the line through the two nearest measures meets the goal, and after `AIMS` tries the middle:
    a hundred numbers never take more than fourteen tries, and usually four.
    """
    low, high = span.start, span.stop - 1
    seen = dict(known)
    best: T | None = None
    rose: bool | None = None
    repeats = 0
    probe = (low + high) // 2 if first is None else min(max(first, low), high)
    while low <= high:
        tried = attempt(probe)
        seen[probe] = value = measure(tried)
        is_good = value <= goal if highest else value >= goal
        best = tried if is_good else best
        rises = is_good is highest
        low, high = (probe + 1, high) if rises else (low, probe - 1)
        repeats = repeats + 1 if rises == rose else 0
        rose = rises
        aimed = _aimed(seen, goal, low, high, 0.5**repeats) if len(seen) < AIMS else None
        probe = (low + high) // 2 if aimed is None else min(max(aimed, low), high)
    return best


def _aimed(seen: Mapping[int, float], goal: float, low: int, high: int, doubt: float) -> int | None:
    """Where the line through the two nearest measures meets the goal; None where there is no such line.

    `doubt` brings the measure of the side that stays nearer to the goal (the Illinois method): a curve is left sooner.
    """
    below, above = sorted(one for one in seen if one < low), sorted(one for one in seen if one > high)
    if len(seen) < 2:
        return None
    left, right = (below[-1], above[0]) if below and above else (below[-2:] or above[:2])
    short, over = seen[left] - goal, seen[right] - goal
    if short < 0 < over:
        newest = list(seen)[-1]
        short, over = (short, over * doubt) if newest == left else (short * doubt, over)
    rise = over - short
    return round(left - short * (right - left) / rise) if rise > 0 else None
