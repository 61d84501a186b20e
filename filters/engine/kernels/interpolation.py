"""Curves through points."""

import numpy as np

from filters.engine.kernels.vision import Pixels


def pchip(xs: Pixels, ys: Pixels, at: Pixels) -> Pixels:
    """The monotone cubic through points with rising `xs`, at places between them; beyond the ends, the end's value.

    Fritsch and Butland, "A method for constructing local monotone piecewise cubic interpolants", SIAM J. Sci. Stat.
    Comput. 5 (1984): slopes are weighted harmonic means, so a curve never overshoots its points. The ends' slopes are
    those of C. Moler, "Numerical Computing with MATLAB" (2004), chapter 3.
    """
    if len(xs) == 1:
        return np.full(len(at), float(ys[0]))
    widths, rises = np.diff(xs), np.diff(ys) / np.diff(xs)
    slopes = _slopes(widths, rises)
    at = at.clip(xs[0], xs[-1])
    part = np.searchsorted(xs, at, side="right").clip(1, len(xs) - 1) - 1
    width = widths[part]
    t = (at - xs[part]) / width
    rising = ys[part] * (1 + 2 * t) * (1 - t) ** 2 + ys[part + 1] * t**2 * (3 - 2 * t)
    bending = slopes[part] * t * (1 - t) ** 2 + slopes[part + 1] * t**2 * (t - 1)
    return np.asarray(rising + width * bending)


def _slopes(widths: Pixels, rises: Pixels) -> Pixels:
    """The slope at each point."""
    if len(rises) == 1:
        return np.repeat(rises, 2)
    before, after = rises[:-1], rises[1:]
    near, far = 2 * widths[1:] + widths[:-1], widths[1:] + 2 * widths[:-1]
    turns = before * after <= 0
    weighted = near / np.where(turns, 1, before) + far / np.where(turns, 1, after)
    inner = np.where(turns, 0, (near + far) / np.where(turns, 1, weighted))
    first = _end_slope(*widths[:2], *rises[:2])
    last = _end_slope(*widths[:-3:-1], *rises[:-3:-1])
    return np.concatenate([[first], inner, [last]])


def _end_slope(width: float, next_width: float, rise: float, next_rise: float) -> float:
    """That of the parabola through three points, held back where it would overshoot."""
    slope = ((2 * width + next_width) * rise - width * next_rise) / (width + next_width)
    if slope * rise <= 0:
        return 0.0
    if rise * next_rise <= 0 and abs(slope) > 3 * abs(rise):
        return 3 * rise
    return slope
