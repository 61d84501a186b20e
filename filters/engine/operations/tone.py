"""Tone: how light and how dark things are.

Where a result depends on all pixels (a mean, a histogram), fully transparent ones do not count.
"""

from typing import Annotated, ClassVar

from PIL import Image, ImageEnhance, ImageOps, ImageStat
from pydantic import Field

from filters.engine.kernels.lookup import looked_up
from filters.engine.kernels.luma import exact_luma, luma
from filters.engine.kernels.tables import table_of
from filters.engine.kernels.vision import Pixels, cv2, from_array, to_array
from filters.engine.modes import join_alpha, split_alpha
from filters.engine.operation import ArrayOperation, Size
from filters.engine.operations.point import PointOperation
from filters.engine.parameters import Unit

FAMILY = "Tone"


class Brightness(PointOperation):
    """Makes the picture darker or brighter."""

    op: ClassVar[str] = "brightness"
    family: ClassVar[str] = FAMILY

    factor: Annotated[
        float,
        Field(ge=0, le=10, description="0 is black, 1 leaves the picture as it is, 2 is twice as bright."),
        Unit(step=0.05),
    ] = 1.2

    def point_table(self) -> bytes:
        return table_of(lambda ramp: ImageEnhance.Brightness(ramp).enhance(self.factor))


class Contrast(ArrayOperation):
    """Makes the differences between light and dark smaller or larger.

    Pillow's `ImageEnhance.Contrast`, within a level.
    """

    op: ClassVar[str] = "contrast"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    factor: Annotated[
        float,
        Field(ge=0, le=10, description="0 is even gray, 1 leaves the picture as it is, 2 is twice the contrast."),
        Unit(step=0.05),
    ] = 1.3

    def transform(self, image: Image.Image) -> Image.Image:
        """As `ImageEnhance.Contrast`, which would let transparent pixels into its mean."""
        color, alpha = split_alpha(image)
        if alpha is None:
            return super().transform(image)
        gray = from_array(self._brightness(to_array(color)), "L")
        mean = ImageStat.Stat(gray, alpha).mean[0]
        return join_alpha(color.point(list(self._around(mean)) * len(color.getbands())), alpha)

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return looked_up(pixels, self._around(cv2.mean(self._brightness(pixels))[0]))

    def _brightness(self, pixels: Pixels) -> Pixels:
        """A mean that is off by a level moves tones by the distance of the factor from 1."""
        return luma(pixels) if abs(self.factor - 1) <= 1 else exact_luma(pixels)

    def _around(self, mean: float) -> bytes:
        """The table that moves levels away from the mean, or towards it."""
        return table_of(lambda ramp: Image.blend(Image.new("L", ramp.size, int(mean + 0.5)), ramp, self.factor))

    def is_identity(self, size: Size) -> bool:
        return self.factor == 1


class Invert(PointOperation):
    """Turns the picture into its negative."""

    op: ClassVar[str] = "invert"
    family: ClassVar[str] = FAMILY

    def point_table(self) -> bytes:
        return table_of(ImageOps.invert)


class Posterize(PointOperation):
    """Reduces the tones to a few flat steps, like a printed poster."""

    op: ClassVar[str] = "posterize"
    family: ClassVar[str] = FAMILY

    bits: Annotated[
        int, Field(ge=1, le=8, description="Bits left to each color: 1 gives two tones, 8 changes nothing.")
    ] = 3

    def point_table(self) -> bytes:
        return table_of(lambda ramp: ImageOps.posterize(ramp, self.bits))


class Solarize(PointOperation):
    """Inverts the bright tones only, like overexposed film."""

    op: ClassVar[str] = "solarize"
    family: ClassVar[str] = FAMILY

    threshold: Annotated[
        int, Field(ge=0, le=255, description="Tones from here up are inverted; 0 inverts all of them.")
    ] = 128

    def point_table(self) -> bytes:
        return table_of(lambda ramp: ImageOps.solarize(ramp, self.threshold))


OPERATIONS = (Brightness, Contrast, Invert, Posterize, Solarize)
