"""What Pillow's fixed kernels have in common."""

from typing import ClassVar

from PIL import Image, ImageFilter

from filters.engine.operation import Operation


class Kernel(Operation):
    """An operation that is one of Pillow's built-in convolutions and has no parameters."""

    kernel: ClassVar[type[ImageFilter.BuiltinFilter]]

    def transform(self, image: Image.Image) -> Image.Image:
        return image.filter(self.kernel())

    @property
    def reach(self) -> int:
        sides: tuple[int, int] = self.kernel.filterargs[0]
        return max(sides) // 2
