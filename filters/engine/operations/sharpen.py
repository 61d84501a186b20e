"""Sharpening: differences between a pixel and its neighbors, made larger."""

from typing import Annotated, ClassVar

from PIL import ImageFilter
from pydantic import Field

from filters.engine.kernels.sharpening import sharpness, unsharp_masked
from filters.engine.kernels.vision import Pixels
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation, Size
from filters.engine.operations.blur import gaussian_reach
from filters.engine.operations.kernel import Kernel
from filters.engine.parameters import Unit

FAMILY = "Sharpen"


class Sharpen(Kernel):
    """Sharpens, with one fixed pattern of 3 x 3 pixels."""

    op: ClassVar[str] = "sharpen"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.BLEED
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]] = ImageFilter.SHARPEN


class UnsharpMask(ArrayOperation):
    """Sharpens by adding what a blurred copy has lost, with full control."""

    op: ClassVar[str] = "unsharp_mask"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.BLEED
    local: ClassVar[bool] = True

    radius: Annotated[
        float, Field(ge=0, le=100, description="Radius of the blurred copy: the width of the halo."), Unit("px", 0.5)
    ] = 2.0
    percent: Annotated[int, Field(ge=0, le=500, description="Strength of the sharpening."), Unit("%", 5)] = 150
    threshold: Annotated[
        int, Field(ge=0, le=255, description="The smallest difference of brightness that is sharpened.")
    ] = 3

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return unsharp_masked(pixels, self.radius, self.percent, self.threshold)

    def is_identity(self, size: Size) -> bool:
        return not self.radius or not self.percent or self.threshold == 255

    @property
    def reach(self) -> int:
        return gaussian_reach(self.radius)


class Detail(Kernel):
    """Brings out fine detail."""

    op: ClassVar[str] = "detail"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.BLEED
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]] = ImageFilter.DETAIL


class EdgeEnhance(Kernel):
    """Makes edges crisper."""

    op: ClassVar[str] = "edge_enhance"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.BLEED
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]] = ImageFilter.EDGE_ENHANCE


class EdgeEnhanceMore(Kernel):
    """Makes edges much crisper; grain comes out too."""

    op: ClassVar[str] = "edge_enhance_more"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.BLEED
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]] = ImageFilter.EDGE_ENHANCE_MORE


class Sharpness(ArrayOperation):
    """Softens or sharpens: below 1 is softer, above 1 is sharper."""

    op: ClassVar[str] = "sharpness"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.BLEED
    local: ClassVar[bool] = True

    factor: Annotated[
        float, Field(ge=0, le=10, description="0 is soft, 1 leaves the picture as it is, 2 is sharp."), Unit(step=0.1)
    ] = 2.0

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return sharpness(pixels, self.factor)

    def is_identity(self, size: Size) -> bool:
        return self.factor == 1

    @property
    def reach(self) -> int:
        return 1


OPERATIONS = (Sharpen, UnsharpMask, Detail, EdgeEnhance, EdgeEnhanceMore, Sharpness)
