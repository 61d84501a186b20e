"""Adding room around a picture, and taking a border away."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from PIL import Image
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from filters.engine.boxes import Corners
from filters.engine.drawing.canvas import laid
from filters.engine.errors import PipelineInvalid
from filters.engine.geometry import Gravity, Position, widened
from filters.engine.modes import on_canvas
from filters.engine.operation import Operation, Size
from filters.engine.operations.geometric import CuttingOperation
from filters.engine.operations.placing import (
    LONGEST,
    Background,
    Filled,
    FocusX,
    FocusY,
    OffsetX,
    OffsetY,
    RatioHeight,
    RatioWidth,
    gravity,
    plain,
)
from filters.engine.parameters import PIXELS, Color, Unit, rgba

FAMILY = "Geometry"
WIDEST = 10_000  # pixels of a border

Where = Annotated[Position, Field(description="Where the picture lies.")]


class Bordered(Operation):
    """A border of one width, or of its own on a side."""

    family: ClassVar[str] = FAMILY

    border: Annotated[int, Field(ge=0, le=WIDEST, description="Width of the border."), Unit(PIXELS)] = 0
    left: Annotated[int | None, Field(ge=0, le=WIDEST, description="Another width on the left."), Unit(PIXELS)] = None
    top: Annotated[int | None, Field(ge=0, le=WIDEST, description="Another width at the top."), Unit(PIXELS)] = None
    right: Annotated[int | None, Field(ge=0, le=WIDEST, description="Another width on the right."), Unit(PIXELS)] = None
    bottom: Annotated[int | None, Field(ge=0, le=WIDEST, description="Another width at the bottom."), Unit(PIXELS)] = (
        None
    )

    def _borders(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom."""
        left, top, right, bottom = (
            self.border if side is None else side for side in (self.left, self.top, self.right, self.bottom)
        )
        return left, top, right, bottom


class Expand(Bordered):
    """Adds a border of one color, as Pillow's ImageOps.expand."""

    op: ClassVar[str] = "expand"
    example: ClassVar[Mapping[str, Any]] = {"border": 8, "color": "#e8641b"}

    color: Annotated[
        Color | None,
        Field(description="Color of the border; black without one, or transparent if the picture has alpha."),
    ] = None

    def transform(self, image: Image.Image) -> Image.Image:
        canvas, picture = on_canvas(image, self.output_size(image.size), plain(self.color, image.mode))
        left, top, _, _ = self._borders()
        canvas.paste(picture, (left, top))
        return canvas

    def output_size(self, size: Size) -> Size:
        left, top, right, bottom = self._borders()
        return left + size[0] + right, top + size[1] + bottom


class CropBorder(Bordered, CuttingOperation):
    """Cuts a border off, as Pillow's ImageOps.crop."""

    op: ClassVar[str] = "crop_border"
    example: ClassVar[Mapping[str, Any]] = {"border": 20}

    def corners(self, size: Size) -> Corners:
        left, top, right, bottom = self._borders()
        problems = []
        for sides, cut, side, extent in (
            (("left", "right"), left + right, size[0], "wide"),
            (("top", "bottom"), top + bottom, size[1], "high"),
        ):
            if cut >= side:
                given = next((name for name in sides if getattr(self, name) is not None), "border")
                why = f"leaves nothing: {sides[0]} and {sides[1]} may be {side - 1} px together, "
                problems.append(self.misfit(given, f"{why}as the picture is {side} px {extent} at this step"))
        if problems:
            raise PipelineInvalid(problems)
        return left, top, size[0] - right, size[1] - bottom


class Padding(Operation):
    """Adds room on each side, filled with a color or with what is made of the picture."""

    op: ClassVar[str] = "padding"
    family: ClassVar[str] = FAMILY
    example: ClassVar[Mapping[str, Any]] = {"top": 10, "right": 20, "bottom": 10, "left": 20, "fill": "blur"}

    top: Annotated[int, Field(ge=0, le=WIDEST, description="Room at the top."), Unit(PIXELS)] = 20
    right: Annotated[int, Field(ge=0, le=WIDEST, description="Room on the right."), Unit(PIXELS)] = 20
    bottom: Annotated[int, Field(ge=0, le=WIDEST, description="Room at the bottom."), Unit(PIXELS)] = 20
    left: Annotated[int, Field(ge=0, le=WIDEST, description="Room on the left."), Unit(PIXELS)] = 20
    fill: Filled = "color"
    background: Background = "#ffffff"

    def transform(self, image: Image.Image) -> Image.Image:
        size = self.output_size(image.size)
        return laid(image.copy(), size, (self.left, self.top), self.fill, rgba(self.background))

    def output_size(self, size: Size) -> Size:
        return self.left + size[0] + self.right, self.top + size[1] + self.bottom


class Extend(Operation):
    """Makes the canvas as large as a box; the picture keeps its pixels, a longer side stays."""

    op: ClassVar[str] = "extend"
    family: ClassVar[str] = FAMILY
    example: ClassVar[Mapping[str, Any]] = {"width": 180, "height": 150, "background": "#224466"}

    width: Annotated[
        int | None, Field(ge=1, le=LONGEST, description="Width to reach; without it, it stays."), Unit(PIXELS)
    ] = None
    height: Annotated[
        int | None, Field(ge=1, le=LONGEST, description="Height to reach; without it, it stays."), Unit(PIXELS)
    ] = None
    fill: Filled = "color"
    background: Background = "#ffffff"
    position: Where = "center"
    focus_x: FocusX = None
    focus_y: FocusY = None
    offset_x: OffsetX = 0
    offset_y: OffsetY = 0

    @model_validator(mode="after")
    def _has_a_side(self) -> Self:
        if self.width is None and self.height is None:
            raise PydanticCustomError("rule", "give a width, a height or both", {"field": "width"})
        return self

    def transform(self, image: Image.Image) -> Image.Image:
        return _extended(image, self.output_size(image.size), self, gravity(self))

    def output_size(self, size: Size) -> Size:
        return max(size[0], self.width or 1), max(size[1], self.height or 1)


class ExtendAspect(Operation):
    """Makes the canvas wider or higher until it has a shape such as 16:9."""

    op: ClassVar[str] = "extend_aspect"
    family: ClassVar[str] = FAMILY
    example: ClassVar[Mapping[str, Any]] = {"ratio_width": 2, "ratio_height": 1, "background": "#224466"}

    ratio_width: RatioWidth = 16.0
    ratio_height: RatioHeight = 9.0
    fill: Filled = "color"
    background: Background = "#ffffff"
    position: Where = "center"
    focus_x: FocusX = None
    focus_y: FocusY = None
    offset_x: OffsetX = 0
    offset_y: OffsetY = 0

    def transform(self, image: Image.Image) -> Image.Image:
        return _extended(image, self.output_size(image.size), self, gravity(self))

    def output_size(self, size: Size) -> Size:
        return widened(size, self.ratio_width / self.ratio_height)


def _extended(image: Image.Image, size: Size, step: Extend | ExtendAspect, where: Gravity) -> Image.Image:
    return laid(image.copy(), size, where.placed(image.size, size), step.fill, rgba(step.background))


OPERATIONS = (Expand, CropBorder, Padding, Extend, ExtendAspect)
