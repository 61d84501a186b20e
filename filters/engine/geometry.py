"""Sizes and boxes, without pixels. Where Pillow has the same rule, the numbers are Pillow's."""

import math
from dataclasses import dataclass
from typing import Literal

Size = tuple[int, int]
Box = tuple[float, float, float, float]  # left, top, right, bottom

Fit = Literal["contain", "cover", "stretch", "pad"]
Position = Literal[
    "top_left", "top", "top_right", "left", "center", "right", "bottom_left", "bottom", "bottom_right"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a resize goes: `box` of the source becomes `picture` in size, and lies at `at` on `canvas`."""

    box: Box
    picture: Size
    canvas: Size
    at: tuple[int, int] = (0, 0)


def layout(size: Size, *, width: int | None, height: int | None, fit: Fit, upscale: bool, position: Position) -> Layout:
    """Lay a picture of `size` out in the asked width and height.

    One side alone is completed by the picture's own shape. Without `upscale` nothing is ever enlarged: `contain`
    stops at the picture's size, `cover` and `stretch` make the asked shape as large as it fits into the picture,
    and `pad` leaves more of its canvas empty.
    """
    whole = (0.0, 0.0, float(size[0]), float(size[1]))
    if width is None or height is None:
        asked = completed(size, width, height)
        picture = asked if upscale or not exceeds(asked, size) else size
        return Layout(box=whole, picture=picture, canvas=picture)
    asked = (width, height)
    if fit in ("contain", "pad"):
        picture = contained(size, asked)
        if not upscale and exceeds(picture, size):
            picture = size
        canvas = asked if fit == "pad" else picture
        return Layout(box=whole, picture=picture, canvas=canvas, at=placed(picture, canvas, position))
    if not upscale and exceeds(asked, size):
        asked = contained(asked, size)
    box = cover_box(size, asked, position) if fit == "cover" else whole
    return Layout(box=box, picture=asked, canvas=asked)


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


def cover_box(size: Size, target: Size, position: Position = "center") -> Box:
    """The largest part of `size` that has the shape of `target`, as `ImageOps.fit` takes it."""
    width, height = float(size[0]), float(size[1])
    shape = target[0] / target[1]
    if width / height > shape:
        width = min(width, shape * height)
    elif width / height < shape:
        height = min(height, width / shape)
    across, down = anchor(position)
    left, top = (size[0] - width) * across, (size[1] - height) * down
    return left, top, min(left + width, size[0]), min(top + height, size[1])


def placed(inner: Size, outer: Size, position: Position) -> tuple[int, int]:
    """Where the left upper corner of `inner` lies in `outer`, as `ImageOps.pad` rounds it."""
    across, down = anchor(position)
    return round((outer[0] - inner[0]) * across), round((outer[1] - inner[1]) * down)


def anchor(position: Position) -> tuple[float, float]:
    """The position as shares of the free room to the left and above."""
    across = 0.0 if "left" in position else 1.0 if "right" in position else 0.5
    down = 0.0 if "top" in position else 1.0 if "bottom" in position else 0.5
    return across, down


def turns_exactly(size: Size, angle: float, *, expand: bool) -> bool:
    """Whether a rotation only moves pixels: no interpolation, no empty corners."""
    return angle % 180 == 0 or (angle % 90 == 0 and (expand or size[0] == size[1]))


def rotated(size: Size, angle: float, *, expand: bool) -> Size:
    """The size after `Image.rotate`, by its own arithmetic: rounding decides over the last pixel."""
    width, height = size
    angle = angle % 360.0
    if not expand or angle in (0, 180):
        return size
    if angle in (90, 270):
        return height, width
    turn = -math.radians(angle)
    cos, sin = round(math.cos(turn), 15), round(math.sin(turn), 15)
    shift_x = cos * (-width / 2) + sin * (-height / 2) + width / 2
    shift_y = round(-math.sin(turn), 15) * (-width / 2) + cos * (-height / 2) + height / 2
    corners = ((0, 0), (width, 0), (width, height), (0, height))
    xs = [cos * x + sin * y + shift_x for x, y in corners]
    ys = [round(-math.sin(turn), 15) * x + cos * y + shift_y for x, y in corners]
    return math.ceil(max(xs)) - math.floor(min(xs)), math.ceil(max(ys)) - math.floor(min(ys))
