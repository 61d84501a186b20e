"""Box and Gaussian blur with Pillow's pixels, two to seven times as fast.

Pillow blurs each row by one to three boxes and then each column, rounds to whole levels after every one, and repeats
the outermost pixel of every result past the border. So does this, on a few rows at a time that stay near the
processor: neighbors are summed in 16 bits, then one weighted sum of two such sums is rounded.
"""

import numpy as np
from PIL import ImageFilter

from filters.engine.kernels.box_columns import Columns
from filters.engine.kernels.box_rows import Rows
from filters.engine.kernels.box_sums import MOST
from filters.engine.kernels.box_weights import PASSES, Weights, box_weights, gaussian_box
from filters.engine.kernels.vision import Pixels, from_array, to_array

STRIP = 1 << 18  # numbers worked on at a time
LEAST = 4  # rows worked on at a time, however long they are
COLUMNS = 4096  # numbers of a row worked on at a time where boxes are wide
WIDE = 65  # pixels from which on all rows come first, as each column's box holds many of them

MODES = ("L", "La", "RGB", "RGBa")  # by the number of channels


def gaussian_blurred(pixels: Pixels, radius: float) -> Pixels:
    """`ImageFilter.GaussianBlur` of 8-bit pixels, (height, width) or (height, width, channels)."""
    weights = box_weights(gaussian_box(radius))
    return _blurred(pixels, weights, PASSES) if weights.many <= MOST else by_pillow(pixels, radius)


def box_blurred(pixels: Pixels, radius: float) -> Pixels:
    """`ImageFilter.BoxBlur` of 8-bit pixels, (height, width) or (height, width, channels)."""
    weights = box_weights(radius)
    return _blurred(pixels, weights, 1) if weights.many <= MOST else by_pillow(pixels, radius, ImageFilter.BoxBlur)


def by_pillow(
    pixels: Pixels, radius: float, blur: type[ImageFilter.GaussianBlur | ImageFilter.BoxBlur] = ImageFilter.GaussianBlur
) -> Pixels:
    """The same by Pillow itself: where boxes are so wide that their sums need more than 16 bits, it is as fast."""
    mode = MODES[pixels[0, 0].size - 1]
    return to_array(from_array(pixels, mode).filter(blur(radius)))


def _blurred(pixels: Pixels, weights: Weights, passes: int) -> Pixels:
    height, width = pixels.shape[:2]
    source = pixels.reshape(height, width, -1)
    made = np.empty_like(source)
    blur = _narrow if weights.many < WIDE else _wide
    blur(source, made, weights, passes)
    return made.reshape(pixels.shape)


def _narrow(source: Pixels, made: Pixels, weights: Weights, passes: int) -> None:
    """Strips of rows are blurred along the rows, and handed on to be blurred along the columns."""
    height, width, channels = source.shape
    rows = min(max(STRIP // (width * channels), weights.margin, LEAST), height)
    across = Rows(weights, passes, (rows, width, channels))
    down = Columns(weights, passes, max(rows, weights.margin), made.reshape(height, -1))
    for top in range(0, height, rows):
        down.add(across.blurred(source[top : top + rows]))
    down.finish()


def _wide(source: Pixels, made: Pixels, weights: Weights, passes: int) -> None:
    """First all rows are blurred, strip by strip; then the columns, some at a time."""
    height, width, channels = source.shape
    rows = min(max(STRIP // (width * channels), LEAST), height)
    across = Rows(weights, passes, (rows, width, channels))
    lines = made.reshape(height, -1)
    for top in range(0, height, rows):
        lines[top : top + rows] = across.blurred(source[top : top + rows])
    for left in range(0, lines.shape[1], COLUMNS):
        part = lines[:, left : left + COLUMNS]
        down = Columns(weights, passes, weights.margin, part)
        for top in range(0, height, weights.margin):
            down.add(part[top : top + weights.margin])
        down.finish()
