"""Moving pixels along a map: for every place of the result, where its color comes from.

OpenCV computes the colors, bicubic (a = -0.75) at a 32nd of a pixel. The work is done tile by tile, as the map of a
large picture would take more memory than the picture.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from PIL import Image

from filters.engine.boxes import Corners
from filters.engine.geometry import Size
from filters.engine.kernels.vision import Pixels, cv2, from_array, to_array
from filters.engine.modes import ALPHA, OPAQUE, PREMULTIPLIED, Channels, on_canvas
from filters.engine.parameters import rgba

Outside = Literal["background", "edge", "mirror"]
Map = Callable[[Pixels, Pixels], tuple[Pixels, Pixels]]
"""From places in the result to places in the picture, both in pixels, 0 being the outer border of the first.

It gets a row of x and a column of y; what it returns need only broadcast to the tile. NaN is nowhere.
"""

TILE = 128
MARGIN = 3  # how far the interpolation looks, and a little more


def warped(
    image: Image.Image, source: Map, outside: Outside = "edge", background: str = "#00000000", size: Size | None = None
) -> Image.Image:
    """A picture of `size` with the colors that `source` points at in `image`; in a working mode, as that is.

    Without `size`, that of the picture stays. Beyond the border lies the background, into which the border fades
    within one pixel; or the outermost pixels are repeated, or the picture is mirrored. Averages weigh colors by their
    alpha.
    """
    size = size or image.size
    if outside == "background":
        return _on_background(image, source, rgba(background), size)
    working = PREMULTIPLIED.get(image.mode, image.mode)
    pixels = to_array(_in_mode(image, working))
    made = Image.new(image.mode, size)
    for tile in _tiles(size):
        shown = _Places.of(tile, source, outside, image.size).colors(pixels)
        made.paste(_in_mode(from_array(shown, working), image.mode), tile)
    return made


def _on_background(image: Image.Image, source: Map, background: Channels, size: Size) -> Image.Image:
    """Only at its border, and where it has alpha itself, the picture is mixed with the background."""
    canvas, _ = on_canvas(image.crop((0, 0, 1, 1)), size, background)
    opaque = image.mode not in ALPHA
    shown = _in_mode(image, OPAQUE[canvas.mode]) if opaque else image.convert("RGBA").convert("RGBa")
    pixels = to_array(shown)
    for tile in _tiles(size):
        places = _Places.of(tile, source, "background", image.size)
        if places.inside and opaque:
            canvas.paste(from_array(places.colors(pixels), shown.mode), tile)
        elif not places.beyond:
            under = canvas.crop(tile).convert("RGBA")
            under.alpha_composite(from_array(places.colors(pixels, fading=True), "RGBa").convert("RGBA"))
            canvas.paste(under.convert(canvas.mode), tile)
    return canvas


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    return image if image.mode == mode else image.convert(mode)


def _tiles(size: Size) -> Iterator[Corners]:
    for top in range(0, size[1], TILE):
        for left in range(0, size[0], TILE):
            yield left, top, min(left + TILE, size[0]), min(top + TILE, size[1])


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the colors of one tile come from: the part of the picture that they lie in, and the places in it."""

    rows: slice
    columns: slice
    across: Pixels
    down: Pixels
    inside: bool
    """Whether the interpolation never looks past the border of the picture."""
    beyond: bool
    """Whether it sees nothing but what lies past the border."""

    @classmethod
    def of(cls, tile: Corners, source: Map, outside: Outside, size: Size) -> Self:
        left, top, right, bottom = tile
        found = source(np.arange(left, right) + 0.5, (np.arange(top, bottom) + 0.5)[:, np.newaxis])
        across, down = (_kept(places, side, outside) - 0.5 for places, side in zip(found, size, strict=True))
        columns, inside_columns, beyond_columns = _needed(across, size[0])
        rows, inside_rows, beyond_rows = _needed(down, size[1])
        shape = bottom - top, right - left
        return cls(
            rows,
            columns,
            np.broadcast_to(across - columns.start, shape).astype(np.float32),
            np.broadcast_to(down - rows.start, shape).astype(np.float32),
            inside_columns and inside_rows,
            beyond_columns or beyond_rows,
        )

    def colors(self, pixels: Pixels, *, fading: bool = False) -> Pixels:
        """What a picture shows there. Fading, it is RGBa, and nothing past its border; otherwise the border goes on."""
        part = pixels[self.rows, self.columns]
        if fading and pixels.shape[2:] != (4,):
            part = cv2.cvtColor(part, cv2.COLOR_GRAY2RGBA if pixels.ndim == 2 else cv2.COLOR_RGB2RGBA)
        border = cv2.BORDER_CONSTANT if fading else cv2.BORDER_REPLICATE
        shown: Pixels = cv2.remap(part, self.across, self.down, cv2.INTER_CUBIC, borderMode=border)
        return shown


def _kept(places: Pixels, side: int, outside: Outside) -> Pixels:
    """The places along one axis, brought near or into the picture: what is farther away looks the same."""
    if outside == "mirror":
        kept: Pixels = side - np.abs(side - np.nan_to_num(places) % (2 * side))
        return kept
    return np.fmin(np.fmax(places, -MARGIN), side + MARGIN)


def _needed(places: Pixels, side: int) -> tuple[slice, bool, bool]:
    """The part of the picture that is looked at along one axis, at least one pixel; OpenCV takes no large ones.

    Then whether all of the looks are at that part, and whether none is.
    """
    first = math.floor(places.min()) - MARGIN
    last = math.ceil(places.max()) + MARGIN + 1
    start = min(max(first, 0), side - 1)
    needed = slice(start, max(start + 1, min(last, side)))
    return needed, first >= 0 and last <= side, last <= 1 or side <= first + 1
