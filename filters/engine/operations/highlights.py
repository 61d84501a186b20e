"""Highlights and shadows: light and dark areas apart from each other."""

from typing import Annotated, ClassVar

import numpy as np
from PIL import Image, ImageFilter
from pydantic import Field

from filters.engine.kernels.blurs import gaussian_blurred
from filters.engine.kernels.luma import gray_of, luma
from filters.engine.kernels.pairs import looked_up_with
from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.tables import UNIT
from filters.engine.kernels.vision import Pixels, to_array
from filters.engine.modes import ALPHA, PREMULTIPLIED, join_alpha, split_alpha
from filters.engine.operation import ArrayOperation, Size
from filters.engine.operations.blur import gaussian_reach
from filters.engine.parameters import PIXELS, Unit


class HighlightsShadows(ArrayOperation):
    """Brings back detail in bright and in dark areas, each by its own amount.

    Areas are told apart by a blurred copy, so that contrasts within an area stay. Where its brightness is m, a value v
    of 0..1 becomes v ^ (2 ^ -(shadows (1 - m)^2)), then 1 - (1 - v) ^ (2 ^ (highlights m^2)).
    """

    op: ClassVar[str] = "highlights_shadows"
    family: ClassVar[str] = "Tone"
    version: ClassVar[int] = 2
    local: ClassVar[bool] = True

    highlights: Annotated[
        int, Field(ge=-100, le=100, description="Below 0 darkens bright areas, above 0 brightens them."), Unit("%", 5)
    ] = -60
    shadows: Annotated[
        int, Field(ge=-100, le=100, description="Above 0 brightens dark areas, below 0 darkens them."), Unit("%", 5)
    ] = 60
    radius: Annotated[
        float,
        Field(ge=0, le=250, description="How wide an area is; 0 takes each pixel by itself."),
        Unit(PIXELS, step=1),
    ] = 30.0

    def transform(self, image: Image.Image) -> Image.Image:
        """Hidden colors have no part in what surrounds a pixel."""
        if image.mode not in ALPHA or self.is_identity(image.size):
            return super().transform(image)
        color, alpha = split_alpha(image)
        gray = gray_of(image)
        if self.radius:
            gray = gray.convert(PREMULTIPLIED["LA"]).filter(ImageFilter.GaussianBlur(self.radius)).convert("LA")
        made = self._tone(to_array(color), to_array(gray.getchannel("L")))
        return join_alpha(Image.fromarray(made), alpha)

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        if self.is_identity((pixels.shape[1], pixels.shape[0])):
            return pixels
        gray = luma(pixels)
        return self._tone(pixels, gaussian_blurred(gray, self.radius) if self.radius else gray)

    @property
    def reach(self) -> int:
        return gaussian_reach(self.radius)

    def is_identity(self, size: Size) -> bool:
        return not self.highlights and not self.shadows

    def _tone(self, pixels: Pixels, areas: Pixels) -> Pixels:
        """Colors of which is known how bright their surroundings are."""
        toned = self._toned()
        return over_rows(pixels, lambda block, rows: looked_up_with(block, areas[rows], toned))

    def _toned(self) -> Pixels:
        """What becomes of each value in each area: 256 levels for each of 256 areas."""
        area, value = UNIT[:, np.newaxis], UNIT[np.newaxis]
        lifted = value**2.0 ** (-self.shadows / 100 * (1 - area) ** 2)
        lowered = 1 - (1 - lifted) ** 2.0 ** (self.highlights / 100 * area**2)
        return np.rint(lowered * 255).astype(np.uint8)


OPERATIONS = (HighlightsShadows,)
