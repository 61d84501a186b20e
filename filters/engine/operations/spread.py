"""Pixels blown about."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.vision import Pixels
from filters.engine.operation import ArrayOperation, Size
from filters.engine.operations.grain import Seed
from filters.engine.parameters import PIXELS, Unit


class EffectSpread(ArrayOperation):
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

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        if self.distance < 2:
            return pixels
        random = np.random.Generator(np.random.PCG64(self.seed))
        return over_rows(pixels, lambda _, rows: self._scattered(pixels, rows, random))

    def is_identity(self, size: Size) -> bool:
        return self.distance < 2

    def _scattered(self, pixels: Pixels, rows: slice, random: np.random.Generator) -> Pixels:
        """Some rows of the result: each pixel, taken from its place or from another."""
        height, width = pixels.shape[:2]
        down = np.arange(rows.start, rows.stop, dtype=np.int32)[:, np.newaxis]
        across = np.arange(width, dtype=np.int32)
        moves = random.integers(0, self.distance, (2, len(down), width), dtype=np.int32) - self.distance // 2
        y, x = down + moves[0], across + moves[1]
        outside = (y < 0) | (y >= height) | (x < 0) | (x >= width)
        places = np.where(outside, down * width + across, y * width + x)
        return np.asarray(np.take(pixels.reshape(height * width, *pixels.shape[2:]), places, axis=0))


OPERATIONS = (EffectSpread,)
