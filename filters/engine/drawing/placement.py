"""Where a smaller picture lies on a larger one: at one of nine points, or repeated over all of it. No pixels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from filters.engine.geometry import Position, Size, anchor

MOST_TILES = 10_000

Point = tuple[float, float]
PlaceUnit = Literal["percent", "px"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on a picture: one of nine points, a margin to the edges and a shift from there, all in pixels."""

    position: Position
    margin: float = 0
    offset: Point = (0, 0)

    def center(self, inner: Size, outer: Size) -> Point:
        """The middle of `inner` when it lies here on `outer`."""
        shares = anchor(self.position)
        across, down = (
            self.margin + (whole - 2 * self.margin - part) * share + part / 2 + shift
            for part, whole, share, shift in zip(inner, outer, shares, self.offset, strict=True)
        )
        return across, down

    def room(self, outer: Size) -> tuple[float, float]:
        """Width and height inside the margins, at least one pixel each."""
        return max(1.0, outer[0] - 2 * self.margin), max(1.0, outer[1] - 2 * self.margin)


def in_pixels(at: Sequence[float], unit: PlaceUnit, size: Size) -> tuple[float, ...]:
    """Coordinates, x and y in turn, as pixels of a picture of `size`."""
    if unit == "px":
        return tuple(at)
    return tuple(value * size[number % 2] / 100 for number, value in enumerate(at))


def corner(center: Point, inner: Size) -> tuple[int, int]:
    """The left upper corner, in whole pixels, of a picture around `center`."""
    return math.floor(center[0] - inner[0] / 2 + 0.5), math.floor(center[1] - inner[1] / 2 + 0.5)


def turned(size: tuple[float, float], angle: float) -> tuple[float, float]:
    """Width and height of the upright box around a rectangle that was turned by `angle` degrees."""
    cos, sin = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
    return size[0] * cos + size[1] * sin, size[0] * sin + size[1] * cos


def tiles(start: Point, cell: tuple[float, float], angle: float, inner: Size, outer: Size) -> list[Point]:
    """The middles of all repeats of `inner` that show on `outer`, row by row.

    They stand on a grid of `cell` through `start`, turned counterclockwise by `angle` degrees. Where there would be
    more than `MOST_TILES`, the grid is widened until there are not.
    """
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    reach = inner[0] / 2, inner[1] / 2
    edges = [(x, y) for x in (-reach[0], outer[0] + reach[0]) for y in (-reach[1], outer[1] + reach[1])]
    along = [(x - start[0]) * cos - (y - start[1]) * sin for x, y in edges]
    down = [(x - start[0]) * sin + (y - start[1]) * cos for x, y in edges]
    widen = _widening((max(along) - min(along), max(down) - min(down)), cell)
    wide, high = cell[0] * widen, cell[1] * widen
    found = []
    for row in range(math.ceil(min(down) / high), math.floor(max(down) / high) + 1):
        for column in range(math.ceil(min(along) / wide), math.floor(max(along) / wide) + 1):
            x = start[0] + column * wide * cos + row * high * sin
            y = start[1] - column * wide * sin + row * high * cos
            if abs(x - outer[0] / 2) < outer[0] / 2 + reach[0] and abs(y - outer[1] / 2) < outer[1] / 2 + reach[1]:
                found.append((x, y))
    return found


def _widening(extent: tuple[float, float], cell: tuple[float, float]) -> float:
    """What the cell's sides are multiplied by so that at most `MOST_TILES` fit into `extent`, counting cut ones."""
    widen = 1.0
    while (extent[0] / (cell[0] * widen) + 1) * (extent[1] / (cell[1] * widen) + 1) > MOST_TILES:
        widen *= 1.05
    return widen
