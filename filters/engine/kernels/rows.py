"""Arrays a few rows at a time, so that numbers with fractions of a large picture never fill the memory."""

from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from filters.engine.kernels.vision import Pixels

BLOCK = 1 << 18  # pixels at a time: a block and its intermediates stay near the processor


def row_blocks(size: tuple[int, int], block: int = BLOCK) -> Iterator[slice]:
    """The rows of a picture of `size`, as slices of about `block` pixels."""
    width, height = size
    rows = max(1, block // width)
    for top in range(0, height, rows):
        yield slice(top, min(top + rows, height))


def over_rows(pixels: Pixels, function: Callable[[Pixels, slice], Pixels], block: int = BLOCK) -> Pixels:
    """An array of as many rows, made of blocks: `function` gets the 8-bit values and which rows they are.

    Blocks are (rows, width) for L and (rows, width, bands) otherwise, the results of either shape.
    """
    blocks = list(row_blocks((pixels.shape[1], pixels.shape[0]), block))
    first = function(pixels[blocks[0]], blocks[0])
    if len(blocks) == 1:
        return np.asarray(first, np.uint8)
    made = np.empty((pixels.shape[0], *first.shape[1:]), np.uint8)
    made[blocks[0]] = first
    for rows in blocks[1:]:
        made[rows] = function(pixels[rows], rows)
    return made


def by_rows(image: Image.Image, function: Callable[[Pixels, slice], Pixels]) -> Image.Image:
    """`over_rows` for a picture of Pillow's."""
    return Image.fromarray(over_rows(np.asarray(image), function))
