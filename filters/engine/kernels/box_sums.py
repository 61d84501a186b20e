"""Sums of neighbors, and what a blur by a box makes of them."""

import numpy as np

from filters.engine.kernels.box_weights import Weights
from filters.engine.kernels.vision import Pixels, cv2

UPWARDS = 1.2e-5  # decides for the upper level where a sum lies between two; single precision errs by less
MOST = 257  # numbers of 8 bits whose sum 16 bits hold


def add(one: Pixels, other: Pixels, into: Pixels) -> Pixels:
    """`into`, which becomes the sum of two lines; it may be one of them, and overlap what follows."""
    cv2.add(one[np.newaxis], other[np.newaxis], dst=into[np.newaxis])  # four numbers alone would be a color
    return into


def sums(line: Pixels, many: int, step: int, count: int, spare: Pixels) -> Pixels:
    """The first `count` sums of `many` numbers that lie `step` apart; `many` is odd.

    Sums of 2, 4, 8... are made of each other, and the wanted one of those that the binary digits of `many` name.
    """
    total, done, part, size = line[:count], 1, line, 1
    while done < many:
        rest = min(len(part), count + many * step) - size * step
        part = add(part[:rest], part[size * step : size * step + rest], spare[0, :rest])
        size *= 2
        if many & size:
            start = done * step
            done += size
            total = add(total, part[start : start + count], spare[int(done < many), :count])
    return total


def weigh(near: Pixels, far: Pixels, weights: Weights, into: Pixels) -> None:
    """`into` becomes the weighted sum of two sums, rounded to whole levels; it is (rows, columns)."""
    shape = into.shape
    cv2.addWeighted(near.reshape(shape), weights.near, far.reshape(shape), weights.far, UPWARDS, dst=into)
