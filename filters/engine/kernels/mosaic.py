"""Parts of a picture reduced to a few averages, which nothing can bring back."""

from collections.abc import Iterable
from math import ceil
from typing import Literal

import numpy as np
from PIL import Image

from filters.engine.boxes import Corners
from filters.engine.kernels.vision import from_array, to_array
from filters.engine.modes import PREMULTIPLIED, on_canvas
from filters.engine.parameters import rgba

Method = Literal["blur", "pixelate", "fill"]

PRECISE = 64  # px: averages of squares up to this are those of `Image.reduce`
SMALLEST_BLOCK = 8  # px: a small box is left with fewer averages than asked for


def pixelated(image: Image.Image, block: int) -> Image.Image:
    """Each square of `block` pixels, counted from the left upper corner, in its average color; any working mode."""
    averages = averaged(image, block)
    covered = 0, 0, image.width / block, image.height / block
    made = averages.resize(image.size, Image.Resampling.NEAREST, box=covered)
    return made if made.mode == image.mode else made.convert(image.mode)


def averaged(image: Image.Image, block: int) -> Image.Image:
    """The average of each square, one pixel each, those at the right and bottom being of what is left of it.

    Colors weigh as much as they are visible: the result is premultiplied. `Image.reduce` divides by multiplying with
    a number of few bits: it is quick, and at 1000 px too dark by 12 of 255.
    """
    image = image.convert(PREMULTIPLIED[image.mode]) if image.mode in PREMULTIPLIED else image
    if block <= PRECISE:
        return image.reduce(block)
    pixels = to_array(image)
    rows, columns = (np.arange(0, side, block) for side in pixels.shape[:2])
    sums = np.add.reduceat(np.add.reduceat(pixels, rows, axis=0, dtype=np.uint32), columns, axis=1, dtype=np.uint64)
    counts = np.outer(np.diff(rows, append=image.height), np.diff(columns, append=image.width))
    return from_array(sums / counts.reshape(*counts.shape, *[1] * (pixels.ndim - 2)), image.mode)


def smoothed(image: Image.Image, block: int) -> Image.Image:
    """As `pixelated`, with soft transitions: it looks blurred, and holds nothing but the averages."""
    averages = averaged(image, block)
    covered = 0, 0, image.width / block, image.height / block
    return averages.resize(image.size, Image.Resampling.BICUBIC, box=covered).convert(image.mode)


def redacted(image: Image.Image, boxes: Iterable[Corners], method: Method, detail: int, color: str) -> Image.Image:
    """A copy in which the boxes, which lie inside, are made unreadable; in a working mode that can show the color.

    `blur` and `pixelate` leave of each box at most as many averages as `detail` says along its longer side. `fill`
    leaves nothing: the color takes the place of the pixels, also where it is transparent itself. A box of too few
    pixels to average is filled, whatever the method.
    """
    boxes = list(boxes)
    filled = [box for box in boxes if method == "fill" or _is_tiny(box)]
    paints = method == "fill" or filled  # the mode is not to depend on what is found
    canvas, copy = on_canvas(image, image.size, rgba(color)) if paints else (image, image)
    copy = copy.copy()
    for box in boxes:
        if box in filled:
            copy.paste(canvas.crop(box), box)
            continue
        part = copy.crop(box)
        block = max(SMALLEST_BLOCK, ceil(max(part.size) / detail))
        copy.paste({"blur": smoothed, "pixelate": pixelated}[method](part, block), box)
    return copy


def _is_tiny(box: Corners) -> bool:
    """Whether a block of averages would be of fewer pixels than hide each other."""
    left, top, right, bottom = box
    return (right - left) * (bottom - top) < SMALLEST_BLOCK
