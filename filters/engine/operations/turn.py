"""Turning and mirroring."""

from typing import Annotated, ClassVar, Literal

from PIL import Image, ImageOps
from pydantic import Field

from filters.engine import geometry
from filters.engine.modes import on_canvas
from filters.engine.operation import Operation, Size
from filters.engine.parameters import Color, Unit, rgba

FAMILY = "Geometry"


class Rotate(Operation):
    """Turns the picture counterclockwise by any angle; quarter turns lose nothing."""

    op: ClassVar[str] = "rotate"
    family: ClassVar[str] = FAMILY

    angle: Annotated[
        float, Field(ge=-360, le=360, description="Counterclockwise; a negative angle turns clockwise."), Unit("°", 1)
    ] = 90.0
    expand: Annotated[
        bool, Field(description="Enlarge the result so that nothing is cut off; otherwise the size stays.")
    ] = True
    background: Annotated[Color, Field(description="Color of the empty corners; transparent by default.")] = "#00000000"
    resample: Annotated[
        Literal["bicubic", "bilinear", "nearest"],
        Field(description="How pixels are computed; bicubic is the sharpest, nearest keeps hard edges."),
    ] = "bicubic"

    def transform(self, image: Image.Image) -> Image.Image:
        """`Image.rotate` averages premultiplied colors by itself, but not its fill color: the canvas comes after."""
        if geometry.turns_exactly(image.size, self.angle, expand=self.expand):
            return image.rotate(self.angle, expand=self.expand)
        canvas, picture = on_canvas(image, self.output_size(image.size), rgba(self.background))
        canvas.paste(self._turned(picture), mask=self._turned(Image.new("L", image.size, 255)))
        return canvas

    def _turned(self, image: Image.Image) -> Image.Image:
        return image.rotate(self.angle, Image.Resampling[self.resample.upper()], expand=self.expand)

    def output_size(self, size: Size) -> Size:
        return geometry.rotated(size, self.angle, expand=self.expand)


class Flip(Operation):
    """Turns the picture upside down, as mirrored in water."""

    op: ClassVar[str] = "flip"
    family: ClassVar[str] = FAMILY

    def transform(self, image: Image.Image) -> Image.Image:
        return ImageOps.flip(image)


class Mirror(Operation):
    """Swaps left and right."""

    op: ClassVar[str] = "mirror"
    family: ClassVar[str] = FAMILY

    def transform(self, image: Image.Image) -> Image.Image:
        return ImageOps.mirror(image)


OPERATIONS = (Rotate, Flip, Mirror)
