"""Short texts that stand for a picture: to find near duplicates by, and to show while it loads.

All of them see a transparent picture as it looks on white, but for the ThumbHash, which has transparency of its own.
"""

import base64
from functools import cache

import blurhash
import numpy as np
from PIL import Image

from filters.engine import modes

PERCEPTUAL_SIDE = 32
PERCEPTUAL_BITS = 8  # a side: 64 bits in all
THUMB_SIDE = 100  # the reference takes no more
SILENT = 1e-9  # a swing of rounding noise: the channel does not vary
NOISE = 6  # decimals: what lies behind them is rounding, and would decide over the bits of a plain picture
WHITE = (255, 255, 255)

Grid = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def perceptual_hash(image: Image.Image) -> str:
    """The 64-bit DCT hash as 16 hex digits; the number of bits that differ says how unlike two pictures are.

    C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010), section 3.2.1, with the
    choices of Python's ImageHash, whose `phash` gives the same digits: 32 x 32 gray by Lanczos, the lowest 8 x 8
    frequencies of the unscaled DCT-II, each against their median.
    """
    gray = modes.flatten(image, WHITE).convert("L")
    small = gray.resize((PERCEPTUAL_SIDE, PERCEPTUAL_SIDE), Image.Resampling.LANCZOS)
    cosines = _cosines(PERCEPTUAL_SIDE, PERCEPTUAL_BITS)
    low = np.round(4 * cosines @ np.asarray(small, np.float64) @ cosines.T, NOISE)
    return np.packbits(low > np.median(low)).tobytes().hex()


def blur_hash(image: Image.Image) -> str:
    """The BlurHash of a picture, 4 x 3 components, on 32 pixels a side."""
    tiny = modes.flatten(image, WHITE).convert("RGB").resize((32, 32))
    return str(blurhash.encode(np.asarray(tiny).tolist(), components_x=4, components_y=3))


def thumb_hash(image: Image.Image) -> str:
    """The ThumbHash in base64, of a picture in a working mode; above 100 pixels a side it is scaled down first.

    The algorithm is Evan Wallace's (github.com/evanw/thumbhash, MIT): `rgbaToThumbHash` of its JavaScript, with the
    same sums in the same order, because rounding noise decides over a term that is nearly zero. Where a channel does
    not vary at all the reference writes such noise, scaled by zero; here are zeros.
    """
    if max(image.size) > THUMB_SIDE:
        image = image.copy()
        image.thumbnail((THUMB_SIDE, THUMB_SIDE))
    rgba = np.asarray(image.convert("RGBA"), np.float64)
    alpha = rgba[..., 3] / 255
    channels = _opponents(rgba[..., :3], alpha)
    has_alpha = bool((alpha < 1).any())
    width, height = image.size
    most = 5 if has_alpha else 7
    across, down = (max(1, _round(most * side / max(width, height))) for side in (width, height))
    terms = [_terms(channels[0], max(3, across), max(3, down)), *(_terms(part, 3, 3) for part in channels[1:])]
    if has_alpha:
        terms.append(_terms(alpha, 5, 5))
    head = _thumb_head([(mean, swing) for mean, swing, _ in terms], down if width > height else across, width > height)
    nibbles = [_round(15 * value) for _, _, values in terms for value in values]
    nibbles += [0] * (len(nibbles) % 2)
    body = bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2], strict=True))
    return base64.b64encode(head + body).decode()


def _opponents(rgb: Grid, alpha: Grid) -> tuple[Grid, Grid, Grid]:
    """Luminance, yellow against blue, red against green, 0..1, over the average color of what shows."""
    shown, opaque = _total(alpha), alpha / 255
    averages = [_total(opaque * rgb[..., band]) / (shown or 1.0) for band in range(3)]
    red, green, blue = (averages[band] * (1 - alpha) + opaque * rgb[..., band] for band in range(3))
    return (red + green + blue) / 3, (red + green) / 2 - blue, red - green


def _terms(channel: Grid, across: int, down: int) -> tuple[float, float, list[float]]:
    """A channel's mean, the swing of its lowest frequencies, and those as 0..1, a triangle row by row."""
    height, width = channel.shape
    columns, rows = _cosines(width, across), _cosines(height, down)[..., np.newaxis]
    mean, *varying = [
        _total(channel * columns[x] * rows[y]) / (width * height)
        for y in range(down)
        for x in range(across)
        if x * down < across * (down - y)
    ]
    swing = max(map(abs, varying))
    if swing < SILENT:
        return mean, 0.0, [0.0] * len(varying)
    return mean, swing, [0.5 + 0.5 / swing * value for value in varying]


def _total(values: Grid) -> float:
    """The sum from first to last; NumPy's own adds in pairs."""
    return float(np.cumsum(values)[-1])


def _thumb_head(terms: list[tuple[float, float]], shorter: int, is_landscape: bool) -> bytes:
    """The constants: means, swings, and how many luminance terms lie along the shorter side."""
    (light, light_swing), (yellow, yellow_swing), (red, red_swing), *transparency = terms
    first = _round(63 * light) | _round(31.5 + 31.5 * yellow) << 6 | _round(31.5 + 31.5 * red) << 12
    first |= _round(31 * light_swing) << 18 | len(transparency) << 23
    second = shorter | _round(63 * yellow_swing) << 3 | _round(63 * red_swing) << 9 | is_landscape << 15
    head = first.to_bytes(3, "little") + second.to_bytes(2, "little")
    return head + bytes(_round(15 * mean) | _round(15 * swing) << 4 for mean, swing in transparency)


@cache
def _cosines(count: int, frequencies: int) -> Grid:
    """The lowest rows of the DCT-II of `count` values, without a scale."""
    return np.cos(np.outer(np.pi / count * np.arange(frequencies), np.arange(count) + 0.5))


def _round(value: float) -> int:
    """Halves go up, as in JavaScript."""
    return int(np.floor(value + 0.5))
