"""Less grain."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from filters.engine.kernels.vision import Pixels, cv2
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation, Size
from filters.engine.operations.blur import FAMILY
from filters.engine.parameters import PIXELS, Unit


class ReduceNoise(ArrayOperation):
    """Smooths grain and keeps edges: averages neighbors that have nearly the same color.

    A bilateral filter (Tomasi and Manduchi 1998), by OpenCV; past the border, the outermost pixels are repeated.
    """

    op: ClassVar[str] = "reduce_noise"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.BLEED

    strength: Annotated[
        float,
        Field(ge=0, le=100, description="How far colors may differ, of 255, and still be averaged; 0 does nothing."),
        Unit(step=1),
    ] = 30.0
    radius: Annotated[int, Field(ge=1, le=4, description="How far away neighbors are looked for."), Unit(PIXELS)] = 2

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        if not self.strength:
            return pixels
        side = 2 * self.radius + 1
        return np.asarray(
            cv2.bilateralFilter(pixels, side, self.strength, self.radius, borderType=cv2.BORDER_REPLICATE)
        )

    def is_identity(self, size: Size) -> bool:
        return not self.strength

    @property
    def reach(self) -> int:
        return self.radius


OPERATIONS = (ReduceNoise,)
