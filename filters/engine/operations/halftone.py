"""Printing in dots."""

from collections.abc import Callable
from typing import Annotated, ClassVar, Literal

import numpy as np
from PIL import Image, ImageFilter
from pydantic import Field

from filters.engine.kernels.blurs import box_blurred
from filters.engine.kernels.luma import gray_of, luma
from filters.engine.kernels.pairs import looked_up_wide
from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.tables import UNIT
from filters.engine.kernels.vision import Pixels, cv2, to_array
from filters.engine.modes import ALPHA, PREMULTIPLIED, join_alpha, split_alpha
from filters.engine.operation import ArrayOperation
from filters.engine.parameters import PIXELS, Unit

Shape = Literal["round", "square", "diamond", "line"]
CELL = 128  # places along a side of a cell of the screen
FRACTION = 1 << 8  # parts that a place is divided into while they are counted
COLUMN, ROW, FULL_ROWS = 8, 1, CELL * (CELL - 1)  # from parts to places, and to the first places of rows
SCREENS = (1 << 16) // CELL**2
HALF = np.float32(127.5)
BETWEEN_INKS = 30
"""Degrees between the screens of two inks, so that they make no moiré: the usual angle in print."""


class Halftone(ArrayOperation):
    """Draws the picture in dots of different sizes, as newspapers are printed."""

    op: ClassVar[str] = "halftone"
    family: ClassVar[str] = "Effects"
    version: ClassVar[int] = 2

    size: Annotated[float, Field(ge=2, le=100, description="Distance from dot to dot."), Unit(PIXELS, step=0.5)] = 8.0
    angle: Annotated[
        float, Field(ge=-360, le=360, description="How far the rows of dots are turned."), Unit("°", step=5)
    ] = 45.0
    shape: Annotated[Shape, Field(description="What the dots look like.")] = "round"
    per_channel: Annotated[
        bool, Field(description="Print red, green and blue by themselves, each at its own angle; otherwise in black.")
    ] = False

    def transform(self, image: Image.Image) -> Image.Image:
        """Colors are averaged over a dot, so that it has one size, as far as they are visible; the alpha stays."""
        if image.mode not in ALPHA:
            return super().transform(image)
        source = image if self.per_channel else gray_of(image)
        smooth = source.convert(PREMULTIPLIED[source.mode]).filter(ImageFilter.BoxBlur(self.size / 2))
        smooth = smooth.convert(source.mode)
        made = self._dots(to_array(split_alpha(smooth)[0]))
        return join_alpha(Image.fromarray(made), image.getchannel("A"))

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        source = pixels if self.per_channel else luma(pixels)
        return self._dots(box_blurred(source, self.size / 2))

    def _dots(self, smooth: Pixels) -> Pixels:
        """Gray in black, or each channel in its own ink."""
        inks = [self._printed(smooth.shape[:2], ink) for ink in range(smooth.shape[2] if smooth.ndim == 3 else 1)]

        def dots(block: Pixels, rows: slice) -> Pixels:
            return cv2.merge([ink(band, rows) for ink, band in zip(inks, cv2.split(block), strict=True)])

        return over_rows(smooth, dots)

    def _printed(self, shape: tuple[int, ...], ink: int) -> Callable[[Pixels, slice], Pixels]:
        """What prints rows of a channel: paper where a place lies further from its dot than the ink reaches.

        Edges are one pixel soft.
        """
        sharp = max(self.size / 3, 1)
        screen, reach = _screen(self.shape) * np.float32(255 * sharp), _reach(sharp) * np.float32(255 * sharp) + HALF
        scale = CELL * FRACTION / self.size
        turn = np.radians(self.angle + ink * BETWEEN_INKS)
        cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
        across, down = np.arange(shape[1]), np.arange(shape[0])[:, np.newaxis]
        right, below = _cyclic(across * cos), _cyclic(across * -sin)
        right_below, below_below = _cyclic(down * sin), _cyclic(down * cos)

        def dots(block: Pixels, rows: slice) -> Pixels:
            u, v = right + right_below[rows], below + below_below[rows]
            place = (v >> ROW & FULL_ROWS) | (u >> COLUMN & CELL - 1)
            return np.asarray(cv2.add(looked_up_wide(place, screen), cv2.LUT(block, reach), dtype=cv2.CV_8U))

        return dots


def _cyclic(places: Pixels) -> Pixels:
    """Places counted in parts, of which there are as many around as 16 bits can tell apart, twice."""
    return (np.rint(places).astype(np.int64) & 0xFFFF).astype(np.uint16)


def _screen(shape: Shape) -> Pixels:
    """One cell, flat, and once more: how large a share of it lies nearer to the dot than each place, from 0 to 1.

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
    return np.tile(np.asarray(shares[place], np.float32), SCREENS)


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
