"""Cubes of colors over large pictures, twice as fast as Pillow's filter.

OpenCV interpolates between four points of a plane, in 32 steps from one to the next. So red's 256 levels are worked out
once, and a plane has a column for each point of green, and for each level of red a row for each point of blue.
"""

import numpy as np

from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.vision import Pixels, cv2

STEPS = 32  # OpenCV's INTER_TAB_SIZE
POINTS = 33  # about as many as a side has: few enough for a plane of 3 MB, and between two of them lie 8 levels
MOST = 40
MANY = 1 << 20  # pixels from which on it is worth its plane
NEAR = 0.9  # levels that a result may be off before it is rounded: it is within 1 of Pillow's then
BLOCK = 1 << 16


def pays(size: tuple[int, int], points: int) -> bool:
    """Whether a cube of so many points to a side is worth its plane for a picture of that size."""
    return size[0] * size[1] >= MANY and points <= MOST


def fine_size(points: int) -> int:
    """How many points to a side a cube should have: about `POINTS`, the old ones among them."""
    return (points - 1) * max(1, round((POINTS - 1) / (points - 1))) + 1


def remapped(pixels: Pixels, points: Pixels) -> Pixels | None:
    """RGB through a cube over 0..1, shape (n, n, n, 3) with blue outermost; None where that may be off by a level."""
    return over_rows(pixels, _Plane(points).look, BLOCK) if coarseness(points) <= NEAR else None


def coarseness(points: Pixels) -> float:
    """How many levels the steps between two points make a result wrong at most."""
    blue, green = (np.abs(np.diff(points, axis=axis)).max() for axis in (0, 1))
    return float(blue + green) * 255 / (2 * STEPS)


class _Plane:
    """A cube as OpenCV's `remap` reads it."""

    def __init__(self, points: Pixels) -> None:
        size = len(points)
        places = np.arange(256) * ((size - 1) / 255)
        whole = np.minimum(places.astype(np.intp), size - 2)
        share = (places - whole).astype(np.float32)
        levels = points[:, :, whole] * (1 - share[:, np.newaxis]) + points[:, :, whole + 1] * share[:, np.newaxis]
        self.plane = np.ascontiguousarray(np.moveaxis(levels, 2, 0)).reshape(256 * size, size, 3) * np.float32(255)
        self.below_black = bool(self.plane.min() < 0)
        steps = np.rint(places * STEPS).astype(np.int16)
        self.point, self.step = steps // STEPS, steps % STEPS
        self.row = np.arange(256, dtype=np.int16) * size

    def look(self, block: Pixels, _: slice) -> Pixels:
        """The colors of a block of RGB."""
        red, green, blue = cv2.split(block)
        column = cv2.LUT(green, self.point)
        row = cv2.add(cv2.LUT(red, self.row), cv2.LUT(blue, self.point))
        step = cv2.add(cv2.LUT(green, self.step), cv2.LUT(blue, self.step * STEPS))
        made = cv2.remap(
            self.plane,
            cv2.merge([column, row]),
            step.view(np.uint16),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ).reshape(len(block), -1)
        if self.below_black:
            made = np.maximum(made, 0, out=made)
        return np.asarray(cv2.convertScaleAbs(made)).reshape(block.shape)
