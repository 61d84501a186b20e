"""OpenCV, imported once and set up, and the way between its arrays and Pillow's pictures.

Whoever needs OpenCV imports `cv2` from here. It runs on one thread: requests run side by side already, and a result
may not depend on how many cores there are.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = ["Pixels", "cv2", "from_array", "mode_of", "to_array"]

Pixels = NDArray[Any]

cv2.setNumThreads(1)
cv2.ocl.setUseOpenCL(False)


def to_array(image: Image.Image) -> Pixels:
    """The pixels of an 8-bit picture: height x width (L), or height x width x channels. A copy that is read only.

    Colors stand in Pillow's order, red first; functions of OpenCV that care about it need a hint.
    """
    return np.asarray(image)


def from_array(pixels: Pixels, mode: str) -> Image.Image:
    """The inverse of `to_array`: a picture of its own in `mode`, which the shape has to fit.

    Numbers past 0..255 are clipped and fractions rounded to the nearest, halves to even.
    """
    if pixels.dtype != np.uint8:
        pixels = np.rint(pixels).clip(0, 255).astype(np.uint8)
    return Image.frombytes(mode, (pixels.shape[1], pixels.shape[0]), np.ascontiguousarray(pixels).data)


def mode_of(pixels: Pixels) -> str:
    """The mode of an opaque picture: L for height x width, RGB for three channels."""
    return "L" if pixels.ndim == 2 else "RGB"
