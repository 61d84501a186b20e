"""Gray in colors of your own."""

from typing import Annotated, ClassVar, Self

import numpy as np
from PIL import ImageOps
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from filters.engine.kernels.tables import RAMP, UNIT, unit_table
from filters.engine.kernels.vision import cv2
from filters.engine.operations.point import GradientOperation
from filters.engine.parameters import Color, Unit, rgba

FAMILY = "Color"
Level = Annotated[int, Field(ge=0, le=255)]


def opaque(color: str) -> tuple[int, int, int]:
    """Red, green and blue of a color; how opaque it is does not count."""
    red, green, blue, _ = rgba(color)
    return red, green, blue


class Duotone(GradientOperation):
    """Paints the picture in two colors, by its brightness."""

    op: ClassVar[str] = "duotone"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    dark: Annotated[Color, Field(description="Color of the shadows; how opaque it is does not count.")] = "#1b2a6b"
    light: Annotated[Color, Field(description="Color of the lights; how opaque it is does not count.")] = "#ffd166"
    contrast: Annotated[
        int, Field(ge=-100, le=100, description="Below 0 the colors blend more, above 0 they part."), Unit("%", 5)
    ] = 0

    def gradient_table(self) -> bytes:
        shares = (0.5 + (UNIT - 0.5) * (1 + self.contrast / 100)).clip(0, 1)
        ends = zip(opaque(self.dark), opaque(self.light), strict=True)
        return b"".join(unit_table((low + (high - low) * shares) / 255) for low, high in ends)


class Colorize(GradientOperation):
    """Colors the picture from its brightness: one color for black, one for white, perhaps one between.

    Pillow's `ImageOps.colorize`, within a level.
    """

    op: ClassVar[str] = "colorize"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    black: Annotated[Color, Field(description="Color of black; how opaque it is does not count.")] = "#2b1055"
    white: Annotated[Color, Field(description="Color of white; how opaque it is does not count.")] = "#fff3d6"
    mid: Annotated[Color | None, Field(description="Color of the middle; without it, black fades into white.")] = None
    blackpoint: Annotated[Level, Field(description="Tones up to here are black.")] = 0
    whitepoint: Annotated[Level, Field(description="Tones from here up are white.")] = 255
    midpoint: Annotated[Level, Field(description="The tone that gets the color of the middle.")] = 127

    @model_validator(mode="after")
    def _points_rise(self) -> Self:
        if self.blackpoint > self.whitepoint:
            context = {"field": "blackpoint", "most": self.whitepoint}
            raise PydanticCustomError("rule", "blackpoint must be at most the whitepoint, {most}", context)
        if self.mid is not None and not self.blackpoint <= self.midpoint <= self.whitepoint:
            context = {"field": "midpoint", "least": self.blackpoint, "most": self.whitepoint}
            raise PydanticCustomError("rule", "midpoint must lie between black and white, {least} to {most}", context)
        return self

    def gradient_table(self) -> bytes:
        mid = None if self.mid is None else opaque(self.mid)
        points = self.blackpoint, self.whitepoint, self.midpoint
        made = ImageOps.colorize(RAMP, opaque(self.black), opaque(self.white), mid, *points)
        return b"".join(band.tobytes() for band in made.split())


class Tint(GradientOperation):
    """Gives the picture one tint; black, white and the brightness between stay.

    sharp's `tint`: gray keeps its L*, and a and b are those of the color, weighted by 1 - 4 (L* / 100 - 0.5)^2.
    """

    op: ClassVar[str] = "tint"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    color: Annotated[Color, Field(description="The tint; how opaque it is does not count.")] = "#ff8800"

    def gradient_table(self) -> bytes:
        tint = cv2.cvtColor(np.array([[opaque(self.color)]], np.float32) / 255, cv2.COLOR_RGB2LAB)[0, 0]
        gray = np.repeat(UNIT.astype(np.float32), 3).reshape(1, -1, 3)
        lab = cv2.cvtColor(gray, cv2.COLOR_RGB2LAB)
        weights = 1 - 4 * (lab[..., 0] / 100 - 0.5) ** 2
        lab[..., 1:] = weights[..., np.newaxis] * tint[1:]
        bands = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)[0].T
        return b"".join(unit_table(band) for band in bands)


OPERATIONS = (Duotone, Colorize, Tint)
