"""Contrast by neighborhoods."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

import numpy as np
from PIL import Image
from pydantic import Field

from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.vision import Pixels, cv2, to_array
from filters.engine.modes import join_alpha, split_alpha
from filters.engine.operation import ArrayOperation
from filters.engine.parameters import Unit

FLOATS = 1 << 16  # pixels that are three 32-bit floats each at a time
Tiles = Annotated[int, Field(ge=1, le=32)]


class Clahe(ArrayOperation):
    """Brings out local contrast without noise growing too strong (CLAHE).

    OpenCV's contrast-limited adaptive histogram equalization: of gray itself, and of the lightness L* of colors.
    Transparent pixels do not count: in each tile the visible ones stand in for them, in their own proportions.
    """

    op: ClassVar[str] = "clahe"
    family: ClassVar[str] = "Tone"

    clip_limit: Annotated[
        float, Field(ge=0, le=100, description="How far contrast may grow; 0 sets no limit."), Unit(step=0.5)
    ] = 2.0
    columns: Annotated[Tiles, Field(description="Tiles side by side that are equalized by themselves.")] = 8
    rows: Annotated[Tiles, Field(description="Tiles one below the other.")] = 8

    def transform(self, image: Image.Image) -> Image.Image:
        color, alpha = split_alpha(image)
        if alpha is None:
            return super().transform(image)
        pixels = to_array(color)
        lightness = pixels.copy() if pixels.ndim == 2 else _lightness(pixels)
        self._fill(lightness, to_array(alpha) > 0)
        return join_alpha(Image.fromarray(self._equalized(pixels, lightness)), alpha)

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return self._equalized(pixels, pixels if pixels.ndim == 2 else _lightness(pixels))

    def _equalized(self, pixels: Pixels, lightness: Pixels) -> Pixels:
        equalized = cv2.createCLAHE(self.clip_limit, (self.columns, self.rows)).apply(lightness)
        return equalized if pixels.ndim == 2 else _lit(pixels, lightness, equalized)

    def _fill(self, lightness: Pixels, visible: Pixels) -> None:
        """Repeat the visible values of each tile, or of the whole picture, where nothing is to be seen."""
        everywhere = lightness[visible]
        if len(everywhere) in (0, lightness.size):
            return
        for tile in self._tiles(lightness.shape):
            shown = lightness[tile][visible[tile]]
            hidden = ~visible[tile]
            lightness[tile][hidden] = np.resize(shown if len(shown) else everywhere, int(hidden.sum()))

    def _tiles(self, shape: tuple[int, ...]) -> Iterator[tuple[slice, slice]]:
        """The parts that OpenCV equalizes; where they do not divide the picture, it is thought larger."""
        height, width = shape
        if height % self.rows or width % self.columns:
            height, width = height + self.rows - height % self.rows, width + self.columns - width % self.columns
        down, across = height // self.rows, width // self.columns
        for top in range(0, shape[0], down):
            for left in range(0, shape[1], across):
                yield slice(top, top + down), slice(left, left + across)


def _lightness(pixels: Pixels) -> Pixels:
    """L* of sRGB colors, as 0..255."""
    return over_rows(pixels, lambda block, _: cv2.extractChannel(cv2.cvtColor(block, cv2.COLOR_RGB2LAB), 0))


def _lit(pixels: Pixels, before: Pixels, after: Pixels) -> Pixels:
    """Colors whose lightness changed by a difference; a and b keep their fractions."""

    def light(block: Pixels, rows: slice) -> Pixels:
        lab = cv2.cvtColor(block * np.float32(1 / 255), cv2.COLOR_RGB2LAB)
        lab[..., 0] = lab[..., 0] + (after[rows] - before[rows].astype(np.float32)) * np.float32(100 / 255)
        numbers = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB).reshape(len(block), -1)
        np.maximum(numbers, 0, out=numbers)
        return np.asarray(cv2.convertScaleAbs(numbers, alpha=255)).reshape(block.shape)

    return over_rows(pixels, light, FLOATS)


OPERATIONS = (Clahe,)
