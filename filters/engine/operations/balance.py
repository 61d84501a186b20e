"""White balance: which color of light counts as white."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from PIL import Image
from pydantic import Field

from filters.engine.kernels.light import LUMINANCE, TO_LIGHT, levels_of
from filters.engine.kernels.vision import Pixels
from filters.engine.modes import join_alpha, split_alpha
from filters.engine.operations.point import PointOperation
from filters.engine.operations.steady import SteadyOperation
from filters.engine.parameters import Unit

FAMILY = "Color"
DAYLIGHT = 1e6 / 6504
"""The warmth of D65, sRGB's white, in mired: a million by its color temperature in kelvin."""
WARMEST = 95
"""Mired from there to either end: 4000 K and 17 000 K, about as far as daylight goes."""
XYZ_TO_RGB = np.array(
    [
        [3.2404542, -1.5371385, -0.4985314],
        [-0.9692660, 1.8760108, 0.0415560],
        [0.0556434, -0.2040259, 1.0572252],
    ]
)
"""Light of sRGB's primaries (IEC 61966-2-1)."""
STRONGEST = 16
"""No channel's light is multiplied or divided by more than this."""


class WhiteBalance(PointOperation):
    """Makes the picture warmer or cooler, and greener or pinker.

    Each channel's light is multiplied; what the eye sees of a gray stays as light as it was. Warmth moves white along
    the CIE daylight locus in equal steps of mired, tint is up to half a stop of green.
    """

    op: ClassVar[str] = "white_balance"
    family: ClassVar[str] = FAMILY

    temperature: Annotated[
        int,
        Field(ge=-100, le=100, description="Above 0 is warmer, more yellow; below 0 cooler, more blue."),
        Unit("%", 5),
    ] = 30
    tint: Annotated[int, Field(ge=-100, le=100, description="Above 0 is pinker, below 0 greener."), Unit("%", 5)] = 0

    def point_table(self) -> bytes:
        gains = daylight(DAYLIGHT + WARMEST * self.temperature / 100) / daylight(DAYLIGHT)
        gains[1] *= 2 ** (-self.tint / 200)
        return _gain_table(gains / (gains @ LUMINANCE))


class AutoWhiteBalance(SteadyOperation):
    """Removes a color cast: what should be gray becomes gray."""

    op: ClassVar[str] = "auto_white_balance"
    family: ClassVar[str] = FAMILY

    method: Annotated[
        Literal["gray_world", "white_patch"],
        Field(description="gray_world: the mean of all is gray; white_patch: the brightest tones are."),
    ] = "gray_world"
    strength: Annotated[
        float,
        Field(ge=0, le=1, description="0 leaves the picture as it is, 1 removes all of the cast."),
        Unit(step=0.05),
    ] = 1.0
    cutoff: Annotated[
        float, Field(ge=0, le=50, description="White patch: share of the brightest pixels passed over."), Unit("%", 0.5)
    ] = 1.0

    def transform(self, image: Image.Image) -> Image.Image:
        color, alpha = split_alpha(image)
        if color.mode == "L":
            return image
        counts = np.reshape(color.histogram(alpha), (3, 256))
        if not counts.any():
            return image
        whites = counts @ TO_LIGHT / counts.sum(axis=1) if self.method == "gray_world" else self._brightest(counts)
        target = whites @ LUMINANCE if self.method == "gray_world" else whites.max()
        gains = np.where(whites > 0, target / np.where(whites > 0, whites, 1), 1)
        gains = gains.clip(1 / STRONGEST, STRONGEST) ** self.strength
        return join_alpha(color.point(list(_gain_table(gains))), alpha)

    def _brightest(self, counts: Pixels) -> Pixels:
        """The light of each channel that no more than the cutoff share of pixels is beyond."""
        above = counts[:, ::-1].cumsum(axis=1)
        passed = above <= counts.sum(axis=1, keepdims=True) * (self.cutoff / 100)
        return np.asarray(TO_LIGHT[255 - passed.sum(axis=1)])


def daylight(mired: float) -> Pixels:
    """Red, green and blue light of the CIE daylight locus, with luminance 1.

    CIE 15, Colorimetry; for 4000 K to 25 000 K.
    """
    kilo = mired / 1000  # 1000 / temperature
    if mired > 1e6 / 7000:
        x = 0.244063 + 0.09911 * kilo + 2.9678 * kilo**2 - 4.6070 * kilo**3
    else:
        x = 0.237040 + 0.24748 * kilo + 1.9018 * kilo**2 - 2.0064 * kilo**3
    y = -3.000 * x**2 + 2.870 * x - 0.275
    return np.asarray(XYZ_TO_RGB @ np.array([x / y, 1, (1 - x - y) / y]))


def _gain_table(gains: Pixels) -> bytes:
    return b"".join(levels_of(TO_LIGHT * gain).tobytes() for gain in gains)


OPERATIONS = (WhiteBalance, AutoWhiteBalance)
