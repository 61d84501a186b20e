"""Curves: tones moved by hand."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from filters.engine.kernels.interpolation import pchip
from filters.engine.kernels.tables import UNIT, table
from filters.engine.kernels.vision import Pixels
from filters.engine.operations.point import PointOperation
from filters.engine.parameters import Many

Level = Annotated[float, Field(ge=0, le=255)]
Points = Annotated[
    tuple[Annotated[tuple[Level, Level], Many("from", "to")], ...], Many(), Field(min_length=1, max_length=32)
]
DIAGONAL = ((0.0, 0.0), (255.0, 255.0))
S_SHAPE = ((0.0, 0.0), (64.0, 48.0), (192.0, 208.0), (255.0, 255.0))


class Curves(PointOperation):
    """Bends the tones along curves through points of your own, for all channels and for each.

    A curve is a monotone cubic (PCHIP): it goes through every point and between two of them never beyond either.
    Points may come in any order; of several with one `from` the last counts. Each channel's own curve goes first.
    """

    op: ClassVar[str] = "curves"
    family: ClassVar[str] = "Tone"

    all: Annotated[Points, Field(description="Points [from, to] of the curve for every channel, from 0 to 255.")] = (
        S_SHAPE
    )
    red: Annotated[Points, Field(description="Points of the curve for red alone.")] = DIAGONAL
    green: Annotated[Points, Field(description="Points of the curve for green alone.")] = DIAGONAL
    blue: Annotated[Points, Field(description="Points of the curve for blue alone.")] = DIAGONAL

    def point_table(self) -> bytes:
        channels = [_curve(points, UNIT * 255) for points in (self.red, self.green, self.blue)]
        return b"".join(table(_curve(self.all, values)) for values in channels)


def _curve(points: tuple[tuple[float, float], ...], at: Pixels) -> Pixels:
    """Where the curve takes each of some levels, with fractions. Points are told apart by a hundredth of a level."""
    known = sorted({round(x, 2): round(y, 2) for x, y in points}.items())
    xs, ys = np.array([x for x, _ in known]), np.array([y for _, y in known])
    return pchip(xs, ys, at)


OPERATIONS = (Curves,)
