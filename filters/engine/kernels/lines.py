"""Tables that are straight lines: rounded, and cut off at 0 and 255."""

from functools import lru_cache

import numpy as np

from filters.engine.kernels.tables import LEVELS

STEPS = np.arange(LEVELS)
MARGIN = 1e-3  # levels that a line keeps from where it would round otherwise: far more than 32-bit floats lose
Line = tuple[float, float]


@lru_cache(maxsize=128)
def line_of(entries: bytes) -> Line | None:
    """The slope and offset of a line that gives a table of 256 exactly, or None.

    A line gives entry t at level x where it passes between t - 0.5 and t + 0.5 there; below 0 and above 255 it is free.
    Its slope is then between those of the steepest and the flattest lines past every two of these gates.
    """
    wanted = np.frombuffer(entries, np.uint8).astype(np.float64)
    low = np.where(wanted == 0, -np.inf, wanted - 0.5)
    high = np.where(wanted == LEVELS - 1, np.inf, wanted + 0.5)
    before, after = np.triu_indices(LEVELS, 1)
    least = ((low[after] - high[before]) / (after - before)).max()
    most = ((high[after] - low[before]) / (after - before)).min()
    if not (np.isfinite(least) and np.isfinite(most) and least < most):
        return None
    slope = float(least + most) / 2
    lowest, highest = float((low - slope * STEPS).max()), float((high - slope * STEPS).min())
    return (slope, (lowest + highest) / 2) if highest - lowest > 2 * MARGIN else None
