"""Arrays a few rows at a time, so that numbers with fractions of a large picture never fill the memory."""

from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from filters.engine.kernels.vision import Pixels

BLOCK = 1 << 18  # pixels at a time: a block and its intermediates stay near the processor


def row_blocks(size: tuple[int, int]) -> Iterator[slice]:
    """The rows of a picture of `size`, as slices of about `BLOCK` pixels."""
    width, height = size
    rows = max(1, BLOCK // width)
    for top in range(0, height, rows):
        yield slice(top, min(top + rows, height))


def by_rows(image: Image.Image, function: Callable[[Pixels, slice], Pixels]) -> Image.Image:
    """A picture of the same size, made of blocks: `function` gets the 8-bit values and which rows they are.

    Blocks are (rows, width) for L and (rows, width, bands) otherwise, the results of either shape.
    """
    source = np.asarray(image)
    blocks = list(row_blocks(image.size))
    first = function(source[blocks[0]], blocks[0])
    made = np.empty((image.height, *first.shape[1:]), np.uint8)
    made[blocks[0]] = first
    for rows in blocks[1:]:
        made[rows] = function(source[rows], rows)
    return Image.fromarray(made)
