"""Resizing, with or without cropping and padding."""

from typing import Annotated, ClassVar, Literal, Self

from PIL import Image
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from filters.engine import geometry
from filters.engine.geometry import Fit, Layout, Position
from filters.engine.modes import on_canvas
from filters.engine.operation import Operation, Size
from filters.engine.parameters import PIXELS, Color, Unit, rgba

Resample = Literal["lanczos", "bicubic", "hamming", "bilinear", "box", "nearest"]


class Resize(Operation):
    """Changes the size, keeping the shape of the picture unless told otherwise."""

    op: ClassVar[str] = "resize"
    family: ClassVar[str] = "Geometry"

    width: Annotated[
        int | None,
        Field(ge=1, le=20_000, description="Width asked for; without it, it follows the height."),
        Unit(PIXELS),
    ] = None
    height: Annotated[
        int | None,
        Field(ge=1, le=20_000, description="Height asked for; without it, it follows the width."),
        Unit(PIXELS),
    ] = None
    fit: Annotated[
        Fit,
        Field(
            description="With both sides given: contain fits inside, cover fills and crops the rest, "
            "stretch distorts, pad fits inside and fills up with the background."
        ),
    ] = "contain"
    upscale: Annotated[bool, Field(description="Allow the picture to become larger than it is.")] = False
    position: Annotated[Position, Field(description="What cover keeps, and where pad puts the picture.")] = "center"
    background: Annotated[Color, Field(description="Color of the room that pad fills up.")] = "#ffffff"
    resample: Annotated[
        Resample, Field(description="How pixels are computed; lanczos is the sharpest, nearest keeps hard edges.")
    ] = "lanczos"

    @model_validator(mode="after")
    def _has_a_side(self) -> Self:
        if self.width is None and self.height is None:
            raise PydanticCustomError("rule", "give a width, a height or both", {"field": "width"})
        return self

    def transform(self, image: Image.Image) -> Image.Image:
        """Pillow's resize averages premultiplied colors by itself."""
        plan = self._layout(image.size)
        picture = image.resize(plan.picture, Image.Resampling[self.resample.upper()], box=plan.box)
        if plan.canvas == plan.picture:
            return picture
        canvas, picture = on_canvas(picture, plan.canvas, rgba(self.background))
        canvas.paste(picture, plan.at)
        return canvas

    def output_size(self, size: Size) -> Size:
        return self._layout(size).canvas

    def _layout(self, size: Size) -> Layout:
        return geometry.layout(
            size, width=self.width, height=self.height, fit=self.fit, upscale=self.upscale, position=self.position
        )


OPERATIONS = (Resize,)
