"""What Pillow's fixed kernels have in common."""

from typing import ClassVar

from PIL import ImageFilter

from filters.engine.kernels.convolutions import pillow_kernel
from filters.engine.kernels.vision import Pixels
from filters.engine.operation import ArrayOperation


class Kernel(ArrayOperation):
    """An operation that is one of Pillow's built-in convolutions and has no parameters."""

    local: ClassVar[bool] = True
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]]

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        _, scale, offset, weights = self.kernel.filterargs
        return pillow_kernel(pixels, weights, scale, offset)

    @property
    def reach(self) -> int:
        sides: tuple[int, int] = self.kernel.filterargs[0]
        return max(sides) // 2
