"""Distortions: waves, lenses, whirls, and the picture seen at an angle."""

from collections.abc import Callable
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from PIL import Image
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from filters.engine.geometry import Size
from filters.engine.kernels.vision import Pixels
from filters.engine.kernels.warp import Map, Outside, warped
from filters.engine.operation import Operation
from filters.engine.parameters import PIXELS, Color, Many, Unit

FAMILY = "Distort"
FLATTEST = 1e-3  # the least area of two sides of a perspective, as a share of the picture's

Beyond = Annotated[
    Outside,
    Field(description="What shows past the border: the background, its outermost pixels, or the picture mirrored."),
]
Background = Annotated[Color, Field(description="Color of what stays empty; transparent by default.")]
Amount = Annotated[
    float, Field(ge=0, le=100, description="How much the corners move; 0 leaves the picture."), Unit("%", 1)
]
Share = Annotated[float, Field(ge=0, le=1, description="The middle, as a share of the picture."), Unit(step=0.01)]
Coordinate = Annotated[float, Field(ge=-1, le=2)]
Corner = Annotated[tuple[Coordinate, Coordinate], Many("x", "y")]


class Wave(Operation):
    """Lets the picture swing in a sine wave, like a flag or its reflection in water."""

    op: ClassVar[str] = "wave"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    amplitude: Annotated[
        float, Field(ge=0, le=500, description="How far pixels move at most; 0 leaves the picture."), Unit(PIXELS, 1)
    ] = 10.0
    wavelength: Annotated[float, Field(ge=2, le=10_000, description="From one crest to the next."), Unit(PIXELS, 1)] = (
        120.0
    )
    direction: Annotated[
        Literal["vertical", "horizontal"], Field(description="Whether pixels move up and down or left and right.")
    ] = "vertical"
    outside: Beyond = "background"
    background: Background = "#00000000"

    def transform(self, image: Image.Image) -> Image.Image:
        return warped(image, self._source, self.outside, self.background) if self.amplitude else image

    def is_identity(self, size: Size) -> bool:
        return not self.amplitude

    def _source(self, x: Pixels, y: Pixels) -> tuple[Pixels, Pixels]:
        along = x if self.direction == "vertical" else y
        shift = self.amplitude * np.sin(2 * np.pi * along / self.wavelength)
        return (x, y + shift) if self.direction == "vertical" else (x + shift, y)


class Barrel(Operation):
    """Bulges the middle towards you, as a wide-angle lens does."""

    op: ClassVar[str] = "barrel"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    amount: Amount = 30.0
    outside: Beyond = "background"
    background: Background = "#00000000"

    def transform(self, image: Image.Image) -> Image.Image:
        if not self.amount:
            return image
        source = radial(image.size, lambda squared: 1 + self.amount / 100 * squared)
        return warped(image, source, self.outside, self.background)

    def is_identity(self, size: Size) -> bool:
        return not self.amount


class Pincushion(Operation):
    """Pulls the corners out and the middle in, as a long lens does; the picture stays filled."""

    op: ClassVar[str] = "pincushion"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    amount: Amount = 30.0

    def transform(self, image: Image.Image) -> Image.Image:
        if not self.amount:
            return image
        source = radial(image.size, lambda squared: 1 / (1 + self.amount / 100 * squared))
        return warped(image, source)

    def is_identity(self, size: Size) -> bool:
        return not self.amount


def radial(size: Size, factor: Callable[[Pixels], Pixels]) -> Map:
    """A map that changes the distance from the middle and keeps the direction.

    `factor` multiplies the distance; it gets its square, which is 1 in the corners.
    """
    middle_x, middle_y = size[0] / 2, size[1] / 2
    corner = middle_x**2 + middle_y**2

    def source(x: Pixels, y: Pixels) -> tuple[Pixels, Pixels]:
        across, down = x - middle_x, y - middle_y
        stretched = factor((across**2 + down**2) / corner)
        return middle_x + across * stretched, middle_y + down * stretched

    return source


