"""Morphology: bright parts grow and shrink, by a neighborhood of a chosen shape.

Each channel is taken on its own. Transparency is treated like a color and colors premultiplied, so that what is
cut out grows and shrinks as a whole.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from filters.engine.kernels.morphology import Shape, dilated, eroded, neighborhood
from filters.engine.kernels.vision import Pixels
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation
from filters.engine.parameters import PIXELS, Unit

FAMILY = "Morphology"


class Morphology(ArrayOperation):
    """What the four have in common: a neighborhood."""

    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.PREMULTIPLY
    local: ClassVar[bool] = True

    radius: Annotated[
        int, Field(ge=0, le=40, description="How far the neighborhood reaches; 0 leaves the picture."), Unit(PIXELS)
    ] = 1
    shape: Annotated[Shape, Field(description="A square, a disk, or a cross of one row and one column.")] = "square"

    @property
    def around(self) -> Pixels:
        """The neighborhood as 0 and 1."""
        return neighborhood(self.shape, self.radius)

    @property
    def reach(self) -> int:
        return self.radius


class Erode(Morphology):
    """Shrinks bright parts and lets dark ones grow."""

    op: ClassVar[str] = "erode"

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return eroded(pixels, self.around)


class Dilate(Morphology):
    """Lets bright parts grow and shrinks dark ones."""

    op: ClassVar[str] = "dilate"

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return dilated(pixels, self.around)


class Open(Morphology):
    """Removes bright specks smaller than the neighborhood: erodes, then dilates."""

    op: ClassVar[str] = "open"

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return dilated(eroded(pixels, self.around), self.around)

    @property
    def reach(self) -> int:
        return 2 * self.radius


class Close(Morphology):
    """Closes dark specks and gaps smaller than the neighborhood: dilates, then erodes."""

    op: ClassVar[str] = "close"

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return eroded(dilated(pixels, self.around), self.around)

    @property
    def reach(self) -> int:
        return 2 * self.radius


OPERATIONS = (Erode, Dilate, Open, Close)
