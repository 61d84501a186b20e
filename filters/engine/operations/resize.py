"""Resizing, with or without cropping and padding."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from PIL import Image
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from filters.engine.drawing.canvas import laid
from filters.engine.geometry import Position
from filters.engine.layout import Fit, Layout, Wish, layout
from filters.engine.operation import Size
from filters.engine.operations.geometric import ResizingOperation
from filters.engine.operations.placing import (
    LONGEST,
    Filled,
    FocusX,
    FocusY,
    OffsetX,
    OffsetY,
    Resampled,
    gravity,
)
from filters.engine.parameters import PIXELS, Color, Unit, rgba


class Resize(ResizingOperation):
    """Changes the size, keeping the shape of the picture unless told otherwise."""

    op: ClassVar[str] = "resize"
    family: ClassVar[str] = "Geometry"
    example: ClassVar[Mapping[str, Any]] = {"width": 120}

    width: Annotated[
        int | None,
        Field(ge=1, le=LONGEST, description="Width asked for; without it, it follows the height."),
        Unit(PIXELS),
    ] = None
    height: Annotated[
        int | None,
        Field(ge=1, le=LONGEST, description="Height asked for; without it, it follows the width."),
        Unit(PIXELS),
    ] = None
    fit: Annotated[
        Fit,
        Field(
            description="With both sides given: contain fits inside, cover fills and crops the rest, "
            "stretch distorts, pad fits inside and fills up with the background, outside covers without cropping, "
            "crop is cover that leaves a side short rather than change the scale of a small picture, "
            "auto covers where picture and box are both wide or both high and else contains."
        ),
    ] = "contain"
    upscale: Annotated[bool, Field(description="Allow the picture to become larger than it is.")] = False
    position: Annotated[Position, Field(description="What cover keeps, and where pad puts the picture.")] = "center"
    background: Annotated[Color, Field(description="Color of the room that pad fills up.")] = "#ffffff"
    resample: Resampled = "lanczos"
    fill: Filled = "color"
    focus_x: FocusX = None
    focus_y: FocusY = None
    offset_x: OffsetX = 0
    offset_y: OffsetY = 0
    min_width: Annotated[
        int | None, Field(ge=1, le=LONGEST, description="The result is enlarged to this width at least."), Unit(PIXELS)
    ] = None
    min_height: Annotated[
        int | None, Field(ge=1, le=LONGEST, description="The result is enlarged to this height at least."), Unit(PIXELS)
    ] = None
    zoom: Annotated[
        float,
        Field(ge=0.01, le=20, description="Multiplies the size asked for, or the picture's own."),
        Unit("×", 0.01),
    ] = 1.0
    dpr: Annotated[
        float,
        Field(ge=0.1, le=8, description="Pixels of the screen for one asked for: multiplies sizes and offsets."),
        Unit("×", 0.1),
    ] = 1.0
    adaptive: Annotated[
        bool, Field(description="Swap width and height where only one of box and picture is wider than high.")
    ] = False
    linear: Annotated[
        bool, Field(description="Shrink by light instead of sRGB numbers: fine patterns keep their brightness.")
    ] = False

    @model_validator(mode="after")
    def _has_a_side(self) -> Self:
        given = (self.width, self.height, self.min_width, self.min_height)
        if given == (None,) * 4 and self.zoom == self.dpr == 1:
            raise PydanticCustomError("rule", "give a width, a height or both", {"field": "width"})
        return self

    @property
    def by_light(self) -> bool:
        return self.linear

    def placed(self, picture: Image.Image, layout: Layout) -> Image.Image:
        return laid(picture, layout.canvas, layout.at, self.fill, rgba(self.background))

    def layout(self, size: Size) -> Layout:
        wish = Wish(
            width=self.width,
            height=self.height,
            fit=self.fit,
            upscale=self.upscale,
            factor=self.zoom * self.dpr,
            least=(self._least(self.min_width), self._least(self.min_height)),
            adaptive=self.adaptive,
        )
        return layout(size, wish, gravity(self, dpr=self.dpr))

    def _least(self, side: int | None) -> int:
        return 1 if side is None else max(1, round(side * self.dpr))


OPERATIONS = (Resize,)
