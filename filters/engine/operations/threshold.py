"""Black and white, and nothing between."""

from typing import Annotated, ClassVar, Literal

from PIL import Image
from pydantic import Field

from filters.engine.kernels.points import Gradient, Point, Table
from filters.engine.modes import join_alpha, split_alpha
from filters.engine.operation import Operation
from filters.engine.operations.point import ColorOperation
from filters.engine.operations.visible import without_hidden

FAMILY = "Effects"


class Threshold(ColorOperation):
    """Makes light tones white and dark ones black."""

    op: ClassVar[str] = "threshold"
    family: ClassVar[str] = FAMILY

    threshold: Annotated[int, Field(ge=0, le=255, description="Tones from here up are white.")] = 128
    grayscale: Annotated[
        bool, Field(description="Judge by brightness; otherwise each of red, green and blue by itself.")
    ] = True

    def points(self) -> tuple[Point, ...]:
        entries = bytes(255 * (level >= self.threshold) for level in range(256))
        return (Gradient(entries) if self.grayscale else Table(entries),)


class OneBit(Operation):
    """Draws the picture in black and white pixels only, as Pillow's mode 1 does."""

    op: ClassVar[str] = "one_bit"
    family: ClassVar[str] = FAMILY

    dither: Annotated[
        Literal["floyd_steinberg", "none"],
        Field(description="floyd_steinberg scatters pixels so that grays remain; none parts light from dark."),
    ] = "floyd_steinberg"

    def transform(self, image: Image.Image) -> Image.Image:
        color, alpha = split_alpha(without_hidden(image))
        dither = Image.Dither.FLOYDSTEINBERG if self.dither == "floyd_steinberg" else Image.Dither.NONE
        return join_alpha(color.convert("L").convert("1", dither=dither).convert("L"), alpha)


OPERATIONS = (Threshold, OneBit)
