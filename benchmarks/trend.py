"""Whether a figure that is sampled again and again grows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median

BLOCKS = 12  # of consecutive samples: their means are nearly independent of one another, single samples are not
SIGMAS = 2
HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Slope:
    """A straight line's growth in an hour, with its standard error."""

    an_hour: float
    error: float

    @property
    def surely_above_zero(self) -> float:
        """The growth that remains after twice the error; 0 if none does."""
        return max(0.0, self.an_hour - SIGMAS * self.error)


def slope(seconds: Sequence[float], values: Sequence[float]) -> Slope:
    """Least squares over the means of blocks of samples; for at least three samples."""
    size = max(1, len(values) // BLOCKS)
    starts = range(0, len(values) - size + 1, size)
    hours = [mean(seconds[at : at + size]) / HOUR_S for at in starts]
    means = [mean(values[at : at + size]) for at in starts]
    middle, level = mean(hours), mean(means)
    spread = sum((hour - middle) ** 2 for hour in hours)
    an_hour = sum((hour - middle) * (value - level) for hour, value in zip(hours, means, strict=True)) / spread
    rest = sum((value - level - an_hour * (hour - middle)) ** 2 for hour, value in zip(hours, means, strict=True))
    return Slope(an_hour, math.sqrt(rest / (len(means) - 2) / spread))


def ends(values: Sequence[float]) -> tuple[float, float]:
    """The medians of the first and of the last tenth."""
    tenth = max(1, len(values) // 10)
    return median(values[:tenth]), median(values[-tenth:])
