"""One array over another."""

import numpy as np

from filters.engine.kernels.vision import Pixels


def mixed(under: Pixels, over: Pixels, weights: Pixels) -> Pixels:
    """`Image.composite` of 8-bit values: `over` weighs as much as `weights` say, from 0 to 1, in steps of 1/255.

    The weights broadcast to the values. Pillow divides by 255 as here (Paste.c, `BLEND`), rounding to the nearest.
    """
    share = np.rint(np.asarray(weights) * 255).astype(np.uint16)
    total: Pixels = over * share
    total += under * (255 - share)
    total += 128
    total += total >> 8
    total >>= 8
    return total.astype(np.uint8)
