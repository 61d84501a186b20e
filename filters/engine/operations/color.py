"""Color: saturation and tints."""

from typing import Annotated, ClassVar

from PIL import Image, ImageEnhance, ImageOps
from pydantic import Field

from filters.engine.modes import Alpha
from filters.engine.operation import Operation
from filters.engine.operations.point import MatrixOperation
from filters.engine.parameters import Unit

FAMILY = "Color"


class Color(Operation):
    """Makes colors paler or stronger."""

    op: ClassVar[str] = "color"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.KEEP

    factor: Annotated[
        float,
        Field(ge=0, le=10, description="0 is gray, 1 leaves the picture as it is, 2 is twice the saturation."),
        Unit(step=0.05),
    ] = 1.3

    def transform(self, image: Image.Image) -> Image.Image:
        return ImageEnhance.Color(image).enhance(self.factor)


class Grayscale(Operation):
    """Takes the color away, by the brightness that the eye sees (ITU-R 601 luma)."""

    op: ClassVar[str] = "grayscale"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.KEEP

    def transform(self, image: Image.Image) -> Image.Image:
        return ImageOps.grayscale(image)


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
