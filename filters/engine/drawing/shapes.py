"""Masks of simple shapes with soft edges: Pillow draws them enlarged, a band of rows at a time, and reduces them."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from PIL import Image, ImageDraw

from filters.engine.geometry import Size

FINER = 4  # how many times larger a shape is drawn: 17 levels of cover
BAND = 128  # rows that are drawn at a time

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Area = tuple[int, int, int, int]
Paint = Callable[[ImageDraw.ImageDraw, Callable[[Point], Point]], None]


def antialiased(area: Area, paint: Paint) -> Image.Image:
    """The cover, as L, of what `paint` draws in white. It gets a pencil and what turns points into the pencil's."""
    left, top, right, bottom = area
    mask = Image.new("L", (right - left, bottom - top))
    for begin in range(top, bottom, BAND):
        rows = min(BAND, bottom - begin)
        band = Image.new("L", (mask.width * FINER, rows * FINER))
        paint(ImageDraw.Draw(band), partial(_finer, (left, begin)))
        mask.paste(band.reduce(FINER), (0, begin - top))
    return mask


def _finer(origin: Point, at: Point) -> Point:
    return (at[0] - origin[0]) * FINER, (at[1] - origin[1]) * FINER


def _middle(at: Point) -> Point:
    """The pixel whose middle is next; Pillow would cut the fraction off, above 0 to the left and below to the right."""
    return math.floor(at[0]), math.floor(at[1])


def rectangle(area: Area, box: Box, *, radius: float = 0, width: float = 0) -> Image.Image:
    """A rectangle with round corners; only its line, of `width` inwards, where that is given."""

    def paint(pencil: ImageDraw.ImageDraw, point: Callable[[Point], Point]) -> None:
        fill, outline, thick = _ink(width)
        pencil.rounded_rectangle(_closed(box, point), radius * FINER, fill, outline, thick)

    return antialiased(area, paint)


def ellipse(area: Area, box: Box, *, width: float = 0) -> Image.Image:
    """An ellipse; only its line, of `width` inwards, where that is given."""

    def paint(pencil: ImageDraw.ImageDraw, point: Callable[[Point], Point]) -> None:
        pencil.ellipse(_closed(box, point), *_ink(width))

    return antialiased(area, paint)


def polygon(area: Area, points: Sequence[Point]) -> Image.Image:
    """The inside of a line through all points and back to the first."""

    def paint(pencil: ImageDraw.ImageDraw, point: Callable[[Point], Point]) -> None:
        pencil.polygon([_middle(point(one)) for one in points], fill=255)

    return antialiased(area, paint)


def line(area: Area, points: Sequence[Point], width: float) -> Image.Image:
    """A line through all points, its middle on them, with round joints."""
    half = width / 2

    def paint(pencil: ImageDraw.ImageDraw, point: Callable[[Point], Point]) -> None:
        for start, end in pairwise(points):
            pencil.polygon([_middle(point(one)) for one in _bar(start, end, half)], fill=255)
        for x, y in points[1:-1]:
            pencil.ellipse(_closed((x - half, y - half, x + half, y + half), point), fill=255)

    return antialiased(area, paint)


def _bar(start: Point, end: Point, half: float) -> list[Point]:
    """The corners of a straight line of twice `half` in width; Pillow's shapes hold their edge, so it is left out."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, down) or 1.0
    half = max(half - 0.5 / FINER, 0)
    x, y = -down / length * half, across / length * half
    return [
        (start[0] + x, start[1] + y),
        (end[0] + x, end[1] + y),
        (end[0] - x, end[1] - y),
        (start[0] - x, start[1] - y),
    ]


def visible(box: Box, size: Size) -> Area | None:
    """The whole pixels of a picture that a box touches, or None."""
    left, top = max(0, int(box[0] // 1)), max(0, int(box[1] // 1))
    right, bottom = min(size[0], int(-(-box[2] // 1))), min(size[1], int(-(-box[3] // 1)))
    return (left, top, right, bottom) if left < right and top < bottom else None


def _closed(box: Box, point: Callable[[Point], Point]) -> Box:
    """Pillow's boxes hold their last row and column."""
    (left, top), (right, bottom) = point(box[:2]), point(box[2:])
    left, top, right, bottom = (math.floor(edge + 0.5) for edge in (left, top, right, bottom))
    return left, top, max(left, right - 1), max(top, bottom - 1)


def _ink(width: float) -> tuple[int | None, int | None, int]:
    """Fill, outline and its width, for the whole shape or for its line."""
    return (None, 255, max(1, round(width * FINER))) if width else (255, None, 1)
