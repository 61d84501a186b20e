"""Cutting out a part."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from filters.engine.boxes import Corners
from filters.engine.errors import PipelineInvalid, Problem
from filters.engine.geometry import Gravity, shaped
from filters.engine.operation import Size
from filters.engine.operations.geometric import CuttingOperation
from filters.engine.operations.placing import FocusX, FocusY, Kept, OffsetX, OffsetY, RatioHeight, RatioWidth, gravity
from filters.engine.parameters import PIXELS, Unit

FAMILY = "Geometry"
LONGEST = 65_535
ROUNDING = 1e-9  # 0.7 + 0.3 may be a little more than 1


class Crop(CuttingOperation):
    """Cuts out a rectangle, which has to lie inside the picture."""

    op: ClassVar[str] = "crop"
    family: ClassVar[str] = FAMILY
    example: ClassVar[Mapping[str, Any]] = {"left": 50, "top": 10, "width": 90, "height": 80}

    left: Annotated[int, Field(ge=0, le=LONGEST, description="Pixels to leave out on the left."), Unit(PIXELS)] = 0
    top: Annotated[int, Field(ge=0, le=LONGEST, description="Pixels to leave out at the top."), Unit(PIXELS)] = 0
    width: Annotated[int, Field(ge=1, le=LONGEST, description="Width of the rectangle."), Unit(PIXELS)]
    height: Annotated[int, Field(ge=1, le=LONGEST, description="Height of the rectangle."), Unit(PIXELS)]

    def corners(self, size: Size) -> Corners:
        problems = [*self._misfits("left", "width", size[0], "wide"), *self._misfits("top", "height", size[1], "high")]
        if problems:
            raise PipelineInvalid(problems)
        return self.left, self.top, self.left + self.width, self.top + self.height

    def _misfits(self, start: str, length: str, side: int, extent: str) -> Iterator[Problem]:
        at = getattr(self, start)
        here = f"the picture is {side} px {extent} at this step"
        if at >= side:
            yield self.misfit(start, f"must be at most {side - 1}: {here}")
        elif at + getattr(self, length) > side:
            yield self.misfit(length, f"must be at most {side - at}: {here}" + (f" and {start} is {at}" if at else ""))


class CropTo(CuttingOperation):
    """Cuts a size out of the picture, at a position or around a point; a side that is too short stays."""

    op: ClassVar[str] = "crop_to"
    family: ClassVar[str] = FAMILY
    example: ClassVar[Mapping[str, Any]] = {"width": 100, "height": 100}

    width: Annotated[int, Field(ge=1, le=LONGEST, description="Width of the part."), Unit(PIXELS)]
    height: Annotated[int, Field(ge=1, le=LONGEST, description="Height of the part."), Unit(PIXELS)]
    position: Kept = "center"
    focus_x: FocusX = None
    focus_y: FocusY = None
    offset_x: OffsetX = 0
    offset_y: OffsetY = 0

    def corners(self, size: Size) -> Corners:
        return part_at(size, (min(size[0], self.width), min(size[1], self.height)), gravity(self))


class CropAspect(CuttingOperation):
    """Cuts out the largest part that has a shape such as 16:9."""

    op: ClassVar[str] = "crop_aspect"
    family: ClassVar[str] = FAMILY
    example: ClassVar[Mapping[str, Any]] = {"ratio_width": 1, "ratio_height": 1}

    ratio_width: RatioWidth = 16.0
    ratio_height: RatioHeight = 9.0
    position: Kept = "center"
    focus_x: FocusX = None
    focus_y: FocusY = None
    offset_x: OffsetX = 0
    offset_y: OffsetY = 0

    def corners(self, size: Size) -> Corners:
        return part_at(size, shaped(size, self.ratio_width / self.ratio_height), gravity(self))


class CropRelative(CuttingOperation):
    """Cuts out a rectangle given in shares of the picture, from 0 to 1."""

    op: ClassVar[str] = "crop_relative"
    family: ClassVar[str] = FAMILY
    example: ClassVar[Mapping[str, Any]] = {"left": 0.25, "top": 0.1, "width": 0.5, "height": 0.6}

    left: Annotated[float, Field(ge=0, le=0.999, description="Share to leave out on the left."), Unit(step=0.01)] = 0.0
    top: Annotated[float, Field(ge=0, le=0.999, description="Share to leave out at the top."), Unit(step=0.01)] = 0.0
    width: Annotated[
        float | None,
        Field(ge=0.001, le=1, description="Share of the width to keep; without it, the rest."),
        Unit(step=0.001),
    ] = None
    height: Annotated[
        float | None,
        Field(ge=0.001, le=1, description="Share of the height to keep; without it, the rest."),
        Unit(step=0.001),
    ] = None

    def corners(self, size: Size) -> Corners:
        problems = [*self._misfits("left", "width"), *self._misfits("top", "height")]
        if problems:
            raise PipelineInvalid(problems)
        left, right = _span(self.left, self.width, size[0])
        top, bottom = _span(self.top, self.height, size[1])
        return left, top, right, bottom

    def _misfits(self, start: str, length: str) -> Iterator[Problem]:
        at, share = getattr(self, start), getattr(self, length)
        if share is not None and at + share > 1 + ROUNDING:
            yield self.misfit(length, f"must be at most {1 - at:g}: {start} is {at:g}")


def _span(start: float, share: float | None, side: int) -> tuple[int, int]:
    """First and last pixel of a share of a side, both edges rounded; one pixel at least."""
    first = min(round(start * side), side - 1)
    last = side if share is None else min(round((start + share) * side), side)
    return first, max(first + 1, last)


def part_at(size: Size, part: Size, where: Gravity) -> Corners:
    """The corners of a part of a picture of `size`, at its place."""
    left, top = where.placed(part, size)
    return left, top, left + part[0], top + part[1]


OPERATIONS = (Crop, CropTo, CropAspect, CropRelative)
