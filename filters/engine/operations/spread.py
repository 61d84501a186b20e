"""Pixels blown about."""

from typing import Annotated, ClassVar

import numpy as np
from PIL import Image
from pydantic import Field

from filters.engine.kernels.rows import row_blocks
from filters.engine.kernels.vision import Pixels, to_array
from filters.engine.operation import Operation
from filters.engine.operations.grain import Seed
from filters.engine.parameters import PIXELS, Unit


class EffectSpread(Operation):
    """Scatters the pixels, as if seen through frosted glass.

    As Pillow's `Image.effect_spread`, which gives another picture every time: here the seed decides. Each pixel is
    taken from a place in the square around it, or stays where that lies outside; its transparency comes with it.
    """

    op: ClassVar[str] = "effect_spread"
    family: ClassVar[str] = "Effects"

    distance: Annotated[
        int, Field(ge=0, le=500, description="Side of the square that pixels come from."), Unit(PIXELS)
    ] = 8
    seed: Seed = 0

    def transform(self, image: Image.Image) -> Image.Image:
        if self.distance < 2:
            return image
        pixels = to_array(image)
        made = np.empty_like(pixels)
        random = np.random.Generator(np.random.PCG64(self.seed))
        for rows in row_blocks(image.size):
            made[rows] = self._scattered(pixels, rows, random)
        return Image.fromarray(made)

    def _scattered(self, pixels: Pixels, rows: slice, random: np.random.Generator) -> Pixels:
        """Some rows of the result: each pixel, taken from its place or from another."""
        height, width = pixels.shape[:2]
        down = np.arange(rows.start, rows.stop, dtype=np.int32)[:, np.newaxis]
        across = np.arange(width, dtype=np.int32)
        moves = random.integers(0, self.distance, (2, len(down), width), dtype=np.int32) - self.distance // 2
        y, x = down + moves[0], across + moves[1]
        outside = (y < 0) | (y >= height) | (x < 0) | (x >= width)
        return np.asarray(pixels[np.where(outside, down, y), np.where(outside, across, x)])


OPERATIONS = (EffectSpread,)
