"""Luma: the brightness of colors as ITU-R 601 weighs red, green and blue."""

import numpy as np
from PIL import Image

from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.vision import Pixels, cv2, from_array, to_array
from filters.engine.modes import join_alpha, split_alpha


def luma(pixels: Pixels) -> Pixels:
    """Gray of RGB, within 1 of `Image.convert("L")`: OpenCV's weights have 15 bits, Pillow's 16.

    One color in 800 comes out otherwise. Gray is its own luma.
    """
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def exact_luma(pixels: Pixels) -> Pixels:
    """Exactly `Image.convert("L")`, for what a single level may turn from black to white; a fifth as fast as `luma`."""
    return pixels if pixels.ndim == 2 else over_rows(pixels, lambda block, _: _pillows(block))


def gray_of(image: Image.Image) -> Image.Image:
    """A picture in a working mode as L, or LA: its `luma`, which opaque and transparent pictures share."""
    color, alpha = split_alpha(image)
    return join_alpha(from_array(luma(to_array(color)), "L"), alpha)


def _pillows(block: Pixels) -> Pixels:
    """Pillow reads pixels of four bytes where they lie, and copies those of three."""
    size = block.shape[1], block.shape[0]
    padded = cv2.cvtColor(block, cv2.COLOR_RGB2RGBA)
    return np.asarray(Image.frombuffer("RGBX", size, padded, "raw", "RGBX", 0, 1).convert("L"))
