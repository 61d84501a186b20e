"""Shapes at given places. What lies outside the picture is cut off."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from PIL import Image
from pydantic import Field

from filters.engine.drawing import shapes
from filters.engine.drawing.blending import canvas_for, lay, tinted
from filters.engine.drawing.placement import PlaceUnit, in_pixels
from filters.engine.drawing.shapes import Area, Box
from filters.engine.geometry import Size
from filters.engine.operation import Operation
from filters.engine.parameters import Color, Many, Unit, rgba

FAMILY = "Compositing"
CLEAR = "#00000000"
FURTHEST = 20_000

Placed = Annotated[
    PlaceUnit, Field(description="What places and lengths count: percent of the picture's width and height, or pixels.")
]
Coordinate = Annotated[float, Field(ge=-FURTHEST, le=FURTHEST)]
Points = Annotated[tuple[Coordinate, Coordinate], Many("x", "y")]
Thickness = Annotated[
    float, Field(ge=0, le=1000, description="Width of the line, in pixels; it runs inside the shape."), Unit("px", 1)
]


def drawn(image: Image.Image, masks: Sequence[tuple[Image.Image, str]], corner: tuple[int, int]) -> Image.Image:
    """The picture under colors, one above the other, each as far as its mask shows it."""
    layers = [tinted(mask, rgba(color)) for mask, color in masks if rgba(color)[3]]
    canvas = image
    for layer in layers:
        canvas = canvas_for(canvas, layer)
        lay(canvas, layer, corner)
    return canvas


class Shape(Operation):
    """A shape in a box."""

    left: Annotated[
        float, Field(ge=-FURTHEST, le=FURTHEST, description="How far its box is from the left."), Unit(step=1)
    ] = 10.0
    top: Annotated[
        float, Field(ge=-FURTHEST, le=FURTHEST, description="How far its box is from the top."), Unit(step=1)
    ] = 10.0
    width: Annotated[float, Field(ge=0.01, le=FURTHEST, description="Width of its box."), Unit(step=0.01)] = 30.0
    height: Annotated[float, Field(ge=0.01, le=FURTHEST, description="Height of its box."), Unit(step=0.01)] = 20.0
    unit: Placed = "percent"
    fill: Annotated[Color, Field(description="Color of its inside; transparent for none.")] = "#000000"
    outline: Annotated[Color, Field(description="Color of its line; transparent for none.")] = CLEAR
    outline_width: Thickness = 2.0

    def box(self, size: Size) -> Box:
        """Its box on a picture of `size`, in pixels."""
        left, top, right, bottom = in_pixels(
            (self.left, self.top, self.left + self.width, self.top + self.height), self.unit, size
        )
        return left, top, right, bottom

    def transform(self, image: Image.Image) -> Image.Image:
        box = self.box(image.size)
        area = shapes.visible(box, image.size)
        if area is None:
            return image
        line = self.outline_width if rgba(self.outline)[3] else 0
        masks = [(self.mask(area, _inset(box, line / 2), 0), self.fill)]
        if line:
            masks.append((self.mask(area, box, line), self.outline))
        return drawn(image, masks, area[:2])

    def mask(self, area: Area, box: Box, width: float) -> Image.Image:
        """The shape, or only its line where that has a width."""
        raise TypeError(f"{type(self).__name__} declares no mask")


def _inset(box: Box, by: float) -> Box:
    """The box without its edge; the middle of what is too small for that."""
    across, down = min(by, (box[2] - box[0]) / 2), min(by, (box[3] - box[1]) / 2)
    return box[0] + across, box[1] + down, box[2] - across, box[3] - down


class Rectangle(Shape):
    """Draws a rectangle, filled or as a frame; a filled one blots out what is under it."""

    op: ClassVar[str] = "rectangle"
    family: ClassVar[str] = FAMILY

    radius: Annotated[
        float,
        Field(ge=0, le=100, description="How round the corners are; at 100 the shorter sides are round."),
        Unit("%", 5),
    ] = 0.0

    def box(self, size: Size) -> Box:
        """In whole pixels, outwards: nothing shows through the edge of what is blotted out."""
        left, top, right, bottom = super().box(size)
        return left // 1, top // 1, -(-right // 1), -(-bottom // 1)

    def mask(self, area: Area, box: Box, width: float) -> Image.Image:
        shorter = min(box[2] - box[0], box[3] - box[1])
        return shapes.rectangle(area, box, radius=shorter / 2 * self.radius / 100, width=width)


class Ellipse(Shape):
    """Draws an ellipse, filled or as a ring."""

    op: ClassVar[str] = "ellipse"
    family: ClassVar[str] = FAMILY

    def mask(self, area: Area, box: Box, width: float) -> Image.Image:
        return shapes.ellipse(area, box, width=width)


class Line(Operation):
    """Draws a line through two or more points."""

    op: ClassVar[str] = "line"
    family: ClassVar[str] = FAMILY

    points: Annotated[
        tuple[Points, ...], Many(), Field(min_length=2, max_length=64, description="Its points, each as x and y.")
    ] = ((10.0, 90.0), (90.0, 10.0))
    unit: Placed = "percent"
    color: Annotated[Color, Field(description="Color of the line.")] = "#000000"
    width: Annotated[float, Field(ge=0.25, le=1000, description="Width of the line."), Unit("px", 0.25)] = 4.0

    def transform(self, image: Image.Image) -> Image.Image:
        points = [_point(one, self.unit, image.size) for one in self.points]
        area = shapes.visible(_around(points, self.width), image.size)
        if area is None:
            return image
        return drawn(image, [(shapes.line(area, points, self.width), self.color)], area[:2])


class Polygon(Operation):
    """Draws a shape with straight sides through three or more points."""

    op: ClassVar[str] = "polygon"
    family: ClassVar[str] = FAMILY

    points: Annotated[
        tuple[Points, ...], Many(), Field(min_length=3, max_length=64, description="Its corners, each as x and y.")
    ] = ((50.0, 10.0), (90.0, 90.0), (10.0, 90.0))
    unit: Placed = "percent"
    fill: Annotated[Color, Field(description="Color of its inside; transparent for none.")] = "#000000"
    outline: Annotated[Color, Field(description="Color of its line; transparent for none.")] = CLEAR
    outline_width: Annotated[
        float, Field(ge=0.25, le=1000, description="Width of its line, whose middle is on the sides."), Unit("px", 0.25)
    ] = 2.0

    def transform(self, image: Image.Image) -> Image.Image:
        points = [_point(one, self.unit, image.size) for one in self.points]
        area = shapes.visible(_around(points, self.outline_width), image.size)
        if area is None:
            return image
        masks = [(shapes.polygon(area, points), self.fill)]
        if rgba(self.outline)[3]:
            masks.append((shapes.line(area, [*points, *points[:2]], self.outline_width), self.outline))
        return drawn(image, masks, area[:2])


def _point(at: tuple[float, float], unit: PlaceUnit, size: Size) -> tuple[float, float]:
    x, y = in_pixels(at, unit, size)
    return x, y


def _around(points: Sequence[tuple[float, float]], width: float) -> Box:
    """The box around all points, with room for half a line; joints reach no further."""
    room = width / 2 + 1
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) - room, min(ys) - room, max(xs) + room, max(ys) + room


OPERATIONS = (Rectangle, Ellipse, Line, Polygon)
