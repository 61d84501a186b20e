"""Hue, saturation and lightness of colors."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from filters.engine.kernels.vision import Pixels, cv2
from filters.engine.operations.point import MatrixOperation, PixelOperation
from filters.engine.parameters import Unit

FAMILY = "Color"
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""ITU-R 601, as in `grayscale`."""


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

    amount: Annotated[
        float,
        Field(ge=-1, le=2, description="0 leaves the picture as it is, 1 is strong; below 0 pale colors fade."),
        Unit(step=0.05),
    ] = 0.5

    def colors(self, pixels: Pixels) -> Pixels:
        red, green, blue = (pixels[..., band] for band in range(3))
        apart = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
        factors = (1 + self.amount * (1 - np.arange(256) / 255)).astype(np.float32)[apart][..., np.newaxis]
        numbers = pixels.astype(np.float32)
        gray = (numbers @ LUMA)[..., np.newaxis]
        return np.asarray(np.rint(gray + (numbers - gray) * factors).clip(0, 255), np.uint8)


class Hsl(PixelOperation):
    """Shifts the hue and changes saturation and lightness, as HSL has them."""

    op: ClassVar[str] = "hsl"
    family: ClassVar[str] = FAMILY

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
        if not (self.hue or self.saturation or self.lightness):
            return pixels
        hls = cv2.cvtColor(pixels * np.float32(1 / 255), cv2.COLOR_RGB2HLS)
        hls[..., 0] = (hls[..., 0] + np.float32(self.hue % 360)) % np.float32(360)
        target, share = float(self.lightness > 0), abs(self.lightness) / 100
        hls[..., 1] = hls[..., 1] + (target - hls[..., 1]) * np.float32(share)
        hls[..., 2] = np.minimum(hls[..., 2] * np.float32(1 + self.saturation / 100), 1)
        return np.asarray(np.rint(cv2.cvtColor(hls, cv2.COLOR_HLS2RGB).clip(0, 1) * 255), np.uint8)


OPERATIONS = (HueRotate, Vibrance, Hsl)
