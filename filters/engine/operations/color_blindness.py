"""How a picture looks to others."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from filters.engine.kernels.light import LUMINANCE, levels_of, light_of
from filters.engine.kernels.points import Point
from filters.engine.kernels.vision import Pixels, cv2
from filters.engine.operations.point import PixelOperation
from filters.engine.parameters import Unit

Deficiency = Literal["protanopia", "deuteranopia", "tritanopia", "achromatopsia"]
MATRICES: dict[Deficiency, tuple[tuple[float, float, float], ...]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "achromatopsia": (LUMINANCE, LUMINANCE, LUMINANCE),
}
"""For light of sRGB's primaries. The first three are of severity 1.0 in G. M. Machado, M. M. Oliveira and
L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions on
Visualization and Computer Graphics 15 (2009); the last is luminance alone."""


class ColorBlindness(PixelOperation):
    """Shows the picture as people with a color vision deficiency see it.

    The light of each pixel goes through a matrix; severity mixes it with full color vision.
    """

    op: ClassVar[str] = "color_blindness"
    family: ClassVar[str] = "Color"

    deficiency: Annotated[
        Deficiency,
        Field(description="What is missing: cones for red, for green, for blue, or all sense of color."),
    ] = "deuteranopia"
    severity: Annotated[
        float, Field(ge=0, le=1, description="0 is full color vision, 1 none of the missing kind."), Unit(step=0.05)
    ] = 1.0

    def colors(self, pixels: Pixels) -> Pixels:
        matrix = np.eye(3) * (1 - self.severity) + np.array(MATRICES[self.deficiency]) * self.severity
        return levels_of(cv2.transform(light_of(pixels), matrix.astype(np.float32)))

    def points(self) -> tuple[Point, ...]:
        return super().points() if self.severity else ()


OPERATIONS = (ColorBlindness,)
