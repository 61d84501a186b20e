"""A blur that grows from one side of the picture to the other."""

from itertools import pairwise
from typing import Annotated, ClassVar, Literal

import numpy as np
from PIL import Image, ImageFilter
from pydantic import Field

from filters.engine.kernels.vision import Pixels, from_array
from filters.engine.modes import Alpha
from filters.engine.operation import Operation
from filters.engine.operations.blur import FAMILY, gaussian_reach
from filters.engine.parameters import Unit

LEVELS = tuple((step / 8) ** 2 for step in range(9))  # of the radius; between two, both are blurred and mixed

Direction = Literal["down", "up", "right", "left"]
UPRIGHT = {
    "down": None,
    "up": Image.Transpose.FLIP_TOP_BOTTOM,
    "right": Image.Transpose.TRANSPOSE,
    "left": Image.Transpose.TRANSVERSE,
}
"""What turns the picture so that the blur grows downwards; each is its own inverse."""


class ProgressiveBlur(Operation):
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

    def transform(self, image: Image.Image) -> Image.Image:
        if not self.radius:
            return image
        turn = UPRIGHT[self.direction]
        upright = image if turn is None else image.transpose(turn)
        blurred = upright.copy()
        shares = self._shares(upright.height)
        for weaker, stronger in pairwise(LEVELS):
            rows = np.flatnonzero((shares > weaker) & (shares <= stronger))
            if rows.size:
                weights = (shares[rows] - weaker) / (stronger - weaker)
                blurred.paste(self._mixed(upright, int(rows[0]), (weaker, stronger), weights), (0, int(rows[0])))
        return blurred if turn is None else blurred.transpose(turn)

    def _shares(self, height: int) -> Pixels:
        """What each row has of the radius: 0 before the start, 1 after the end; it never falls."""
        places = (np.arange(height) + 0.5) / height * 100
        return ((places - self.start) / max(self.end - self.start, 1e-9)).clip(0, 1)

    def _mixed(self, image: Image.Image, top: int, levels: tuple[float, float], weights: Pixels) -> Image.Image:
        """As many rows from `top` on as there are weights, blurred by both levels and mixed row by row."""
        margin = gaussian_reach(self.radius * levels[1])
        above = min(top, margin)
        around = image.crop((0, top - above, image.width, min(top + len(weights) + margin, image.height)))
        box = (0, above, image.width, above + len(weights))
        weaker, stronger = (self._blurred(around, level).crop(box) for level in levels)
        mask = from_array(weights[:, np.newaxis] * 255, "L").resize(weaker.size, Image.Resampling.NEAREST)
        return Image.composite(stronger, weaker, mask)

    def _blurred(self, image: Image.Image, level: float) -> Image.Image:
        return image.filter(ImageFilter.GaussianBlur(self.radius * level)) if level else image

    @property
    def reach(self) -> int:
        return gaussian_reach(self.radius)


OPERATIONS = (ProgressiveBlur,)
