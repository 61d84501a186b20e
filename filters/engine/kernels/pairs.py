"""Tables of two values: what becomes of a level depends on a second one beside it."""

import numpy as np

from filters.engine.kernels.vision import Pixels, cv2

LITTLE = np.dtype("<u2")


def looked_up_with(pixels: Pixels, others: Pixels, entries: Pixels) -> Pixels:
    """`entries[other, value]` for every value of a picture, which both are of 8 bits: entries has the shape (256, 256).

    `pixels` is (height, width) or (height, width, 3), `others` is of that shape too or has one channel for all.
    The result has the type of the entries, whichever it is.
    """
    if others.ndim < pixels.ndim:
        others = cv2.cvtColor(others, cv2.COLOR_GRAY2RGB)
    pairs = cv2.merge([pixels.reshape(len(pixels), -1), others.reshape(len(pixels), -1)])
    pairs = pairs.reshape(len(pixels), -1).view(LITTLE)
    return np.asarray(cv2.LUT(pairs, entries.reshape(1, -1))).reshape(pixels.shape)


def looked_up_wide(numbers: Pixels, entries: Pixels) -> Pixels:
    """`entries[number]` for numbers of 16 bits: entries has 65536 of them, of any type."""
    flat = numbers.reshape(len(numbers), -1)
    return np.asarray(cv2.LUT(flat, entries.reshape(1, -1))).reshape(numbers.shape)
