"""Printing in dots."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from PIL import Image, ImageFilter
from pydantic import Field

from filters.engine.kernels.rows import by_rows
from filters.engine.kernels.tables import UNIT
from filters.engine.kernels.vision import Pixels
from filters.engine.modes import ALPHA, PREMULTIPLIED, join_alpha, split_alpha
from filters.engine.operation import Operation
from filters.engine.parameters import PIXELS, Unit

Shape = Literal["round", "square", "diamond", "line"]
CELL = 128  # places along a side of a cell of the screen
FRACTION = 1 << 8  # parts that a place is divided into while they are counted
BETWEEN_INKS = 30
"""Degrees between the screens of two inks, so that they make no moiré: the usual angle in print."""


class Halftone(Operation):
    """Draws the picture in dots of different sizes, as newspapers are printed."""

    op: ClassVar[str] = "halftone"
    family: ClassVar[str] = "Effects"

    size: Annotated[float, Field(ge=2, le=100, description="Distance from dot to dot."), Unit(PIXELS, step=0.5)] = 8.0
    angle: Annotated[
        float, Field(ge=-360, le=360, description="How far the rows of dots are turned."), Unit("°", step=5)
    ] = 45.0
    shape: Annotated[Shape, Field(description="What the dots look like.")] = "round"
    per_channel: Annotated[
        bool, Field(description="Print red, green and blue by themselves, each at its own angle; otherwise in black.")
    ] = False

    def transform(self, image: Image.Image) -> Image.Image:
        color, alpha = split_alpha(self._smoothed(image))
        if not self.per_channel:
            return join_alpha(self._printed(color.convert("L"), 0), alpha)
        bands = [self._printed(band, number) for number, band in enumerate(color.split())]
        return join_alpha(Image.merge(color.mode, bands), alpha)

    def _smoothed(self, image: Image.Image) -> Image.Image:
        """Colors averaged over a dot, so that a dot has one size; the alpha as it was."""
        blur = ImageFilter.BoxBlur(self.size / 2)
        if image.mode not in ALPHA:
            return image.filter(blur)
        smooth = image.convert(PREMULTIPLIED[image.mode]).filter(blur).convert(image.mode)
        smooth.putalpha(image.getchannel("A"))
        return smooth

    def _printed(self, gray: Image.Image, ink: int) -> Image.Image:
        """Paper where a place lies further from its dot than the ink reaches, with edges one pixel soft."""
        screen = _screen(self.shape)
        sharp = max(self.size / 3, 1)
        reach = _reach(sharp)
        scale = CELL * FRACTION / self.size
        turn = np.radians(self.angle + ink * BETWEEN_INKS)
        cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
        across = np.arange(gray.width)
        right, below = np.rint(across * cos).astype(np.int32), np.rint(across * -sin).astype(np.int32)

        def dots(block: Pixels, rows: slice) -> Pixels:
            down = np.arange(rows.start, rows.stop)[:, np.newaxis]
            u = (right + np.rint(down * sin).astype(np.int32)) // FRACTION & CELL - 1
            v = (below + np.rint(down * cos).astype(np.int32)) // FRACTION & CELL - 1
            light = (screen[v * CELL + u] + reach[block]) * np.float32(sharp) + np.float32(0.5)
            return np.asarray(light.clip(0, 1) * 255 + np.float32(0.5), np.uint8)

        return by_rows(gray, dots)


def _screen(shape: Shape) -> Pixels:
    """One cell, flat: how large a share of it lies nearer to the dot than each place, from 0 to 1.

    Shares instead of distances keep the tone of the picture whatever the shape.
    """
    places = np.abs((np.arange(CELL) + 0.5) / CELL - 0.5)
    across, down = np.meshgrid(places, places)
    distance = {
        "round": -np.cos(2 * np.pi * across) - np.cos(2 * np.pi * down),
        "square": np.maximum(across, down),
        "diamond": across + down,
        "line": down,
    }[shape].round(9)
    _, place, counts = np.unique(distance.ravel(), return_inverse=True, return_counts=True)
    shares = (counts.cumsum() - counts / 2) / distance.size
    return np.asarray(shares[place], np.float32)


def _reach(sharp: float) -> Pixels:
    """What is added to the shares for each level, so that dots with soft edges have that level for their mean.

    Over shares s, even from 0 to 1, the mean of (s + x) * sharp + 0.5, cut off at 0 and 1, is G(1 + x) - G(x).
    """
    soft = 0.5 / sharp
    added = np.linspace(-1 - soft, soft, 4096)

    def integral(x: Pixels) -> Pixels:
        return np.where(x < soft, (x + soft).clip(0) ** 2 * (sharp / 2), x)

    means = integral(added + 1) - integral(added)
    return np.interp(UNIT, means, added).astype(np.float32)


OPERATIONS = (Halftone,)
