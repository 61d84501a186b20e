"""Minimum, maximum and median over neighborhoods, by OpenCV; each channel on its own, the outermost pixels repeated.

Pixels are 8-bit, of any number of channels: premultiplied ones stay valid, as every channel's rank is at most that of
the alpha.
"""

from typing import Literal

import numpy as np

from filters.engine.kernels.vision import Pixels, cv2

Shape = Literal["square", "disk", "cross"]


def neighborhood(shape: Shape, radius: int) -> Pixels:
    """What belongs to a neighborhood, as 0 and 1 on a square of 2 x `radius` + 1.

    A disk is what lies within `radius` of the middle, as in `skimage.morphology.disk`.
    """
    across = np.arange(-radius, radius + 1)
    down = across[:, np.newaxis]
    belongs = {
        "square": np.full((2 * radius + 1,) * 2, True),
        "disk": across**2 + down**2 <= radius**2,
        "cross": (across == 0) | (down == 0),
    }
    made: Pixels = belongs[shape].astype(np.uint8)
    return made


def eroded(pixels: Pixels, around: Pixels) -> Pixels:
    """The smallest value of each neighborhood; `around` is 0 and 1, with odd sides."""
    return np.asarray(cv2.erode(pixels, around, borderType=cv2.BORDER_REPLICATE))


def dilated(pixels: Pixels, around: Pixels) -> Pixels:
    """The largest value of each neighborhood; `around` is 0 and 1, with odd sides."""
    return np.asarray(cv2.dilate(pixels, around, borderType=cv2.BORDER_REPLICATE))


def median(pixels: Pixels, size: int) -> Pixels:
    """The middle value of each square of `size`, which is odd."""
    if pixels.shape[2:] != (2,):
        return np.asarray(cv2.medianBlur(pixels, size))
    return np.dstack([cv2.medianBlur(np.ascontiguousarray(pixels[..., band]), size) for band in (0, 1)])
