"""Highlights and shadows: light and dark areas apart from each other."""

from typing import Annotated, ClassVar

import numpy as np
from PIL import Image, ImageFilter
from pydantic import Field

from filters.engine.kernels.rows import by_rows
from filters.engine.kernels.tables import UNIT
from filters.engine.kernels.vision import Pixels, to_array
from filters.engine.modes import PREMULTIPLIED, join_alpha, split_alpha
from filters.engine.operation import Operation
from filters.engine.parameters import PIXELS, Unit


class HighlightsShadows(Operation):
    """Brings back detail in bright and in dark areas, each by its own amount.

    Areas are told apart by a blurred copy, so that contrasts within an area stay. Where its brightness is m, a value v
    of 0..1 becomes v ^ (2 ^ -(shadows (1 - m)^2)), then 1 - (1 - v) ^ (2 ^ (highlights m^2)).
    """

    op: ClassVar[str] = "highlights_shadows"
    family: ClassVar[str] = "Tone"

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
        if not self.highlights and not self.shadows:
            return image
        color, alpha = split_alpha(image)
        areas, toned = to_array(self._areas(image)), self._toned()

        def tone(block: Pixels, rows: slice) -> Pixels:
            area = areas[rows].astype(np.uint16) << 8
            return np.asarray(toned[(area if block.ndim == 2 else area[..., np.newaxis]) | block])

        return join_alpha(by_rows(color, tone), alpha)

    def _areas(self, image: Image.Image) -> Image.Image:
        """How bright the surroundings of each pixel are; hidden colors have no part in it."""
        if image.mode in ("L", "RGB"):
            return image.convert("L").filter(ImageFilter.GaussianBlur(self.radius))
        gray = image.convert("LA")
        if not self.radius:
            return gray.getchannel("L")
        return (
            gray.convert(PREMULTIPLIED["LA"]).filter(ImageFilter.GaussianBlur(self.radius)).convert("LA").getchannel(0)
        )

    def _toned(self) -> Pixels:
        """What becomes of each value in each area: 256 levels for each of 256 areas."""
        area, value = UNIT[:, np.newaxis], UNIT[np.newaxis]
        lifted = value**2.0 ** (-self.shadows / 100 * (1 - area) ** 2)
        lowered = 1 - (1 - lifted) ** 2.0 ** (self.highlights / 100 * area**2)
        return np.rint(lowered * 255).astype(np.uint8).ravel()


OPERATIONS = (HighlightsShadows,)
