"""Sharpening with Pillow's pixels: what a soft copy has lost is added."""

import numpy as np
from PIL import ImageFilter

from filters.engine.kernels.blurs import by_pillow, gaussian_blurred
from filters.engine.kernels.convolutions import pillow_kernel
from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.vision import Pixels, cv2

BLOCK = 1 << 16  # pixels worked on at a time
PRECISE = 64  # radius up to which the soft copy is Pillow's bit for bit: a level would count `percent` times
HUNDREDTH = 1 / 400  # less than a percentage of a level can be away from a whole one
HAIR = 1e-4  # more than single precision errs by, for a factor of 1


def unsharp_masked(pixels: Pixels, radius: float, percent: int, threshold: int) -> Pixels:
    """`ImageFilter.UnsharpMask` of 8-bit pixels: differences above the threshold, cut to whole levels, are added."""
    soft = gaussian_blurred(pixels, radius) if radius <= PRECISE else by_pillow(pixels, radius)

    def sharpened(block: Pixels, rows: slice) -> Pixels:
        brighter = _part(cv2.subtract(block, soft[rows]), percent, threshold)
        darker = _part(cv2.subtract(soft[rows], block), percent, threshold)
        return np.asarray(cv2.subtract(cv2.add(block, brighter, dst=brighter), darker, dst=darker))

    return over_rows(pixels, sharpened, BLOCK)


def _part(difference: Pixels, percent: int, threshold: int) -> Pixels:
    """What is added or taken away: one of both is 0 at each pixel, so that the order does not matter."""
    _, seen = cv2.threshold(difference, threshold, 0, cv2.THRESH_TOZERO, dst=difference)
    return np.asarray(cv2.convertScaleAbs(seen, alpha=percent / 100, beta=HUNDREDTH - 0.5))


def sharpness(pixels: Pixels, factor: float) -> Pixels:
    """`ImageEnhance.Sharpness` of 8-bit pixels: 0 is `ImageFilter.SMOOTH`, 1 the picture, and more goes on past it."""
    _, scale, offset, weights = ImageFilter.SMOOTH.filterargs
    soft = pillow_kernel(pixels, weights, scale, offset)
    if not factor:
        return soft
    down = HAIR * (1 + factor) - 0.5  # to the next whole level below, while OpenCV rounds to the nearest
    return over_rows(
        pixels, lambda block, rows: np.asarray(cv2.addWeighted(block, factor, soft[rows], 1 - factor, down)), BLOCK
    )
