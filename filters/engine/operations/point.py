"""What point operations have in common: each pixel's result follows from that pixel's color alone.

A table, a matrix or a gradient says all that such an operation does, so that neighbors in a pipeline can become one.
"""

from typing import Any, ClassVar

from filters.engine.kernels.points import Colors, Gradient, Matrix, Point, Table, run_points, simplified
from filters.engine.kernels.tables import reduced
from filters.engine.kernels.vision import Pixels
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation, Size


class ColorOperation(ArrayOperation):
    """An operation on each color by itself."""

    alpha: ClassVar[Alpha] = Alpha.KEEP
    local: ClassVar[bool] = True

    def points(self) -> tuple[Point, ...]:
        """What it does, as a chain: see `kernels.points`. Chains of neighbors can be joined."""
        raise TypeError(f"{type(self).__name__} declares no points")

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return run_points(pixels, self.points())

    def is_identity(self, size: Size) -> bool:
        return not simplified(self.points())


class PointOperation(ColorOperation):
    """An operation on each channel by itself."""

    def point_table(self) -> bytes:
        """What becomes of each level: 256 entries for all channels, or 768 for red, green and blue."""
        raise TypeError(f"{type(self).__name__} declares no point_table")

    def points(self) -> tuple[Point, ...]:
        return (Table(reduced(self.point_table())),)


class MatrixOperation(ColorOperation):
    """An operation whose channels are weighted sums of red, green and blue."""

    def color_matrix(self) -> tuple[float, ...]:
        """Twelve numbers, a row of three weights and an offset (in levels) for each channel; four make gray."""
        raise TypeError(f"{type(self).__name__} declares no color_matrix")

    def points(self) -> tuple[Point, ...]:
        return (Matrix(self.color_matrix()),)


class GradientOperation(ColorOperation):
    """An operation that gives each brightness a color."""

    def gradient_table(self) -> bytes:
        """768 entries: the red of each brightness, the green, the blue."""
        raise TypeError(f"{type(self).__name__} declares no gradient_table")

    def points(self) -> tuple[Point, ...]:
        return (Gradient(reduced(self.gradient_table())),)


class PixelOperation(ColorOperation):
    """An operation on colors that no table and no matrix can say."""

    def colors(self, pixels: Pixels) -> Pixels:
        """The new colors of a block of (rows, width, 3), 8 bits a channel."""
        raise TypeError(f"{type(self).__name__} declares no colors")

    def points(self) -> tuple[Point, ...]:
        return (Colors(self.colors),)


class Points(ColorOperation):
    """A chain of what neighboring steps do to a color."""

    op: ClassVar[str] = "points"

    chain: tuple[Any, ...]

    def points(self) -> tuple[Point, ...]:
        return self.chain
