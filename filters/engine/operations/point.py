"""What point operations have in common: each pixel's result follows from that pixel's color alone.

A table, a matrix or a gradient says all that such an operation does, so that neighbors in a pipeline can become one.
"""

from typing import ClassVar

from PIL import Image

from filters.engine.kernels.rows import by_rows
from filters.engine.kernels.tables import apply_gradient, apply_matrix, apply_table, by_ramp
from filters.engine.kernels.vision import Pixels
from filters.engine.modes import Alpha
from filters.engine.operation import Operation


class PointOperation(Operation):
    """An operation on each channel by itself."""

    alpha: ClassVar[Alpha] = Alpha.KEEP

    def point_table(self) -> bytes:
        """What becomes of each level: 256 entries for all channels, or 768 for red, green and blue."""
        raise TypeError(f"{type(self).__name__} declares no point_table")

    def transform(self, image: Image.Image) -> Image.Image:
        return apply_table(image, self.point_table())


class MatrixOperation(Operation):
    """An operation whose channels are weighted sums of red, green and blue."""

    alpha: ClassVar[Alpha] = Alpha.KEEP

    def color_matrix(self) -> tuple[float, ...]:
        """Twelve numbers, a row of three weights and an offset (in levels) for each channel; four make gray."""
        raise TypeError(f"{type(self).__name__} declares no color_matrix")

    def transform(self, image: Image.Image) -> Image.Image:
        return apply_matrix(image, self.color_matrix())


class GradientOperation(Operation):
    """An operation that gives each brightness a color."""

    alpha: ClassVar[Alpha] = Alpha.KEEP

    def gradient_table(self) -> bytes:
        """768 entries: the red of each brightness, the green, the blue."""
        raise TypeError(f"{type(self).__name__} declares no gradient_table")

    def transform(self, image: Image.Image) -> Image.Image:
        return apply_gradient(image, self.gradient_table())


class PixelOperation(Operation):
    """An operation on colors that no table and no matrix can say."""

    alpha: ClassVar[Alpha] = Alpha.KEEP

    def colors(self, pixels: Pixels) -> Pixels:
        """The new colors of a block of (rows, width, 3), 8 bits a channel."""
        raise TypeError(f"{type(self).__name__} declares no colors")

    def transform(self, image: Image.Image) -> Image.Image:
        if image.mode == "L":
            return by_ramp(image, self._over)
        return self._over(image)

    def _over(self, image: Image.Image) -> Image.Image:
        return by_rows(image, lambda block, _: self.colors(block))
