"""Less grain."""

from typing import Annotated, ClassVar

from PIL import Image
from pydantic import Field

from filters.engine.kernels.vision import cv2, from_array, to_array
from filters.engine.modes import Alpha
from filters.engine.operation import Operation
from filters.engine.operations.blur import FAMILY
from filters.engine.parameters import PIXELS, Unit


class ReduceNoise(Operation):
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

    def transform(self, image: Image.Image) -> Image.Image:
        if not self.strength:
            return image
        pixels = cv2.bilateralFilter(
            to_array(image), 2 * self.radius + 1, self.strength, self.radius, borderType=cv2.BORDER_REPLICATE
        )
        return from_array(pixels, image.mode)

    @property
    def reach(self) -> int:
        return self.radius


OPERATIONS = (ReduceNoise,)
