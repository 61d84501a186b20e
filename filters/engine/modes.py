"""Pixel modes: every mode Pillow opens becomes one of the four that operations work on.

The working modes are L, LA, RGB and RGBA, 8 bits a channel, straight alpha.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any

import numpy as np
from PIL import Image, ImageChops

WORKING = ("L", "LA", "RGB", "RGBA")
ALPHA = ("LA", "RGBA")
OPAQUE = {"LA": "L", "RGBA": "RGB", "L": "L", "RGB": "RGB"}
WITH_ALPHA = {"L": "LA", "RGB": "RGBA", "LA": "LA", "RGBA": "RGBA"}
PREMULTIPLIED = {"LA": "La", "RGBA": "RGBa"}
Channels = tuple[int, int, int, int]
INTEGER = ("I", "I;16", "I;16B", "I;16L", "I;16N")


class Alpha(Enum):
    """What an operation does about transparency."""

    KEEP = "keep"  # a point operation: it sees the color bands only, the alpha stays as it was
    BLEED = "bleed"  # an edge filter: as KEEP, and transparent neighbors lend the color of the visible ones
    PREMULTIPLY = "premultiply"  # an average of neighbors: color weighs as much as it is visible
    OWN = "own"  # the operation takes all four working modes itself


def to_working(image: Image.Image) -> Image.Image:
    """The picture in a working mode; itself when it is in one already.

    16-bit gray is scaled (65535 becomes 255), never clipped. 32-bit integers and floats have no nominal range:
    see `_scaled`. LAB, HSV, YCbCr and CMYK are converted without a profile; where there is one, `color.to_srgb`
    comes first.
    """
    transparent = "transparency" in image.info
    if image.mode in WORKING and not transparent:
        return image
    if image.mode in INTEGER or image.mode == "F":
        return _from_numbers(np.asarray(image), image.info.get("transparency"))
    gray, alpha = image.mode in ("1", "L", "La", "LA"), transparent or image.has_transparency_data
    working = image.convert(("LA" if alpha else "L") if gray else ("RGBA" if alpha else "RGB"))
    working.info.pop("transparency", None)
    return working


def _from_numbers(values: np.ndarray, transparent: Any) -> Image.Image:
    """Gray of many bits as L, or LA where a PNG names one value as transparent."""
    image = Image.fromarray(_scaled(values))
    if isinstance(transparent, int):
        image.putalpha(Image.fromarray(np.where(values == transparent, 0, 255).astype(np.uint8)))
    return image


def _scaled(values: np.ndarray) -> np.ndarray:
    """Numbers of unknown range as 8 bits.

    The smallest nominal range that holds them all is taken: 0..1 (floats only), 0..255 (32-bit only), 0..65535;
    past these, the smallest value becomes 0 and the largest 255. NaN is black, infinities are the extremes.
    """
    if values.dtype.itemsize == 2:
        return ((values.astype(np.uint32) * 255 + 32767) // 65535).astype(np.uint8)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    data = np.nan_to_num(values.astype(np.float64), nan=low, posinf=high, neginf=low)
    nominal = (1.0, 255.0, 65535.0) if values.dtype.kind == "f" else (255.0, 65535.0)
    top = next((top for top in nominal if low >= 0 and high <= top), None)
    if top is None:
        data, top = data - low, high - low
    return np.rint(data * (255.0 / (top or 1.0))).clip(0, 255).astype(np.uint8)


def apply_with_alpha(
    image: Image.Image, policy: Alpha, function: Callable[[Image.Image], Image.Image], reach: int
) -> Image.Image:
    """Run `function` over a picture in a working mode, as the policy says about its alpha."""
    if policy is Alpha.OWN or image.mode not in ALPHA:
        return function(image)
    if policy is Alpha.PREMULTIPLY:
        return function(image.convert(PREMULTIPLIED[image.mode])).convert(image.mode)
    color, alpha = split_alpha(image)
    return join_alpha(function(bleed(image, reach) if policy is Alpha.BLEED else color), alpha)


def split_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """A picture in a working mode as its opaque colors and its alpha, None where it has none."""
    if image.mode not in ALPHA:
        return image, None
    return image.convert(OPAQUE[image.mode]), image.getchannel("A")


def join_alpha(color: Image.Image, alpha: Image.Image | None) -> Image.Image:
    """The inverse of `split_alpha`; `color` stays as it was."""
    if alpha is None:
        return color
    joined = color.copy()
    joined.putalpha(alpha)
    return joined


def bleed(image: Image.Image, reach: int) -> Image.Image:
    """The opaque colors, where fully transparent pixels take the color of visible neighbors within `reach` pixels.

    Colors spread in steps that double, so that every distance is reached: it is a sum of powers of two.
    """
    pixels = np.asarray(image)
    known = pixels[..., -1] > 0
    colors = np.where(known[..., np.newaxis], pixels[..., :-1], 0).astype(np.uint8)
    step = 1
    while step <= reach and known.any() and not known.all():
        _spread(colors, known, step)
        step *= 2
    return Image.fromarray(colors.squeeze(2) if image.mode == "LA" else colors)


def _spread(colors: np.ndarray, known: np.ndarray, step: int) -> None:
    """Give unknown pixels the mean of the known ones among the eight that lie `step` away."""
    height, width = known.shape
    shifts = [(step + down, step + across) for down in (-step, 0, step) for across in (-step, 0, step)]
    around = np.pad(known, step)
    near = np.zeros_like(known)
    for top, left in shifts:
        near |= around[top : top + height, left : left + width]
    rows, columns = np.nonzero(near & ~known)
    total = np.zeros((len(rows), colors.shape[2]), np.uint16)
    count = np.zeros((len(rows), 1), np.uint16)
    for top, left in shifts:
        weight = around[rows + top, columns + left][:, np.newaxis]
        total += weight * colors[(rows + top - step).clip(0, height - 1), (columns + left - step).clip(0, width - 1)]
        count += weight
    colors[rows, columns] = (total + count // 2) // count
    known[rows, columns] = True


def on_canvas(image: Image.Image, size: tuple[int, int], background: Channels) -> tuple[Image.Image, Image.Image]:
    """A canvas of one color, and the picture: both in the first working mode that can show the two of them."""
    red, green, blue, alpha = background
    gray = image.mode in ("L", "LA") and red == green == blue
    mode, color = ("L", (red,)) if gray else ("RGB", (red, green, blue))
    if alpha < 255 or image.mode in ALPHA:
        mode, color = WITH_ALPHA[mode], (*color, alpha)
    canvas = Image.new(mode, size, color)
    return canvas, image if image.mode == mode else image.convert(mode)


def flatten(image: Image.Image, background: tuple[int, int, int]) -> Image.Image:
    """A picture without alpha, laid on a background color."""
    if image.mode not in ALPHA:
        return image
    canvas = Image.new("RGB", image.size, background)
    canvas.paste(image, mask=image)
    return canvas


def is_opaque(image: Image.Image) -> bool:
    """Whether a picture in a working mode shows no transparency."""
    return image.mode not in ALPHA or image.getchannel("A").getextrema()[0] == 255


def same_pixels(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures have the same mode, size and values."""
    if (one.mode, one.size) != (other.mode, other.size):
        return False
    return ImageChops.difference(one, other).getbbox(alpha_only=False) is None
