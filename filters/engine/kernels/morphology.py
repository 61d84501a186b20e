"""Minimum, maximum and median over neighborhoods, by OpenCV; each channel on its own, the outermost pixels repeated.

Pictures are 8-bit, of any mode: premultiplied ones stay valid, as every channel's rank is at most that of the alpha.
"""

from typing import Literal

import numpy as np
from PIL import Image

from filters.engine.kernels.vision import Pixels, cv2, from_array, to_array

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


def eroded(image: Image.Image, around: Pixels) -> Image.Image:
    """The smallest value of each neighborhood; `around` is 0 and 1, with odd sides."""
    return from_array(cv2.erode(to_array(image), around, borderType=cv2.BORDER_REPLICATE), image.mode)


def dilated(image: Image.Image, around: Pixels) -> Image.Image:
    """The largest value of each neighborhood; `around` is 0 and 1, with odd sides."""
    return from_array(cv2.dilate(to_array(image), around, borderType=cv2.BORDER_REPLICATE), image.mode)


def median(image: Image.Image, size: int) -> Image.Image:
    """The middle value of each square of `size`, which is odd."""
    pixels = to_array(image)
    if image.mode != "La":
        return from_array(cv2.medianBlur(pixels, size), image.mode)
    bands = [cv2.medianBlur(np.ascontiguousarray(pixels[..., band]), size) for band in (0, 1)]
    return from_array(np.dstack(bands), image.mode)
