"""Blurs: averages of neighbors."""

from math import ceil
from typing import Annotated, ClassVar

from PIL import Image, ImageFilter
from pydantic import Field

from filters.engine.modes import Alpha
from filters.engine.operation import Operation
from filters.engine.parameters import Unit


class GaussianBlur(Operation):
    """Blurs softly, as an unfocused lens does."""

    op: ClassVar[str] = "gaussian_blur"
    family: ClassVar[str] = "Blur"
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY

    radius: Annotated[
        float, Field(ge=0, le=250, description="Standard deviation of the blur."), Unit("px", step=0.5)
    ] = 2.0

    def transform(self, image: Image.Image) -> Image.Image:
        return image.filter(ImageFilter.GaussianBlur(self.radius)) if self.radius else image

    @property
    def reach(self) -> int:
        return ceil(self.radius * 3)


OPERATIONS = (GaussianBlur,)
