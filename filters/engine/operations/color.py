"""Color: saturation and tints."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from filters.engine.kernels.luma import exact_luma
from filters.engine.kernels.points import Colors, Matrix, Point
from filters.engine.kernels.tables import SAME
from filters.engine.kernels.vision import Pixels, cv2
from filters.engine.operations.point import ColorOperation, GradientOperation, MatrixOperation
from filters.engine.parameters import Unit

FAMILY = "Color"


LUMA = (19595 / 65536, 38470 / 65536, 7471 / 65536)
"""The weights of `Image.convert("L")`: ITU-R 601."""
CUT = -0.49  # added where Pillow cuts fractions off, and a matrix rounds; whole levels have a hundredth to spare
STRONGEST = 2.5
"""The largest factor at which luma that is rounded, as Pillow's is, differs by less than a level from luma that is not:
0.5 (factor - 1) + 0.01 + `kernels.matrices.WITHIN` has to stay below 1."""


class Color(ColorOperation):
    """Makes colors paler or stronger.

    Pillow's `ImageEnhance.Color`, within a level.
    """

    op: ClassVar[str] = "color"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    factor: Annotated[
        float,
        Field(ge=0, le=10, description="0 is gray, 1 leaves the picture as it is, 2 is twice the saturation."),
        Unit(step=0.05),
    ] = 1.3

    def points(self) -> tuple[Point, ...]:
        if self.factor == 1:
            return ()
        return (Matrix(self._matrix()) if self.factor <= STRONGEST else Colors(self._blended),)

    def _matrix(self) -> tuple[float, ...]:
        """Each channel away from the luma, or towards it."""
        gray = [weight * (1 - self.factor) for weight in LUMA]
        rows = [[weight + self.factor * (channel == own) for channel, weight in enumerate(gray)] for own in range(3)]
        return tuple(number for row in rows for number in (*row, CUT))

    def _blended(self, pixels: Pixels) -> Pixels:
        gray = cv2.cvtColor(exact_luma(pixels), cv2.COLOR_GRAY2RGB)
        return np.asarray(cv2.addWeighted(pixels, self.factor, gray, 1 - self.factor, CUT))


class Grayscale(GradientOperation):
    """Takes the color away, by the brightness that the eye sees (ITU-R 601 luma)."""

    op: ClassVar[str] = "grayscale"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    def gradient_table(self) -> bytes:
        return SAME * 3


SEPIA = (0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131)
IDENTITY = (1, 0, 0, 0, 1, 0, 0, 0, 1)


class Sepia(MatrixOperation):
    """Tints the picture brown, like an old photograph.

    The color matrix of CSS `sepia(amount)`, as W3C's Filter Effects Module Level 1 writes it out.
    """

    op: ClassVar[str] = "sepia"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    amount: Annotated[
        float, Field(ge=0, le=1, description="0 leaves the picture as it is, 1 is fully brown."), Unit(step=0.05)
    ] = 1.0

    def color_matrix(self) -> tuple[float, ...]:
        mixed = [own + (brown - own) * self.amount for own, brown in zip(IDENTITY, SEPIA, strict=True)]
        return (*mixed[0:3], 0, *mixed[3:6], 0, *mixed[6:9], 0)


OPERATIONS = (Color, Grayscale, Sepia)
