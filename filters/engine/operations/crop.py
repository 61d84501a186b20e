"""Cutting out a part."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from PIL import Image
from pydantic import Field

from filters.engine.errors import PipelineInvalid, Problem
from filters.engine.operation import Operation, Size
from filters.engine.parameters import PIXELS, Unit

LONGEST = 65_535


class Crop(Operation):
    """Cuts out a rectangle, which has to lie inside the picture."""

    op: ClassVar[str] = "crop"
    family: ClassVar[str] = "Geometry"

    left: Annotated[int, Field(ge=0, le=LONGEST, description="Pixels to leave out on the left."), Unit(PIXELS)] = 0
    top: Annotated[int, Field(ge=0, le=LONGEST, description="Pixels to leave out at the top."), Unit(PIXELS)] = 0
    width: Annotated[int, Field(ge=1, le=LONGEST, description="Width of the rectangle."), Unit(PIXELS)]
    height: Annotated[int, Field(ge=1, le=LONGEST, description="Height of the rectangle."), Unit(PIXELS)]

    def transform(self, image: Image.Image) -> Image.Image:
        width, height = self.output_size(image.size)
        return image.crop((self.left, self.top, self.left + width, self.top + height))

    def output_size(self, size: Size) -> Size:
        problems = [*self._misfits("left", "width", size[0], "wide"), *self._misfits("top", "height", size[1], "high")]
        if problems:
            raise PipelineInvalid(problems)
        return self.width, self.height

    def _misfits(self, start: str, length: str, side: int, extent: str) -> Iterator[Problem]:
        at = getattr(self, start)
        here = f"the picture is {side} px {extent} at this step"
        if at >= side:
            yield self.misfit(start, f"must be at most {side - 1}: {here}")
        elif at + getattr(self, length) > side:
            yield self.misfit(length, f"must be at most {side - at}: {here}" + (f" and {start} is {at}" if at else ""))


OPERATIONS = (Crop,)
