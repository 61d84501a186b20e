"""Tone: how light and how dark things are.

Where a result depends on all pixels (a mean, a histogram), fully transparent ones do not count.
"""

from typing import Annotated, ClassVar

from PIL import Image, ImageEnhance, ImageOps, ImageStat
from pydantic import Field

from filters.engine.modes import Alpha, join_alpha, split_alpha
from filters.engine.operation import Operation
from filters.engine.parameters import Unit

FAMILY = "Tone"


class Brightness(Operation):
    """Makes the picture darker or brighter."""

    op: ClassVar[str] = "brightness"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.KEEP

    factor: Annotated[
        float,
        Field(ge=0, le=10, description="0 is black, 1 leaves the picture as it is, 2 is twice as bright."),
        Unit(step=0.05),
    ] = 1.2

    def transform(self, image: Image.Image) -> Image.Image:
        return ImageEnhance.Brightness(image).enhance(self.factor)


class Contrast(Operation):
    """Makes the differences between light and dark smaller or larger."""

    op: ClassVar[str] = "contrast"
    family: ClassVar[str] = FAMILY

    factor: Annotated[
        float,
        Field(ge=0, le=10, description="0 is even gray, 1 leaves the picture as it is, 2 is twice the contrast."),
        Unit(step=0.05),
    ] = 1.3

    def transform(self, image: Image.Image) -> Image.Image:
        """As `ImageEnhance.Contrast`, which would let transparent pixels into its mean."""
        color, alpha = split_alpha(image)
        mean = int(ImageStat.Stat(color.convert("L"), alpha).mean[0] + 0.5)
        gray = Image.new("L", color.size, mean).convert(color.mode)
        return join_alpha(Image.blend(gray, color, self.factor), alpha)


class Autocontrast(Operation):
    """Stretches the picture over the full range from black to white."""

    op: ClassVar[str] = "autocontrast"
    family: ClassVar[str] = FAMILY

    cutoff_low: Annotated[
        float, Field(ge=0, le=49, description="Share of the darkest pixels that may become black."), Unit("%", 0.5)
    ] = 0.0
    cutoff_high: Annotated[
        float, Field(ge=0, le=49, description="Share of the brightest pixels that may become white."), Unit("%", 0.5)
    ] = 0.0
    preserve_tone: Annotated[
        bool, Field(description="Stretch all colors alike, so that no tint changes; otherwise each on its own.")
    ] = False

    def transform(self, image: Image.Image) -> Image.Image:
        color, alpha = split_alpha(image)
        cutoff = (self.cutoff_low, self.cutoff_high)
        result = ImageOps.autocontrast(color, cutoff, mask=alpha, preserve_tone=self.preserve_tone)
        return join_alpha(result, alpha)


class Equalize(Operation):
    """Spreads the tones evenly, which brings out detail in flat areas."""

    op: ClassVar[str] = "equalize"
    family: ClassVar[str] = FAMILY

    def transform(self, image: Image.Image) -> Image.Image:
        color, alpha = split_alpha(image)
        return join_alpha(ImageOps.equalize(color, mask=alpha), alpha)


class Invert(Operation):
    """Turns the picture into its negative."""

    op: ClassVar[str] = "invert"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.KEEP

    def transform(self, image: Image.Image) -> Image.Image:
        return ImageOps.invert(image)


class Posterize(Operation):
    """Reduces the tones to a few flat steps, like a printed poster."""

    op: ClassVar[str] = "posterize"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.KEEP

    bits: Annotated[
        int, Field(ge=1, le=8, description="Bits left to each color: 1 gives two tones, 8 changes nothing.")
    ] = 3

    def transform(self, image: Image.Image) -> Image.Image:
        return ImageOps.posterize(image, self.bits)


class Solarize(Operation):
    """Inverts the bright tones only, like overexposed film."""

    op: ClassVar[str] = "solarize"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.KEEP

    threshold: Annotated[
        int, Field(ge=0, le=255, description="Tones from here up are inverted; 0 inverts all of them.")
    ] = 128

    def transform(self, image: Image.Image) -> Image.Image:
        return ImageOps.solarize(image, self.threshold)


OPERATIONS = (Brightness, Contrast, Autocontrast, Equalize, Invert, Posterize, Solarize)
