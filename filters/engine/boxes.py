"""Rectangles of a picture that a user names: what they are written as, and what of them lies in a picture."""

from typing import Annotated

from pydantic import Field

from filters.engine.geometry import Size
from filters.engine.parameters import PIXELS, Many, Unit

LONGEST = 65_535

Offset = Annotated[int, Field(ge=0, le=LONGEST), Unit(PIXELS)]
Length = Annotated[int, Field(ge=1, le=LONGEST), Unit(PIXELS)]
Box = Annotated[tuple[Offset, Offset, Length, Length], Many("left", "top", "width", "height")]
"""A field's type: left, top, width, height."""

Corners = tuple[int, int, int, int]
"""Left, top, right, bottom, as Pillow's `crop` and `paste` take them."""


def inside(box: tuple[int, int, int, int], size: Size) -> Corners | None:
    """The part of a `Box` that lies in a picture of `size`, None where there is none."""
    left, top, width, height = box
    right, bottom = min(left + width, size[0]), min(top + height, size[1])
    return (left, top, right, bottom) if left < right and top < bottom else None


def misplaced(boxes: tuple[tuple[int, int, int, int], ...], size: Size) -> str | None:
    """What is wrong with the first box that lies wholly outside a picture of `size`, None where there is none."""
    for number, box in enumerate(boxes, 1):
        if inside(box, size) is None:
            which = f", and number {number} does not" if len(boxes) > 1 else ""
            return (
                f"must lie in the picture at least in part{which}: the picture is {size[0]} x {size[1]} px at this step"
            )
    return None
