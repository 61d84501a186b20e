"""The weights of Pillow's box blurs, and how three of them make its Gaussian blur.

A box of a fractional radius weighs the pixels well within it alike, and the two that it cuts less (Gwosdek, Grewenig,
Bruhn and Weickert, "Theoretical foundations of Gaussian convolution by extended box filtering", SSVM 2011). The
formulas and their single precision are those of Pillow's `BoxBlur.c`.
"""

from fractions import Fraction
from math import floor, lcm, sqrt
from typing import NamedTuple

import numpy as np

PASSES = 3  # box blurs that make a Gaussian blur
UNIT = 1 << 24  # Pillow's weights are integers of this
FRACTIONS = (64, 256, 1024)  # denominators that are tried, the simplest first
NEARLY = Fraction(9, 10)  # how far a sum may be moved, of the way to the next one
LARGEST = 2048  # sums are multiples of a fraction down to 1 / this, or else ties are too rare to matter


class Weights(NamedTuple):
    """What the pixels of one line around another one weigh."""

    many: int
    """How many pixels weigh `near`: an odd number, the pixel itself in their middle."""
    near: float
    far: float
    """What the next pixel on either side weighs."""

    @property
    def margin(self) -> int:
        """How far the far pixels are away."""
        return self.many // 2 + 1


def gaussian_box(radius: float) -> float:
    """The radius of the box that, used three times, is Pillow's Gaussian blur of this standard deviation."""
    single = np.float32
    variance = single(radius) * single(radius) / single(PASSES)
    length = single(sqrt(12.0 * float(variance) + 1.0))
    whole = single(floor((float(length) - 1.0) / 2.0))
    part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance)
    return float(whole + part / (6 * (variance - (whole + 1) * (whole + 1))))


def box_weights(radius: float) -> Weights:
    """The weights of a box of a fractional radius, which is 0 or more; for sums of single precision.

    A sum that lies just between two levels goes up or down by the rounding of Pillow's integers. Single precision
    loses that, so wherever the weights are simple fractions, and there are many such sums, they are moved away from
    these fractions in Pillow's direction: as far as no other sum crosses a limit.
    """
    single = np.float32(radius)
    count = 2 * int(single) + 1
    near = Fraction(int(np.float32(UNIT) / (single * 2 + 1)), UNIT)
    far = Fraction((UNIT - count * near.numerator * (UNIT // near.denominator)) // 2, UNIT)
    for limit in FRACTIONS:
        simple_near = near.limit_denominator(limit)
        simple_far = (1 - count * simple_near) / 2
        error_near, error_far = near - simple_near, far - simple_far
        parts = lcm(simple_near.denominator, simple_far.denominator)
        at_most = 255 * count * error_near, 510 * error_far
        most = max(abs(at_most[0]), abs(at_most[1]), abs(at_most[0] + at_most[1]))
        if 0 < most * parts < NEARLY and parts % 2 == 0 and parts <= LARGEST:
            more = NEARLY / parts / most
            return Weights(count, float(simple_near + more * error_near), float(simple_far + more * error_far))
    return Weights(count, float(near), float(far))
