"""Blurs: averages of neighbors."""

from math import ceil, floor
from typing import Annotated, ClassVar

from PIL import ImageFilter
from pydantic import Field

from filters.engine.kernels.blurs import box_blurred, gaussian_blurred
from filters.engine.kernels.vision import Pixels
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation, PlanarOperation
from filters.engine.operations.kernel import Kernel
from filters.engine.parameters import Unit
from filters.engine.planes import Planes, blurred

FAMILY = "Blur"


def gaussian_reach(radius: float) -> int:
    """How far Pillow's Gaussian blur looks: three box blurs, each of at most the radius, rounded up."""
    return 3 * ceil(radius)


class GaussianBlur(ArrayOperation, PlanarOperation):
    """Blurs softly, as an unfocused lens does."""

    op: ClassVar[str] = "gaussian_blur"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY
    local: ClassVar[bool] = True

    radius: Annotated[
        float,
        Field(ge=0, le=250, description="Standard deviation of the blur; 0 leaves the picture as it is."),
        Unit("px", step=0.5),
    ] = 2.0

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return gaussian_blurred(pixels, self.radius) if self.radius else pixels

    @property
    def takes_planes(self) -> bool:
        return self.radius >= 1

    def transform_planes(self, planes: Planes) -> Planes:
        return blurred(planes, self.radius)

    @property
    def reach(self) -> int:
        return gaussian_reach(self.radius)


class BoxBlur(ArrayOperation):
    """Blurs by averaging the square around each pixel; quick and even."""

    op: ClassVar[str] = "box_blur"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY
    local: ClassVar[bool] = True

    radius: Annotated[
        float,
        Field(ge=0, le=250, description="How far the square reaches to each side; 0 leaves the picture as it is."),
        Unit("px", step=0.5),
    ] = 2.0

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return box_blurred(pixels, self.radius) if self.radius else pixels

    @property
    def reach(self) -> int:
        return floor(self.radius) + 1 if self.radius else 0


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
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]] = ImageFilter.SMOOTH_MORE


OPERATIONS = (GaussianBlur, BoxBlur, Blur, Smooth, SmoothMore)
