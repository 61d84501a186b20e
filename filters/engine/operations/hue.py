"""Hue, saturation and lightness of colors."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from filters.engine.kernels.pairs import looked_up_with
from filters.engine.kernels.points import Point
from filters.engine.kernels.tables import UNIT
from filters.engine.kernels.vision import Pixels, cv2
from filters.engine.operations.point import MatrixOperation, PixelOperation
from filters.engine.parameters import Unit

FAMILY = "Color"
ONE = np.float32(1)


class HueRotate(MatrixOperation):
    """Turns all colors around the color wheel; their brightness stays about the same.

    The matrix of CSS `hue-rotate()`, as W3C's Filter Effects Module Level 1 writes out `feColorMatrix` of that type.
    Unlike a turn in HSV it keeps the luminance of what it need not cut off.
    """

    op: ClassVar[str] = "hue_rotate"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    degrees: Annotated[
        float, Field(ge=-360, le=360, description="90 turns red to green, -90 turns it to blue."), Unit("°", step=5)
    ] = 90.0

    def points(self) -> tuple[Point, ...]:
        return super().points() if self.degrees % 360 else ()

    def color_matrix(self) -> tuple[float, ...]:
        angle = np.radians(self.degrees)
        gray = np.array([[0.213, 0.715, 0.072]] * 3)
        cosine = np.eye(3) - gray
        sine = np.array([[-0.213, -0.715, 0.928], [0.143, 0.140, -0.283], [-0.787, 0.715, 0.072]])
        rows = gray + np.cos(angle) * cosine + np.sin(angle) * sine
        return tuple(np.column_stack([rows, np.zeros(3)]).ravel().tolist())


class Vibrance(PixelOperation):
    """Makes pale colors stronger and spares the strong ones, skin among them.

    The distance of a color from its gray (ITU-R 601 luma) is multiplied by 1 + amount (1 - s), where s is how far its
    channels lie apart already.
    """

    op: ClassVar[str] = "vibrance"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    amount: Annotated[
        float,
        Field(ge=-1, le=2, description="0 leaves the picture as it is, 1 is strong; below 0 pale colors fade."),
        Unit(step=0.05),
    ] = 0.5

    def colors(self, pixels: Pixels) -> Pixels:
        high, low = _extremes(pixels)
        factors = cv2.LUT(cv2.subtract(high, low), (1 + self.amount * (1 - UNIT)).astype(np.float32))
        gray = cv2.cvtColor(np.multiply(pixels, ONE), cv2.COLOR_RGB2GRAY)
        return _stretched(pixels, factors, gray - gray * factors)

    def points(self) -> tuple[Point, ...]:
        return super().points() if self.amount else ()


class Hsl(PixelOperation):
    """Shifts the hue and changes saturation and lightness, as HSL has them."""

    op: ClassVar[str] = "hsl"
    family: ClassVar[str] = FAMILY
    local: ClassVar[bool] = False  # OpenCV computes the last pixels of a block in another order of additions
    version: ClassVar[int] = 2

    hue: Annotated[
        float, Field(ge=-360, le=360, description="Shift around the wheel; 120 turns red to green."), Unit("°", step=5)
    ] = 0.0
    saturation: Annotated[
        float,
        Field(ge=-100, le=900, description="-100 is gray, 0 leaves it, 100 is twice the saturation."),
        Unit("%", 5),
    ] = 20.0
    lightness: Annotated[
        float, Field(ge=-100, le=100, description="-100 is black, 0 leaves it, 100 is white."), Unit("%", step=5)
    ] = 0.0

    def colors(self, pixels: Pixels) -> Pixels:
        if not self.hue % 360:
            high, low = _extremes(pixels)
            factors, shifts = self._stretches()
            return _stretched(pixels, looked_up_with(high, low, factors), looked_up_with(high, low, shifts))
        hls = cv2.cvtColor(pixels * np.float32(1 / 255), cv2.COLOR_RGB2HLS)
        hls[..., 0] = (hls[..., 0] + np.float32(self.hue % 360)) % np.float32(360)
        target, share = float(self.lightness > 0), abs(self.lightness) / 100
        hls[..., 1] = hls[..., 1] + (target - hls[..., 1]) * np.float32(share)
        hls[..., 2] = np.minimum(hls[..., 2] * np.float32(1 + self.saturation / 100), 1)
        return np.asarray(np.rint(cv2.cvtColor(hls, cv2.COLOR_HLS2RGB).clip(0, 1) * 255), np.uint8)

    def points(self) -> tuple[Point, ...]:
        return super().points() if self.hue or self.saturation or self.lightness else ()

    def _stretches(self) -> tuple[Pixels, Pixels]:
        """Where the hue stays, a color moves along a line: what it is multiplied by, and what is added then.

        Both follow from its lowest and its highest channel alone, and have the shape (256, 256) for the two.
        """
        low, high = UNIT[:, np.newaxis], UNIT[np.newaxis]
        lightness, chroma = (low + high) / 2, high - low
        target = lightness + (float(self.lightness > 0) - lightness) * abs(self.lightness) / 100
        room, new_room = (1 - np.abs(2 * value - 1) for value in (lightness, target))
        saturation = np.divide(chroma, room, out=np.zeros_like(chroma), where=room > 0)
        new_chroma = (saturation * (1 + self.saturation / 100)).clip(0, 1) * new_room
        factors = np.divide(new_chroma, chroma, out=np.zeros_like(chroma), where=chroma > 0)
        return factors.astype(np.float32), ((target - lightness * factors) * 255).astype(np.float32)


def _extremes(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """The highest and the lowest channel of each color."""
    red, green, blue = cv2.split(pixels)
    return cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)


def _stretched(pixels: Pixels, factors: Pixels, shifts: Pixels) -> Pixels:
    """Each channel times a factor of its pixel, plus a shift of levels."""
    bands = [cv2.multiply(band, factors, dtype=cv2.CV_32F) for band in cv2.split(pixels)]
    return cv2.merge([cv2.add(band, shifts, dtype=cv2.CV_8U) for band in bands])


OPERATIONS = (HueRotate, Vibrance, Hsl)
