"""A JPEG's own picture: brightness at full size, color at half, before they become RGB.

What averages neighbors may work on the planes alone: half as many numbers, and the way to RGB and back falls away.
"""

from dataclasses import dataclass
from math import ceil, isqrt, sqrt

import numpy as np
from PIL import Image

from filters.engine.geometry import Box, Size
from filters.engine.kernels.blurs import gaussian_blurred
from filters.engine.kernels.vision import Pixels, cv2, from_array, to_array

SPREAD = 1.0
"""Pixels squared: the variance that a way to RGB and back adds to color: 0.75 by its upsampling with weights 3:1,
0.25 by the averaging of two by two afterwards. A blur of the planes makes up for it."""
SAMPLE = 50_000  # values of color that `excess` looks at


@dataclass(frozen=True, slots=True)
class Planes:
    """8-bit Y'CbCr (JFIF) in 4:2:0: `luma` (h, w), `blue` and `red` half of it in both directions, rounded up."""

    luma: Pixels
    blue: Pixels
    red: Pixels

    @property
    def size(self) -> Size:
        """Width and height."""
        return self.luma.shape[1], self.luma.shape[0]

    @property
    def colors(self) -> tuple[Pixels, ...]:
        """The two planes of color."""
        return self.blue, self.red

    @property
    def excess(self) -> float:
        """Levels by which colors lie outside of RGB, on average over a sample: what becoming RGB would cut off.

        Averages of neighbors differ by no more than this on average, whether that was cut off before them or after.
        """
        step = max(1, isqrt(self.blue.size // SAMPLE))
        blue, red = (plane[::step, ::step].astype(np.float32) - 128 for plane in self.colors)
        luma = self.luma[:: 2 * step, :: 2 * step].astype(np.float32)
        color = luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue  # JFIF 1.02
        return float(np.mean([np.maximum(channel - 255, -channel).clip(0) for channel in color]))

    def to_pixels(self) -> Pixels:
        """As RGB, (h, w, 3)."""
        blue, red = (cv2.resize(plane, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR) for plane in self.colors)
        width, height = self.size
        parts = [self.luma, blue[:height, :width], red[:height, :width]]
        return to_array(Image.merge("YCbCr", [from_array(part, "L") for part in parts]).convert("RGB"))


def blurred(planes: Planes, radius: float) -> Planes:
    """A Gaussian blur; `radius` is at least 1."""
    small = sqrt((radius * radius + SPREAD) / 4)
    return Planes(gaussian_blurred(planes.luma, radius), *(gaussian_blurred(plane, small) for plane in planes.colors))


def resized(planes: Planes, size: Size, resample: Image.Resampling, box: Box) -> Planes:
    """`Image.resize` of the part in `box`, in pixels of the luma, to `size`."""
    halves = ceil(size[0] / 2), ceil(size[1] / 2)
    left, top, right, bottom = box
    across, down = (right - left) / size[0], (bottom - top) / size[1]  # pixels of luma for one of the result
    half = left / 2, top / 2, left / 2 + halves[0] * across, top / 2 + halves[1] * down
    luma = _resized(planes.luma, size, resample, box)
    return Planes(luma, *(_resized(_reaching(plane, half), halves, resample, half) for plane in planes.colors))


def _resized(plane: Pixels, size: Size, resample: Image.Resampling, box: Box) -> Pixels:
    return to_array(from_array(plane, "L").resize(size, resample, box=box))


def _reaching(plane: Pixels, box: Box) -> Pixels:
    """The plane, continued by its outermost values as far as the box goes past it: the last pixel may count half."""
    over, under = max(0, ceil(box[2]) - plane.shape[1]), max(0, ceil(box[3]) - plane.shape[0])
    return np.asarray(cv2.copyMakeBorder(plane, 0, under, 0, over, cv2.BORDER_REPLICATE)) if over or under else plane
