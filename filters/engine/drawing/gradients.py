"""Color gradients, as CSS draws them: one color runs into another along a line or outwards from the middle.

https://www.w3.org/TR/css-images-3/#gradients. Colors are mixed premultiplied, so that one that fades out keeps its hue.
"""

import math

import numpy as np
from PIL import Image

from filters.engine.geometry import Size
from filters.engine.kernels.pairs import looked_up_wide
from filters.engine.kernels.rows import row_blocks
from filters.engine.kernels.vision import Pixels
from filters.engine.modes import Channels

FINE = 1 << 15  # steps that the length is told apart in
LEAST = np.uint16(2)  # steps that rounding may fall short of its beginning


def linear(size: Size, angle: float, *, start: float = 0, end: float = 1) -> Image.Image:
    """How far along the gradient each pixel lies, as L: 0 at `start` and 255 at `end` of its length.

    It runs upwards at 0 degrees and to the right at 90, from corner to corner (CSS Images 3, section 3.1.1).
    """
    width, height = size
    sin, cos = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    length = abs(width * sin) + abs(height * cos)
    across = (np.arange(width) + 0.5 - width / 2) * sin / length + 0.5
    down = -(np.arange(height) + 0.5 - height / 2) * cos / length
    right, below = (np.rint(part * FINE).astype(np.int32).astype(np.uint16) for part in (across, down))
    table = _levels(start, end)
    levels = np.empty((height, width), np.uint8)
    for rows in row_blocks(size):
        levels[rows] = looked_up_wide(right + below[rows, np.newaxis] + LEAST, table)
    return Image.fromarray(levels)


def radial(size: Size, *, start: float = 0, end: float = 1) -> Image.Image:
    """The same outwards from the middle, as an ellipse of the picture's shape that passes through its corners."""
    width, height = size
    across, down = ((((np.arange(side) + 0.5) / side * 2 - 1) ** 2 / 2).astype(np.float32) for side in size)
    table = _levels(start, end)
    levels = np.empty((height, width), np.uint8)
    for rows in row_blocks(size):
        along = np.sqrt(across + down[rows, np.newaxis]) * np.float32(FINE) + np.float32(LEAST + 0.5)
        levels[rows] = looked_up_wide(along.astype(np.uint16), table)
    return Image.fromarray(levels)


def _levels(start: float, end: float) -> Pixels:
    """Shares of the length, in steps of `FINE` from `LEAST` below 0, as 0..255.

    Where start and end meet, one color ends and the other begins.
    """
    along = (np.arange(1 << 16) - LEAST) / FINE
    if end <= start:
        return np.where(along < start, 0, 255).astype(np.uint8)
    return np.asarray(np.rint((along - start) * (255 / (end - start))).clip(0, 255), np.uint8)


def painted(levels: Image.Image, first: Channels, last: Channels) -> Image.Image:
    """The levels in colors: 0 is the first, 255 the last. Gray and opaque gradients come out in L and without alpha."""
    ramp = _ramp(first, last)
    gray = bool((ramp[:, 0] == ramp[:, 1]).all() and (ramp[:, 1] == ramp[:, 2]).all())
    bands = [0] if gray else [0, 1, 2]
    if not (ramp[:, 3] == 255).all():
        bands.append(3)
    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[len(bands)]
    planes = [levels.point(ramp[:, band].tolist()) for band in bands]
    return planes[0] if len(planes) == 1 else Image.merge(mode, planes)


def _ramp(first: Channels, last: Channels) -> Pixels:
    """256 colors from the first to the last, as rows of red, green, blue and alpha."""
    share = np.linspace(0, 1, 256)[:, np.newaxis]
    alphas = first[3] * (1 - share) + last[3] * share
    one, other = np.asarray(first[:3], float), np.asarray(last[:3], float)
    heavy = one * first[3] * (1 - share) + other * last[3] * share
    mixed = one * (1 - share) + other * share
    colors = np.where(alphas > 0, heavy / np.maximum(alphas, 1e-9), mixed)
    ramp: Pixels = np.rint(np.hstack([colors, alphas])).clip(0, 255).astype(np.uint8)
    return ramp
