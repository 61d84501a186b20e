"""Rank filters: each pixel becomes one of its neighbors, these being sorted by value.

The pixels are Pillow's, bit for bit, but Pillow itself takes minutes for a large median: OpenCV computes the median,
the smallest and the largest in a time that hardly grows with the size, and `sorting` does the rest.
"""

from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from filters.engine.kernels.morphology import dilated, eroded, median, neighborhood
from filters.engine.kernels.sorting import most_common, ranked
from filters.engine.kernels.vision import Pixels
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation
from filters.engine.parameters import PIXELS, Unit

FAMILY = "Morphology"
LARGEST = 255
LARGEST_RANKED, LARGEST_MODE = 11, 9  # each takes 3 to 4 s for 12 megapixels


def _odd(size: int) -> int:
    if size % 2 == 0:
        message = f"size must be odd, such as {size - 1} or {size + 1}; got {size}"
        raise PydanticCustomError("rule", "{message}", {"message": message})
    return size


Odd = AfterValidator(_odd)
Side = Annotated[
    int, Field(ge=3, le=LARGEST, description="Side of the square around each pixel; odd."), Unit(PIXELS, 2), Odd
]


class Neighbors(ArrayOperation):
    """What the rank filters have in common. Transparency is sorted like a color, and colors premultiplied."""

    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY
    local: ClassVar[bool] = True

    size: Side = 3

    @property
    def reach(self) -> int:
        return self.size // 2


class MedianFilter(Neighbors):
    """Removes specks and grain, and keeps edges: takes the middle value around each pixel."""

    op: ClassVar[str] = "median_filter"

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return median(pixels, self.size)


class MinFilter(Neighbors):
    """Takes the darkest value around each pixel."""

    op: ClassVar[str] = "min_filter"

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return eroded(pixels, neighborhood("square", self.reach))


class MaxFilter(Neighbors):
    """Takes the brightest value around each pixel."""

    op: ClassVar[str] = "max_filter"

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return dilated(pixels, neighborhood("square", self.reach))


class RankFilter(Neighbors):
    """Sorts the values around each pixel and takes the one at a rank of your choice."""

    op: ClassVar[str] = "rank_filter"

    size: Annotated[
        int,
        Field(ge=3, le=LARGEST_RANKED, description="Side of the square around each pixel; odd."),
        Unit(PIXELS, 2),
        Odd,
    ] = 3
    rank: Annotated[
        int,
        Field(ge=0, le=LARGEST_RANKED**2 - 1, description="0 is the darkest value, size x size - 1 the brightest."),
    ] = 2

    @model_validator(mode="after")
    def _is_in_the_square(self) -> Self:
        if self.rank >= self.size**2:
            message = f"rank must be at most {self.size**2 - 1} where size is {self.size}; got {self.rank}"
            raise PydanticCustomError("rule", "{message}", {"field": "rank", "message": message})
        return self

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return ranked(pixels, self.size, self.rank)


class ModeFilter(ArrayOperation):
    """Paints in flat patches: takes the most common value around each pixel."""

    op: ClassVar[str] = "mode_filter"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.BLEED
    local: ClassVar[bool] = True

    size: Annotated[
        int,
        Field(ge=3, le=LARGEST_MODE, description="Side of the square around each pixel; odd."),
        Unit(PIXELS, 2),
        Odd,
    ] = 5

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return most_common(pixels, self.size)

    @property
    def reach(self) -> int:
        return self.size // 2


OPERATIONS = (MedianFilter, MinFilter, MaxFilter, RankFilter, ModeFilter)
