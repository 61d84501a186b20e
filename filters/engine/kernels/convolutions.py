"""Weighted sums of neighborhoods, as Pillow computes them and as OpenCV does."""

from collections.abc import Sequence
from math import isqrt

import numpy as np

from filters.engine.kernels.vision import Pixels, cv2

HAIR = 1e-4  # decides for the upper level where a sum lies between two; single precision errs by about as much
WHOLE = 1 << 12  # divisors up to this keep sums of whole numbers farther than that from being between two levels


def pillow_kernel(pixels: Pixels, weights: Sequence[float], scale: float, offset: float) -> Pixels:
    """`ImageFilter.Kernel` of 8-bit pixels: 9 or 25 weights, from the row below to the row above.

    The outermost one or two pixels stay as they are, and all of them where the kernel is larger than the picture.
    Sums that lie just between two levels go up. Pillow's own rounding errors move some of them down, by a level:
    those of numbers that are no fractions of a power of two.
    """
    side = isqrt(len(weights))
    if min(pixels.shape[:2]) < side:
        return pixels
    table = np.array(weights, np.float64).reshape(side, side)[::-1]
    made = _convolved(pixels, table / scale, offset + _hair(table, scale, offset))
    margin = side // 2
    for edge in (np.s_[:margin], np.s_[-margin:], np.s_[:, :margin], np.s_[:, -margin:]):
        made[edge] = pixels[edge]
    return made


def convolved(pixels: Pixels, weights: Pixels) -> Pixels:
    """Weighted sums of 8-bit pixels, the weights standing as the pixels do; past the border, these are repeated."""
    return _convolved(pixels, weights, 0.0)


def _convolved(pixels: Pixels, weights: Pixels, added: float) -> Pixels:
    return np.asarray(cv2.filter2D(pixels, -1, weights, delta=added, borderType=cv2.BORDER_REPLICATE))


def _hair(table: Pixels, scale: float, offset: float) -> float:
    """What lifts sums between two levels and no others: where all numbers are whole, these are far away."""
    whole = all(float(number).is_integer() for number in (*table.ravel(), scale, 2 * offset * scale))
    return 1 / (4 * abs(scale)) if whole and abs(scale) < WHOLE else HAIR
