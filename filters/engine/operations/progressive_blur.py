"""A blur that grows from one side of the picture to the other."""

from itertools import pairwise
from typing import Annotated, ClassVar, Literal

import numpy as np
from PIL import Image
from pydantic import Field

from filters.engine.kernels.blurs import gaussian_blurred
from filters.engine.kernels.mixing import mixed
from filters.engine.kernels.vision import Pixels
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation
from filters.engine.operations.blur import FAMILY, gaussian_reach
from filters.engine.parameters import Unit
from filters.engine.turns import STILL, TURNS

LEVELS = tuple((step / 8) ** 2 for step in range(9))  # of the radius; between two, both are blurred and mixed

Direction = Literal["down", "up", "right", "left"]
UPRIGHT = {
    "down": STILL,
    "up": TURNS[Image.Transpose.FLIP_TOP_BOTTOM],
    "right": TURNS[Image.Transpose.TRANSPOSE],
    "left": TURNS[Image.Transpose.TRANSVERSE],
}
"""What turns the picture so that the blur grows downwards; each is its own inverse."""


class ProgressiveBlur(ArrayOperation):
    """Blurs more and more from one side of the picture to the other."""

    op: ClassVar[str] = "progressive_blur"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY

    radius: Annotated[
        float,
        Field(ge=0, le=100, description="Standard deviation of the blur where it is strongest; 0 leaves the picture."),
        Unit("px", step=0.5),
    ] = 20.0
    direction: Annotated[Direction, Field(description="Where the blur grows to.")] = "down"
    start: Annotated[
        float, Field(ge=0, le=100, description="How far the picture stays sharp, in its height or width."), Unit("%", 1)
    ] = 0.0
    end: Annotated[
        float,
        Field(ge=0, le=100, description="From where on the blur is strongest; at start or before, at once."),
        Unit("%", 1),
    ] = 100.0

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        if not self.radius:
            return pixels
        turn = UPRIGHT[self.direction]
        upright = turn.apply_pixels(pixels)
        blurred = upright.copy()
        shares = self._shares(len(upright))
        for weaker, stronger in pairwise(LEVELS):
            rows = np.flatnonzero((shares > weaker) & (shares <= stronger))
            if rows.size:
                weights = (shares[rows] - weaker) / (stronger - weaker)
                top, bottom = int(rows[0]), int(rows[-1]) + 1
                blurred[top:bottom] = self._mixed(upright, top, (weaker, stronger), weights)
        return turn.apply_pixels(blurred)

    def _shares(self, height: int) -> Pixels:
        """What each row has of the radius: 0 before the start, 1 after the end; it never falls."""
        places = (np.arange(height) + 0.5) / height * 100
        return ((places - self.start) / max(self.end - self.start, 1e-9)).clip(0, 1)

    def _mixed(self, pixels: Pixels, top: int, levels: tuple[float, float], weights: Pixels) -> Pixels:
        """As many rows from `top` on as there are weights, blurred by both levels and mixed row by row."""
        margin = gaussian_reach(self.radius * levels[1])
        above = min(top, margin)
        around = pixels[top - above : top + len(weights) + margin]
        weaker, stronger = (self._blurred(around, level)[above : above + len(weights)] for level in levels)
        return mixed(weaker, stronger, weights.reshape(-1, *[1] * (pixels.ndim - 1)))

    def _blurred(self, pixels: Pixels, level: float) -> Pixels:
        return gaussian_blurred(pixels, self.radius * level) if level else pixels

    @property
    def reach(self) -> int:
        return gaussian_reach(self.radius)


OPERATIONS = (ProgressiveBlur,)
