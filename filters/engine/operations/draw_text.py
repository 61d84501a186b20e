"""A text at a given place."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from PIL import Image
from pydantic import Field

from filters.engine.assets import Assets
from filters.engine.drawing.blending import canvas_for, lay
from filters.engine.drawing.placement import PlaceUnit, in_pixels
from filters.engine.geometry import Position
from filters.engine.operations.lettering import Lettered
from filters.engine.parameters import Color, Unit

FURTHEST = 20_000


class DrawText(Lettered):
    """Writes a text at a given place."""

    op: ClassVar[str] = "text"
    family: ClassVar[str] = "Compositing"
    example: ClassVar[Mapping[str, Any]] = {"text": "Chelsea", "size": 24, "color": "#ffffff"}

    color: Annotated[Color, Field(description="Color of the letters.")] = "#000000"
    shadow_color: Annotated[Color, Field(description="Color of a shadow; transparent for none.")] = "#00000000"
    x: Annotated[
        float, Field(ge=-FURTHEST, le=FURTHEST, description="How far from the left, in unit."), Unit(step=1)
    ] = 50.0
    y: Annotated[
        float, Field(ge=-FURTHEST, le=FURTHEST, description="How far from the top, in unit."), Unit(step=1)
    ] = 50.0
    unit: Annotated[PlaceUnit, Field(description="What x and y count: percent of the sides, or pixels.")] = "percent"
    anchor: Annotated[Position, Field(description="Which point of the text lies at x and y.")] = "center"

    def transform_with(self, image: Image.Image, assets: Assets) -> Image.Image:
        data = self.font_data(assets)
        with self.faults():
            lettering = self.lettering(self.lines(image.size, data), data, self.asked_size(image.size))
            x, y = in_pixels((self.x, self.y), self.unit, image.size)
            inked = lettering.ink((x, y), self._anchor())
        if inked is None:
            return image
        canvas = canvas_for(image, inked[0])
        lay(canvas, *inked)
        return canvas

    def _anchor(self) -> str:
        """Pillow's two letters: left, middle, right; ascender, middle, descender."""
        across = "l" if "left" in self.anchor else "r" if "right" in self.anchor else "m"
        return across + ("a" if "top" in self.anchor else "d" if "bottom" in self.anchor else "m")


OPERATIONS = (DrawText,)