class Swirl(Operation):
    """Twists the picture around a point, most in the middle and less and less towards the rim."""

    op: ClassVar[str] = "swirl"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    angle: Annotated[
        float,
        Field(ge=-1440, le=1440, description="Turn of the middle, clockwise; 0 leaves the picture."),
        Unit("°", 5),
    ] = 180.0
    radius: Annotated[
        float,
        Field(ge=0.01, le=2, description="Where the twist ends: 1 is half the shorter side of the picture."),
        Unit(step=0.01),
    ] = 1.0
    center_x: Share = 0.5
    center_y: Share = 0.5
    outside: Beyond = "background"
    background: Background = "#00000000"

    def transform(self, image: Image.Image) -> Image.Image:
        return warped(image, self._source(image.size), self.outside, self.background) if self.angle else image

    def is_identity(self, size: Size) -> bool:
        return not self.angle

    def _source(self, size: Size) -> Map:
        """The turn falls off with the square of what is left to the rim, as in ImageMagick's `-swirl`."""
        middle_x, middle_y = size[0] * self.center_x, size[1] * self.center_y
        reach, most = self.radius * min(size) / 2, np.radians(self.angle)

        def source(x: Pixels, y: Pixels) -> tuple[Pixels, Pixels]:
            across, down = x - middle_x, y - middle_y
            left = np.maximum(1 - np.sqrt(across**2 + down**2) / reach, 0)
            turn = (-most * left * left).astype(np.float32)
            cos, sin = np.cos(turn), np.sin(turn)
            return middle_x + across * cos - down * sin, middle_y + across * sin + down * cos

        return source


class Perspective(Operation):
    """Moves the four corners of the picture, as if it were seen at an angle."""

    op: ClassVar[str] = "perspective"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    corners: Annotated[
        tuple[Corner, ...],
        Many(),
        Field(
            min_length=4,
            max_length=4,
            description="Where the left upper, right upper, right lower and left lower corner go: x and y as shares of "
            "the picture; 0 0 is its left upper corner and 1 1 its right lower.",
        ),
    ] = ((0.1, 0.1), (0.9, 0.0), (0.9, 1.0), (0.1, 0.9))
    outside: Beyond = "background"
    background: Background = "#00000000"

    @model_validator(mode="after")
    def _is_convex(self) -> Self:
        sides = np.diff([*self.corners, *self.corners[:2]], axis=0)
        areas = sides[:-1, 0] * sides[1:, 1] - sides[:-1, 1] * sides[1:, 0]
        if not ((areas > FLATTEST).all() or (areas < -FLATTEST).all()):
            message = "corners must make a shape with four corners that point outwards, named one after the other"
            raise PydanticCustomError("rule", "{message}", {"field": "corners", "message": message})
        return self

    def transform(self, image: Image.Image) -> Image.Image:
        return warped(image, self._source(image.size), self.outside, self.background)

    def _source(self, size: Size) -> Map:
        matrix = np.linalg.inv(homography(self.corners))

        def source(x: Pixels, y: Pixels) -> tuple[Pixels, Pixels]:
            across, down, depth = (row[0] * x / size[0] + row[1] * y / size[1] + row[2] for row in matrix)
            depth = np.where(depth > 0, depth, np.nan)  # past the horizon there is nothing
            return across / depth * size[0], down / depth * size[1]

        return source


def homography(corners: tuple[tuple[float, float], ...]) -> Pixels:
    """The 3 x 3 matrix that takes the corners of the unit square to these, in the order of `Perspective.corners`.

    Heckbert, Fundamentals of Texture Mapping and Image Warping (1989), 2.2.3.
    """
    first, second, third, fourth = (np.array(corner) for corner in corners)
    bent = first - second + third - fourth
    g, h = np.linalg.solve(np.column_stack((second - third, fourth - third)), bent)
    columns = second - first + g * second, fourth - first + h * fourth, first
    return np.vstack((np.column_stack(columns), (g, h, 1.0)))


OPERATIONS = (Wave, Barrel, Pincushion, Swirl, Perspective)
