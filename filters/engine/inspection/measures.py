"""Numbers about the pixels of a picture in a working mode: its colors, its histogram, how sharp it is.

What is less than half visible counts for nothing.
"""

from math import log2
from typing import Any

import numpy as np
from PIL import Image

from filters.engine import modes
from filters.engine.kernels.vision import cv2

COLORS = 5
VISIBLE = 128  # the least alpha that counts
SHARPNESS_SIDE = 1024  # pixels of the longer side that sharpness is measured at
WHITE = (255, 255, 255)

Histogram = dict[str, list[int]]


def dominant_colors(image: Image.Image, count: int = COLORS) -> list[dict[str, Any]]:
    """Up to `count` colors with their share of the visible pixels, the largest first (median cut)."""
    rgba = np.asarray(image.convert("RGBA")).reshape(-1, 4)
    visible = rgba[rgba[:, 3] >= VISIBLE][:, :3]
    if not len(visible):
        return []
    palette = Image.fromarray(visible[np.newaxis]).quantize(count, Image.Quantize.MEDIANCUT)
    colors = palette.getpalette() or []
    amounts = np.bincount(np.asarray(palette).ravel()).tolist()
    return [
        {
            "color": "#" + bytes(colors[3 * index : 3 * index + 3]).hex(),
            "share": round(amounts[index] / len(visible), 4),
        }
        for index in sorted(range(len(amounts)), key=lambda index: -amounts[index])
        if amounts[index]
    ]


def histogram(image: Image.Image) -> Histogram:
    """How many visible pixels have each of the 256 values: of luminance (Rec. 601, Pillow's L), red, green and blue."""
    color, alpha = modes.split_alpha(image)
    mask = None if alpha is None else alpha.point([0] * VISIBLE + [255] * (256 - VISIBLE))
    luminance = color.convert("L").histogram(mask)
    if color.mode == "L":
        return dict.fromkeys(("luminance", "red", "green", "blue"), luminance)
    counts = color.histogram(mask)
    return {"luminance": luminance, "red": counts[:256], "green": counts[256:512], "blue": counts[512:]}


def mean_color(counts: Histogram) -> str | None:
    """The mean of the visible pixels, as `#rrggbb`; None where there are none."""
    total = sum(counts["red"])
    if not total:
        return None
    means = [sum(value * many for value, many in enumerate(counts[band])) for band in ("red", "green", "blue")]
    return "#" + bytes((2 * mean + total) // (2 * total) for mean in means).hex()


def entropy(counts: Histogram) -> float:
    """Shannon's entropy of luminance in bits a pixel, 0 (one color) to 8."""
    total = sum(counts["luminance"])
    shares = [many / total for many in counts["luminance"] if many]
    return round(max(0.0, -sum(share * log2(share) for share in shares)), 4)


def sharpness(image: Image.Image) -> float:
    """The variance of the Laplacian of luminance, the larger the sharper; under about 100 a photo looks soft.

    J. L. Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy" (2000). A picture longer than
    `SHARPNESS_SIDE` is scaled down to it first, so that photos of different resolution compare. Transparency lies on
    white; the border mirrors its neighbors.
    """
    gray = modes.flatten(bounded(image, SHARPNESS_SIDE), WHITE).convert("L")
    return round(float(cv2.Laplacian(np.asarray(gray), cv2.CV_64F).var()), 2)


def bounded(image: Image.Image, side: int) -> Image.Image:
    """The picture with its longer side at most `side`; itself where it is."""
    if max(image.size) <= side:
        return image
    small = image.copy()
    small.thumbnail((side, side))
    return small
