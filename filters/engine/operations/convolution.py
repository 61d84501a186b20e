"""Convolutions: each pixel becomes a weighted sum of its neighborhood, by weights that the user gives."""

from math import isqrt
from typing import Annotated, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from filters.engine.kernels.convolutions import convolved, pillow_kernel
from filters.engine.kernels.vision import Pixels
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation
from filters.engine.parameters import Many, Unit

FAMILY = "Effects"
LARGEST = 15  # rows and columns
NOTHING = 1e-6  # a sum of weights below this is a zero that floats missed

Weight = Annotated[float, Field(ge=-1000, le=1000)]


def divisor(weights: tuple[float, ...]) -> float:
    """The sum of the weights, so that the brightness stays; 1 where it is zero, as that of an edge filter is."""
    total = sum(weights)
    return total if abs(total) >= NOTHING else 1.0


class CustomKernel(ArrayOperation):
    """Weighs each pixel's neighbors by 3 x 3 or 5 x 5 numbers of your own: sharpens, blurs, embosses.

    It is `ImageFilter.Kernel`, with all it does: the first row of numbers weighs the pixels below, the last row those
    above, and the outermost pixels of the picture stay as they are. `convolution` does neither.
    """

    op: ClassVar[str] = "kernel"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.BLEED
    local: ClassVar[bool] = True

    kernel: Annotated[
        tuple[Weight, ...],
        Many(),
        Field(min_length=9, max_length=25, description="9 or 25 weights, row by row from the bottom."),
    ] = (-1.0, -1.0, -1.0, -1.0, 9.0, -1.0, -1.0, -1.0, -1.0)
    scale: Annotated[
        float | None,
        Field(ge=-100_000, le=100_000, description="What the sum is divided by; without it, the sum of the weights."),
        Unit(step=1),
    ] = None
    offset: Annotated[
        float, Field(ge=-1000, le=1000, description="What is added after the division."), Unit(step=1)
    ] = 0.0

    @model_validator(mode="after")
    def _is_a_square(self) -> Self:
        if len(self.kernel) not in (9, 25):
            message = f"kernel takes 9 numbers (3 x 3) or 25 (5 x 5); got {len(self.kernel)}"
            raise PydanticCustomError("rule", "{message}", {"field": "kernel", "message": message})
        if self.scale is not None and abs(self.scale) < NOTHING:
            raise PydanticCustomError("rule", "scale must not be 0: it divides", {"field": "scale"})
        return self

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        scale = divisor(self.kernel) if self.scale is None else self.scale
        return pillow_kernel(pixels, self.kernel, scale, self.offset)

    @property
    def reach(self) -> int:
        return isqrt(len(self.kernel)) // 2


class Convolution(ArrayOperation):
    """Weighs each pixel's neighbors by a table of your own, of up to 15 x 15 numbers.

    Past the border of the picture, its outermost pixels are repeated.
    """

    op: ClassVar[str] = "convolution"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.BLEED
    local: ClassVar[bool] = True

    kernel: Annotated[
        tuple[Weight, ...],
        Many(),
        Field(min_length=1, max_length=LARGEST**2, description="The weights, row by row from the top."),
    ] = (1.0, 2.0, 1.0, 2.0, 4.0, 2.0, 1.0, 2.0, 1.0)
    columns: Annotated[
        int | None,
        Field(ge=1, le=LARGEST, description="How many weights make a row; without it, the table is a square."),
    ] = None
    normalize: Annotated[
        bool, Field(description="Divide by the sum of the weights, where it is not 0: the brightness stays.")
    ] = True

    @model_validator(mode="after")
    def _has_a_middle(self) -> Self:
        rows, columns = self._sides
        if rows * columns == len(self.kernel) and rows % 2 == columns % 2 == 1 and rows <= LARGEST:
            return self
        message = (
            f"kernel takes an odd number of rows by an odd number of columns, at most {LARGEST} of each; "
            f"got {len(self.kernel)} numbers for {columns} columns"
        )
        raise PydanticCustomError("rule", "{message}", {"field": "kernel", "message": message})

    @property
    def _sides(self) -> tuple[int, int]:
        columns = self.columns or isqrt(len(self.kernel))
        return len(self.kernel) // columns, columns

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        weights = np.array(self.kernel).reshape(self._sides) / (divisor(self.kernel) if self.normalize else 1.0)
        return convolved(pixels, weights)

    @property
    def reach(self) -> int:
        return max(self._sides) // 2


OPERATIONS = (CustomKernel, Convolution)
