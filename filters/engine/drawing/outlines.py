"""Outlines of shapes, and masks with soft edges made of them."""

from typing import Literal

import numpy as np
from PIL import Image

from filters.engine.geometry import Size
from filters.engine.kernels.vision import Pixels, from_array

Shape = Literal["circle", "ellipse", "square", "rounded", "triangle", "pentagon", "hexagon", "star", "heart"]
Radii = tuple[float, float, float, float]  # top left, top right, bottom right, bottom left

STRETCHED = ("ellipse", "rounded")  # these fill any box, the others have a shape of their own
ARC = (
    512  # points on a full turn: on a circle of 5000 px, the straight lines between them are off by a tenth of a pixel
)
LINES = 16  # scan lines through a pixel; across them the cover is exact
INNER = 0.381966  # where a five-pointed star's edges cross, for points at 1: the golden ratio's square, inverted
CORNER = 0.2  # the radius of the rounded shape, in shares of its shorter side
EXACT = 9  # decimals of a sum that stand; the rest is rounding, which would decide where a level is halved
CORNERS = {"triangle": 3, "pentagon": 5, "hexagon": 6}


def ratio(shape: Shape) -> float | None:
    """Width by height of a shape, None where it fills any box."""
    if shape in STRETCHED:
        return None
    across, down = np.ptp(_points(shape), axis=0)
    return float(across / down)


def outline(
    shape: Shape, size: tuple[float, float], *, upside_down: bool = False, at: tuple[float, float] = (0, 0)
) -> Pixels:
    """The corners (x, y) of a shape that touches all four sides of a box with its left upper corner at `at`."""
    points = rounded(size, (min(size) * CORNER,) * 4) if shape == "rounded" else _points(shape)
    low, high = points.min(axis=0), points.max(axis=0)
    unit = (points - low) / (high - low)
    if upside_down:
        unit[:, 1] = 1 - unit[:, 1]
    return np.asarray(unit * size + at)


def rounded(size: tuple[float, float], radii: Radii) -> Pixels:
    """The outline of a box with round corners. Radii that do not fit beside each other all shrink alike, as in CSS."""
    width, height = size
    top_left, top_right, bottom_right, bottom_left = radii
    rooms = (width, width, height, height)
    pairs = (top_left + top_right, bottom_left + bottom_right, top_left + bottom_left, top_right + bottom_right)
    shrink = min([1.0, *(room / pair for room, pair in zip(rooms, pairs, strict=True) if pair)])
    turn = np.linspace(0, np.pi / 2, ARC // 4 + 1)
    corners = ((0, 0, np.pi), (width, 0, 1.5 * np.pi), (width, height, 0), (0, height, 0.5 * np.pi))
    arcs = []
    for (x, y, start), radius in zip(corners, (radius * shrink for radius in radii), strict=True):
        middle = np.array([abs(x - radius), abs(y - radius)])
        arcs.append(middle + radius * np.stack([np.cos(start + turn), np.sin(start + turn)], axis=1))
    return np.concatenate(arcs)


def mask(points: Pixels, size: Size) -> Image.Image:
    """An L picture of `size`: how much of each pixel lies inside the outline, 255 for all of it.

    Each scan line adds, where it crosses an edge, its share of the cover of everything to the right; a crossing in
    the middle of a pixel adds half there. Running sums along the rows then are the cover: it changes at the crossings,
    and between two of them it is one number.
    """
    width, height = size
    rows, columns, shares = _crossings(points, size)
    at, crossing = np.unique(rows * (width + 2) + columns, return_inverse=True)
    cover = np.abs(np.cumsum(np.bincount(crossing, shares)).round(EXACT)) * (255 / LINES)
    levels = np.rint(cover).clip(0, 255).astype(np.uint8)
    made = np.zeros(height * (width + 2), np.uint8)
    made[at] = levels
    even = np.flatnonzero((np.diff(at) > 1) & (levels[:-1] > 0))
    for first, last, level in zip(at[even].tolist(), at[even + 1].tolist(), levels[even].tolist(), strict=True):
        made[first + 1 : last] = level
    return from_array(made.reshape(height, width + 2)[:, :width], "L")


def _crossings(points: Pixels, size: Size) -> tuple[Pixels, Pixels, Pixels]:
    """Where scan lines cross edges: pixel row, pixel column, and the cover that begins there."""
    found = []
    for (x, y), (next_x, next_y) in zip(points, np.roll(points, -1, axis=0), strict=True):
        if y == next_y:
            continue
        low, high = sorted((y, next_y))
        first, last = np.ceil(np.clip([low, high], 0, size[1]) * LINES - 0.5).astype(int)
        lines = np.arange(first, last)
        across = (x + ((lines + 0.5) / LINES - y) * (next_x - x) / (next_y - y)).clip(0, size[0])
        column = across.astype(int)
        sign, part = (1.0 if next_y > y else -1.0), across - column
        found += [(lines // LINES, column, sign * (1 - part)), (lines // LINES, column + 1, sign * part)]
    rows, columns, shares = zip(*found, strict=True)
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(shares)


def _points(shape: Shape) -> Pixels:
    """The outline around the origin, in any scale; y grows downward."""
    if shape == "square":
        return np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], float)
    if shape == "star":
        turn = np.arange(10) * np.pi / 5
        return _polar(turn, np.where(np.arange(10) % 2, INNER, 1.0))
    if shape in CORNERS:
        return _polar(np.arange(CORNERS[shape]) * 2 * np.pi / CORNERS[shape], 1.0)
    turn = np.arange(ARC) * 2 * np.pi / ARC
    if shape == "heart":  # the curve of MathWorld's "Heart Curve", equation 8
        down = 13 * np.cos(turn) - 5 * np.cos(2 * turn) - 2 * np.cos(3 * turn) - np.cos(4 * turn)
        return np.stack([16 * np.sin(turn) ** 3, -down], axis=1)
    return _polar(turn, 1.0)


def _polar(turn: Pixels, radius: Pixels | float) -> Pixels:
    """Points at angles clockwise from the top."""
    return np.stack([radius * np.sin(turn), -radius * np.cos(turn)], axis=1)
