"""Moving all pixels alike: by a matrix, at a slant, around the borders."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from PIL import Image, ImageChops
from pydantic import Field

from filters.engine.geometry import Size
from filters.engine.kernels import affine
from filters.engine.kernels.vision import Pixels
from filters.engine.kernels.warp import warped
from filters.engine.operation import ArrayOperation, Operation
from filters.engine.parameters import PIXELS, Color, Unit, rgba

FAMILY = "Distort"

Factor = Annotated[float, Field(ge=-100, le=100), Unit(step=0.1)]
Shift = Annotated[float, Field(ge=-65_535, le=65_535), Unit(PIXELS, 1)]
Angle = Annotated[float, Field(ge=-75, le=75), Unit("°", 1)]
Background = Annotated[Color, Field(description="Color of what stays empty; transparent by default.")]


class Affine(Operation):
    """Takes the color of each place (x, y) from the place (ax + by + c, dx + ey + f).

    It is `Image.transform` with `AFFINE`; the size stays. The coordinates are those of the corners of pixels.
    """

    op: ClassVar[str] = "affine"
    family: ClassVar[str] = FAMILY
    example: ClassVar[Mapping[str, Any]] = {"a": 0.9, "b": 0.3, "c": -20, "d": -0.1, "e": 1.1}

    a: Annotated[Factor, Field(description="What x counts for x; 0.5 makes the picture twice as wide.")] = 1.0
    b: Annotated[Factor, Field(description="What y counts for x; it slants upright lines.")] = 0.0
    c: Annotated[Shift, Field(description="Moves the picture to the left.")] = 0.0
    d: Annotated[Factor, Field(description="What x counts for y; it slants level lines.")] = 0.0
    e: Annotated[Factor, Field(description="What y counts for y; 0.5 makes the picture twice as high.")] = 1.0
    f: Annotated[Shift, Field(description="Moves the picture up.")] = 0.0
    resample: Annotated[
        Literal["bicubic", "bilinear", "nearest"],
        Field(description="How pixels are computed; bicubic is the sharpest, nearest keeps hard edges."),
    ] = "bicubic"
    background: Background = "#00000000"

    def transform(self, image: Image.Image) -> Image.Image:
        matrix = (self.a, self.b, self.c, self.d, self.e, self.f)
        resample = Image.Resampling[self.resample.upper()]
        return affine.moved(image, image.size, matrix, resample, rgba(self.background))


class Shear(Operation):
    """Slants the picture: first its upright lines, then its level ones."""

    op: ClassVar[str] = "shear"
    family: ClassVar[str] = FAMILY

    x: Annotated[Angle, Field(description="By how much upright lines lean to the left; the bottom moves right.")] = 15.0
    y: Annotated[Angle, Field(description="By how much level lines fall to the right.")] = 0.0
    expand: Annotated[
        bool, Field(description="Enlarge the result so that nothing is cut off; otherwise the size stays.")
    ] = True
    background: Background = "#00000000"

    def transform(self, image: Image.Image) -> Image.Image:
        if not (self.x or self.y):
            return image
        size = self.output_size(image.size)
        (a, b), (d, e) = np.linalg.inv(self._matrix)

        def source(x: Pixels, y: Pixels) -> tuple[Pixels, Pixels]:
            across, down = x - size[0] / 2, y - size[1] / 2
            return a * across + b * down + image.width / 2, d * across + e * down + image.height / 2

        return warped(image, source, "background", self.background, size)

    def output_size(self, size: Size) -> Size:
        """The smallest that holds all of the slanted picture."""
        if not self.expand:
            return size
        width, height = np.abs(self._matrix) @ size
        return math.ceil(width - 1e-6), math.ceil(height - 1e-6)

    def is_identity(self, size: Size) -> bool:
        return not (self.x or self.y)

    @property
    def _matrix(self) -> Pixels:
        """Where a place goes, the middle being the origin."""
        across, down = math.tan(math.radians(self.x)), math.tan(math.radians(self.y))
        return np.array([[1, across], [down, 1 + across * down]])


class Offset(ArrayOperation):
    """Moves the picture; what leaves it on one side comes in on the other."""

    op: ClassVar[str] = "offset"
    family: ClassVar[str] = FAMILY

    x: Annotated[
        int, Field(ge=-65_535, le=65_535, description="To the right; negative, to the left."), Unit(PIXELS)
    ] = 50
    y: Annotated[int, Field(ge=-65_535, le=65_535, description="Down; negative, up."), Unit(PIXELS)] = 0

    def transform(self, image: Image.Image) -> Image.Image:
        return ImageChops.offset(image, self.x, self.y)

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return np.roll(pixels, (self.y, self.x), axis=(0, 1))

    def is_identity(self, size: Size) -> bool:
        return self.x % size[0] == self.y % size[1] == 0


OPERATIONS = (Affine, Shear, Offset)
