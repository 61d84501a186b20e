"""How a resize goes: which part of the picture becomes how large and lies where. No pixels."""

from dataclasses import dataclass
from typing import Literal

from filters.engine.geometry import (
    CENTER,
    Box,
    Gravity,
    Size,
    completed,
    contained,
    cover_box,
    covering,
    exceeds,
    same_orientation,
    scaled,
)  # fmt: skip

Fit = Literal["contain", "cover", "stretch", "pad", "outside", "crop", "auto"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """`box` of the source becomes `picture` in size, and lies at `at` on `canvas`."""

    box: Box
    picture: Size
    canvas: Size
    at: tuple[int, int] = (0, 0)

    @classmethod
    def whole(cls, size: Size, made: Size) -> "Layout":
        """All of a picture of `size` becomes `made`, and there is no room around it."""
        return cls(box=_whole(size), picture=made, canvas=made)

    @property
    def shrinks(self) -> bool:
        """Whether something is averaged, and nothing is enlarged."""
        across, down = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return across >= self.picture[0] and down >= self.picture[1] and (across, down) != self.picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked of a resize, in pixels of the result.

    `factor` multiplies `width` and `height`, or the picture's own size where both are missing. `adaptive` swaps them
    where the picture is upright and the box is not, or the other way around. `least` is reached by enlarging.
    """

    width: int | None = None
    height: int | None = None
    fit: Fit = "contain"
    upscale: bool = False
    factor: float = 1.0
    least: Size = (1, 1)
    adaptive: bool = False


def layout(size: Size, wish: Wish, gravity: Gravity = CENTER) -> Layout:
    """Lay a picture of `size` out as wished.

    One side alone is completed by the picture's own shape. Without `upscale` nothing is ever enlarged past `least`:
    `contain` and `outside` stop at the picture's size, `cover` and `stretch` make the asked shape as large as it fits
    into the picture, `crop` leaves a side that is too short as it is, and `pad` leaves more of its canvas empty.
    """
    box, fit = _asked(size, wish)
    if fit == "pad":
        canvas = _at_least(box, wish.least)
        picture = _allowed(contained(size, canvas), size, wish)
        return Layout(box=_whole(size), picture=picture, canvas=canvas, at=gravity.placed(picture, canvas))
    if fit in ("cover", "stretch", "crop"):
        return _filled(size, box, fit, wish, gravity)
    asked = {"contain": contained, "outside": covering}[fit](size, box) if fit else box
    picture = _allowed(asked, size, wish)
    if exceeds(wish.least, picture):
        picture = covering(size, wish.least)
    return Layout(box=_whole(size), picture=picture, canvas=picture)


def _filled(size: Size, box: Size, fit: str, wish: Wish, gravity: Gravity) -> Layout:
    """No room is left, and nothing lies outside."""
    if not wish.upscale and exceeds(box, size):
        if fit == "crop":
            return _cut(size, box, wish, gravity)
        box = contained(box, size)
    canvas = _at_least(box, wish.least)
    part = _whole(size) if fit == "stretch" else cover_box(size, canvas, gravity)
    return Layout(box=part, picture=canvas, canvas=canvas)


def _asked(size: Size, wish: Wish) -> tuple[Size, str]:
    """The box in pixels, and how to fit into it; no word for that where the box has the picture's shape already."""
    width, height = wish.width, wish.height
    if width is None and height is None:
        return scaled(size, wish.factor), ""
    width = None if width is None else max(1, round(width * wish.factor))
    height = None if height is None else max(1, round(height * wish.factor))
    if width is None or height is None:
        return completed(size, width, height), ""
    box = (width, height)
    if wish.adaptive and not same_orientation(size, box):
        box = (height, width)
    if wish.fit == "auto":
        return box, "cover" if same_orientation(size, box) else "contain"
    return box, wish.fit


def _cut(size: Size, asked: Size, wish: Wish, gravity: Gravity) -> Layout:
    """The part of the asked size, of a picture that is too small for it on one side or both."""
    part = min(size[0], asked[0]), min(size[1], asked[1])
    left, top = gravity.placed(part, size)
    canvas = _at_least(part, wish.least)
    box = (float(left), float(top), float(left + part[0]), float(top + part[1]))
    return Layout(box=box, picture=canvas, canvas=canvas)


def _at_least(size: Size, least: Size) -> Size:
    """The size, enlarged in its shape until neither side is below `least`."""
    return covering(size, least) if exceeds(least, size) else size


def _allowed(asked: Size, size: Size, wish: Wish) -> Size:
    """The size asked for, or the picture's own where that would have to be enlarged."""
    return asked if wish.upscale or not exceeds(asked, size) else size


def _whole(size: Size) -> Box:
    return 0.0, 0.0, float(size[0]), float(size[1])
