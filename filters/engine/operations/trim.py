"""Cutting a plain border away."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import numpy as np
from PIL import Image
from pydantic import Field

from filters.engine.kernels.vision import Pixels, cv2, to_array
from filters.engine.modes import ALPHA
from filters.engine.operation import Operation
from filters.engine.operations.crop import Crop
from filters.engine.parameters import Color, Unit, rgba

BAND = 1 << 20  # pixels that are compared at once, which bounds the memory

Box = tuple[int, int, int, int]  # left, top, right, bottom


class Trim(Operation):
    """Cuts away the border that has one color or is transparent.

    A picture of one color stays whole. In an animation only what is border in all frames goes.
    """

    op: ClassVar[str] = "trim"
    family: ClassVar[str] = "Geometry"
    decides: ClassVar[bool] = True
    exact_size: ClassVar[bool] = False

    color: Annotated[Color | None, Field(description="Color of the border; without one, the corner has it.")] = None
    corner: Annotated[
        Literal["top_left", "top_right", "bottom_left", "bottom_right"],
        Field(description="Whose color the border has."),
    ] = "top_left"
    tolerance: Annotated[
        int, Field(ge=0, le=255, description="How far any channel may be off and still be border."), Unit(step=1)
    ] = 10
    equal_horizontal: Annotated[bool, Field(description="Cut as much on the left as on the right.")] = False
    equal_vertical: Annotated[bool, Field(description="Cut as much at the top as at the bottom.")] = False

    def decide(self, images: Sequence[Image.Image]) -> Operation:
        """The smallest box around everything that is no border in any frame."""
        boxes = [box for image in images if (box := self._content(image))]
        width, height = images[0].size
        left, top, right, bottom = _around(boxes) if boxes else (0, 0, width, height)
        if self.equal_horizontal:
            left = min(left, width - right)
            right = width - left
        if self.equal_vertical:
            top = min(top, height - bottom)
            bottom = height - top
        return Crop.model_construct(left=left, top=top, width=right - left, height=bottom - top)

    def _content(self, image: Image.Image) -> Box | None:
        """The box around what is no border, None where all of it is."""
        border = self._border(image).astype(int)
        lowest, highest = (tuple((border + far).clip(0, 255).tolist()) for far in (-self.tolerance, self.tolerance))
        rows, columns = np.zeros(image.height, bool), np.zeros(image.width, bool)
        step = max(1, BAND // image.width)
        for top in range(0, image.height, step):
            band = image.crop((0, top, image.width, min(top + step, image.height)))
            plain = cv2.inRange(_visible(band), lowest, highest)
            rows[top : top + step] = plain.min(axis=1) == 0
            columns |= plain.min(axis=0) == 0
        if not rows.any():
            return None
        top, bottom = np.flatnonzero(rows)[[0, -1]]
        left, right = np.flatnonzero(columns)[[0, -1]]
        return int(left), int(top), int(right) + 1, int(bottom) + 1

    def _border(self, image: Image.Image) -> Pixels:
        if self.color:
            pixel = Image.new("RGBA", (1, 1), rgba(self.color))
        else:
            x = image.width - 1 if "right" in self.corner else 0
            y = image.height - 1 if "bottom" in self.corner else 0
            pixel = image.crop((x, y, x + 1, y + 1)).convert("RGBA")
        border: Pixels = _visible(pixel)[0, 0]
        return border if image.mode in ALPHA else border[:3]


def _visible(image: Image.Image) -> Pixels:
    """Colors as far as they are seen: premultiplied, with the alpha beside them."""
    mode = "RGBa" if image.mode in ALPHA else "RGB"
    color = image.convert("RGBA") if mode == "RGBa" else image
    return to_array(color if color.mode == mode else color.convert(mode))


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


OPERATIONS = (Trim,)
