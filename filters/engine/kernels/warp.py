"""Moving pixels along a map: for every place of the result, where its color comes from.

OpenCV computes the colors, bicubic (a = -0.75) at a 32nd of a pixel. The work is done tile by tile, as the map of a
large picture would take more memory than the picture.
"""

from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
from PIL import Image

from filters.engine.boxes import Corners
from filters.engine.geometry import Size
from filters.engine.kernels.vision import Pixels, cv2, from_array, to_array
from filters.engine.modes import PREMULTIPLIED, on_canvas
from filters.engine.parameters import rgba

Outside = Literal["background", "edge", "mirror"]
Map = Callable[[Pixels, Pixels], tuple[Pixels, Pixels]]
"""From places in the result to places in the picture, both in pixels, 0 being the outer border of the first.

It gets a row of x and a column of y; what it returns need only broadcast to the tile. NaN is nowhere.
"""

TILE = 512
MARGIN = 3  # how far the interpolation looks, and a little more


def warped(
    image: Image.Image, source: Map, outside: Outside = "edge", background: str = "#00000000", size: Size | None = None
) -> Image.Image:
    """A picture of `size` with the colors that `source` points at in `image`; in a working mode, as that is.

    Without `size`, that of the picture stays. Beyond the border lies the background, into which the border fades
    within one pixel; or the outermost pixels are repeated, or the picture is mirrored. Averages weigh colors by their
    alpha.
    """
    canvas, size = None, size or image.size
    if outside == "background":
        canvas, image = on_canvas(image, size, rgba(background))
        image = image.convert("RGBA")
    working = PREMULTIPLIED.get(image.mode, image.mode)
    pixels = to_array(image.convert(working))
    made = canvas or Image.new(image.mode, size)
    for tile in _tiles(size):
        shown = from_array(_looked_up(pixels, tile, source, outside), working).convert(image.mode)
        if canvas:
            under = canvas.crop(tile).convert("RGBA")
            under.alpha_composite(shown)
            shown = under.convert(canvas.mode)
        made.paste(shown, tile)
    return made


def _tiles(size: Size) -> Iterator[Corners]:
    for top in range(0, size[1], TILE):
        for left in range(0, size[0], TILE):
            yield left, top, min(left + TILE, size[0]), min(top + TILE, size[1])


def _looked_up(pixels: Pixels, tile: Corners, source: Map, outside: Outside) -> Pixels:
    """The colors of one tile. OpenCV gets only the part of the picture that they lie in, as it takes no large ones."""
    left, top, right, bottom = tile
    shape = bottom - top, right - left
    places = source(np.arange(left, right) + 0.5, (np.arange(top, bottom) + 0.5)[:, np.newaxis])
    height, width = pixels.shape[:2]
    across, down = _kept(places[0], width, outside) - 0.5, _kept(places[1], height, outside) - 0.5
    columns, rows = _needed(across, width), _needed(down, height)
    shown: Pixels = cv2.remap(
        pixels[rows, columns],
        np.broadcast_to(across - columns.start, shape).astype(np.float32),
        np.broadcast_to(down - rows.start, shape).astype(np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT if outside == "background" else cv2.BORDER_REPLICATE,
    )
    return shown


def _kept(places: Pixels, side: int, outside: Outside) -> Pixels:
    """The places along one axis, brought near or into the picture: what is farther away looks the same."""
    if outside == "mirror":
        kept: Pixels = side - np.abs(side - np.nan_to_num(places) % (2 * side))
        return kept
    return np.nan_to_num(places, nan=-MARGIN).clip(-MARGIN, side + MARGIN)


def _needed(places: Pixels, side: int) -> slice:
    """The part of the picture that is looked at along one axis; at least one pixel."""
    first = int(np.floor(places.min())) - MARGIN
    last = int(np.ceil(places.max())) + MARGIN + 1
    start = min(max(first, 0), side - 1)
    return slice(start, max(start + 1, min(last, side)))
