"""Blurs: averages of neighbors."""

from math import ceil
from typing import Annotated, ClassVar

from PIL import Image, ImageFilter
from pydantic import Field

from filters.engine.modes import Alpha
from filters.engine.operation import Operation
from filters.engine.operations.kernel import Kernel
from filters.engine.parameters import Unit

FAMILY = "Blur"


def gaussian_reach(radius: float) -> int:
    """How far Pillow's Gaussian blur looks: three box blurs, each of at most the radius, rounded up."""
    return 3 * ceil(radius)


class GaussianBlur(Operation):
    """Blurs softly, as an unfocused lens does."""

    op: ClassVar[str] = "gaussian_blur"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY

    radius: Annotated[
        float,
        Field(ge=0, le=250, description="Standard deviation of the blur; 0 leaves the picture as it is."),
        Unit("px", step=0.5),
    ] = 2.0

    def transform(self, image: Image.Image) -> Image.Image:
        return image.filter(ImageFilter.GaussianBlur(self.radius)) if self.radius else image

    @property
    def reach(self) -> int:
        return gaussian_reach(self.radius)


class BoxBlur(Operation):
    """Blurs by averaging the square around each pixel; quick and even."""

    op: ClassVar[str] = "box_blur"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY

    radius: Annotated[
        float,
        Field(ge=0, le=250, description="How far the square reaches to each side; 0 leaves the picture as it is."),
        Unit("px", step=0.5),
    ] = 2.0

    def transform(self, image: Image.Image) -> Image.Image:
        return image.filter(ImageFilter.BoxBlur(self.radius)) if self.radius else image

    @property
    def reach(self) -> int:
        return ceil(self.radius)


class Blur(Kernel):
    """Blurs lightly, with one fixed pattern of 5 x 5 pixels."""

    op: ClassVar[str] = "blur"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]] = ImageFilter.BLUR


class Smooth(Kernel):
    """Evens out grain a little and keeps most edges."""

    op: ClassVar[str] = "smooth"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]] = ImageFilter.SMOOTH


class SmoothMore(Kernel):
    """Evens out grain more strongly than smooth does."""

    op: ClassVar[str] = "smooth_more"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]] = ImageFilter.SMOOTH_MORE


OPERATIONS = (GaussianBlur, BoxBlur, Blur, Smooth, SmoothMore)
