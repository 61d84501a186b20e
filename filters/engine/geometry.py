"""Sizes and boxes, without pixels. Where Pillow has the same rule, the numbers are Pillow's."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Size = tuple[int, int]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Affine = tuple[float, float, float, float, float, float]

Position = Literal[
    "top_left", "top", "top_right", "left", "center", "right", "bottom_left", "bottom", "bottom_right"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gravity:
    """Where one rectangle lies in another: at one of nine positions, or around a focal point; then moved by an offset.

    `centering` is Pillow's: the shares of the free room that lie to the left and above. `focus` is a point in shares
    of the outer rectangle, which the middle of the inner one comes as near to as it can. Each of these wins over the
    one before. `offset` is in pixels, to the right and down. The inner rectangle never leaves the outer.
    """

    position: Position = "center"
    centering: tuple[float, float] | None = None
    focus: tuple[float, float] | None = None
    offset: tuple[float, float] = (0, 0)

    def place(self, inner: tuple[float, float], outer: tuple[float, float], *, scale: float = 1) -> tuple[float, float]:
        """The left upper corner of `inner` in `outer`; the offset counts `scale` times."""
        left, top = (self._along(axis, inner[axis], outer[axis], scale) for axis in (0, 1))
        return left, top

    def placed(self, inner: Size, outer: Size) -> tuple[int, int]:
        """`place` in whole pixels, rounded as `ImageOps.pad` does."""
        left, top = self.place(inner, outer)
        return round(left), round(top)

    def _along(self, axis: int, inner: float, outer: float, scale: float) -> float:
        room = outer - inner
        shares = self.centering or anchor(self.position)
        start = room * shares[axis] if self.focus is None else self.focus[axis] * outer - inner / 2
        return max(0.0, min(start + self.offset[axis] * scale, room))


CENTER = Gravity()


def completed(size: Size, width: int | None, height: int | None) -> Size:
    """Both sides, the missing one by the shape of `size`; `size` itself where both are missing."""
    own_width, own_height = size
    if width is not None:
        return width, height if height is not None else max(1, round(own_height / own_width * width))
    return (max(1, round(own_width / own_height * height)), height) if height is not None else size


def contained(size: Size, box: Size) -> Size:
    """The largest size of the same shape inside `box`, as `ImageOps.contain`; never below 1."""
    shape, asked = size[0] / size[1], box[0] / box[1]
    if shape > asked:
        return box[0], max(1, round(size[1] / size[0] * box[0]))
    if shape < asked:
        return max(1, round(size[0] / size[1] * box[1])), box[1]
    return box


def exceeds(size: Size, other: Size) -> bool:
    """Whether either side is longer."""
    return size[0] > other[0] or size[1] > other[1]


def covering(size: Size, box: Size) -> Size:
    """The smallest size of the same shape that leaves nothing of `box` open, as `ImageOps.cover`."""
    shape, asked = size[0] / size[1], box[0] / box[1]
    if shape < asked:
        return box[0], max(box[1], round(size[1] / size[0] * box[0]))
    if shape > asked:
        return max(box[0], round(size[0] / size[1] * box[1])), box[1]
    return box


def thumbnail(size: Size, box: Size) -> Size:
    """The size after `Image.thumbnail`: of the two nearest whole numbers, the one whose shape is the nearest."""
    width, height = size
    if box[0] >= width and box[1] >= height:
        return size
    shape = width / height
    if box[0] / box[1] >= shape:
        return _nearest(box[1] * shape, lambda side: abs(shape - side / box[1])), box[1]
    return box[0], _nearest(box[0] / shape, lambda side: abs(shape - box[0] / side) if side else 0)


def _nearest(side: float, error: Callable[[int], float]) -> int:
    return max(1, min(math.floor(side), math.ceil(side), key=error))


def scaled(size: Size, factor: float, factor_y: float | None = None) -> Size:
    """Both sides times a factor, rounded as `ImageOps.scale` does; never below 1."""
    return max(1, round(size[0] * factor)), max(1, round(size[1] * (factor if factor_y is None else factor_y)))


def same_orientation(one: Size, other: Size) -> bool:
    """Whether both are wider than high, or both are not; a square goes with the wide ones."""
    return (one[0] >= one[1]) == (other[0] >= other[1])


def cover_box(size: Size, target: Size, gravity: Gravity = CENTER, *, bleed: float = 0.0) -> Box:
    """The largest part of `size` that has the shape of `target`, as `ImageOps.fit` takes it.

    `bleed` is the share of each side that is left out all around. An offset counts in pixels of `target`.
    """
    edge = bleed * size[0], bleed * size[1]
    inside = size[0] - 2 * edge[0], size[1] - 2 * edge[1]
    width, height = inside
    shape = target[0] / target[1]
    if width / height > shape:
        width = min(width, shape * height)
    elif width / height < shape:
        height = min(height, width / shape)
    left, top = gravity.place((width, height), inside, scale=width / target[0])
    left, top = left + edge[0], top + edge[1]
    return left, top, min(left + width, size[0]), min(top + height, size[1])


def shaped(size: Size, ratio: float) -> Size:
    """The largest size of the shape `ratio` (width by height) inside `size`, in whole pixels."""
    width, height = size
    if width / height > ratio:
        return max(1, min(width, round(height * ratio))), height
    return width, max(1, min(height, round(width / ratio)))


def widened(size: Size, ratio: float) -> Size:
    """The smallest size of the shape `ratio` around `size`, in whole pixels."""
    width, height = size
    if width / height < ratio:
        return max(width, round(height * ratio)), height
    return width, max(height, round(width / ratio))


def anchor(position: Position) -> tuple[float, float]:
    """The position as shares of the free room to the left and above."""
    across = 0.0 if "left" in position else 1.0 if "right" in position else 0.5
    down = 0.0 if "top" in position else 1.0 if "bottom" in position else 0.5
    return across, down


def turns_exactly(size: Size, angle: float, *, expand: bool) -> bool:
    """Whether a rotation about the middle only moves pixels: no interpolation, no empty corners."""
    return angle % 180 == 0 or (angle % 90 == 0 and (expand or size[0] == size[1]))


def rotated(
    size: Size,
    angle: float,
    *,
    expand: bool,
    center: tuple[float, float] | None = None,
    translate: tuple[float, float] | None = None,
) -> Size:
    """The size after `Image.rotate`."""
    if not (center or translate) and turns_exactly(size, angle, expand=expand):
        return size if angle % 180 == 0 else (size[1], size[0])
    return rotation(size, angle, expand=expand, center=center, translate=translate)[0]


def rotation(
    size: Size,
    angle: float,
    *,
    expand: bool,
    center: tuple[float, float] | None = None,
    translate: tuple[float, float] | None = None,
) -> tuple[Size, Affine]:
    """The size after `Image.rotate`, and where its pixels come from: x = a x' + b y' + c, y = d x' + e y' + f.

    Not for what `turns_exactly`. By Pillow's own arithmetic, as rounding decides over the last pixel.
    """
    about, move = center or (size[0] / 2, size[1] / 2), translate or (0.0, 0.0)
    matrix = _about(size, angle % 360.0, about, move, size)
    if not expand:
        return size, matrix
    corners = [_moved(matrix, x, y) for x, y in ((0, 0), (size[0], 0), size, (0, size[1]))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    made = math.ceil(max(xs)) - math.floor(min(xs)), math.ceil(max(ys)) - math.floor(min(ys))
    return made, _about(size, angle % 360.0, about, move, made)


def _about(size: Size, angle: float, center: tuple[float, float], translate: tuple[float, float], made: Size) -> Affine:
    """The inverse of a turn about `center` and a move, onto a canvas of `made` with the same middle."""
    turn = -math.radians(angle)
    a, b, d = round(math.cos(turn), 15), round(math.sin(turn), 15), round(-math.sin(turn), 15)
    c, f = _moved((a, b, 0.0, d, a, 0.0), -center[0] - translate[0], -center[1] - translate[1])
    matrix = (a, b, c + center[0], d, a, f + center[1])
    c, f = _moved(matrix, -(made[0] - size[0]) / 2, -(made[1] - size[1]) / 2)
    return a, b, c, d, a, f


def _moved(matrix: Affine, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + b * y + c, d * x + e * y + f
