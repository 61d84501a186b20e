"""Point tables and color matrices: what happens to a value or a color whatever stands beside it.

A table is 256 bytes (one for every band) or 768 (red, then green, then blue). A matrix is 12 numbers, a row of three
weights and an offset in levels for each of red, green and blue, or 4 for one gray band: as in `Image.convert`.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from PIL import Image

from filters.engine.kernels.vision import Pixels

LEVELS = 256
RAMP = Image.frombytes("L", (LEVELS, 1), bytes(range(LEVELS)))
UNIT = np.arange(LEVELS) / (LEVELS - 1)
"""The 256 levels as numbers from 0 to 1."""
SAME = bytes(range(LEVELS))

Channel = Literal["all", "red", "green", "blue"]
CHANNELS: tuple[Channel, ...] = ("red", "green", "blue")


def table(values: Pixels) -> bytes:
    """Levels as numbers, rounded and cut off at 0 and 255."""
    return np.rint(values).clip(0, LEVELS - 1).astype(np.uint8).tobytes()


def unit_table(values: Pixels) -> bytes:
    """Numbers from 0 to 1 as levels."""
    return table(values * (LEVELS - 1))


def table_of(function: Callable[[Image.Image], Image.Image]) -> bytes:
    """What a point operation of Pillow's makes of each level."""
    return function(RAMP).tobytes()


def on_channel(entries: bytes, channel: Channel) -> bytes:
    """A table of 256 for one channel; the others stay as they are."""
    return entries if channel == "all" else b"".join(entries if name == channel else SAME for name in CHANNELS)


def apply_table(image: Image.Image, entries: bytes) -> Image.Image:
    """A picture in L or RGB through a table. Gray becomes RGB only where the table colors it."""
    if entries in (SAME, SAME * 3):
        return image
    if image.mode == "L" and len(entries) > LEVELS:
        return _colored(image, entries)
    return image.point(list(entries if len(entries) > LEVELS else entries * len(image.getbands())))


def apply_gradient(image: Image.Image, entries: bytes) -> Image.Image:
    """The brightness (ITU-R 601 luma) of a picture in L or RGB, through a table of 768."""
    return _colored(image.convert("L"), entries)


def _colored(gray: Image.Image, entries: bytes) -> Image.Image:
    tables = [list(entries[start : start + LEVELS]) for start in range(0, 3 * LEVELS, LEVELS)]
    if tables[0] == tables[1] == tables[2]:
        return gray.point(tables[0])
    return Image.merge("RGB", [gray.point(one) for one in tables])


def apply_matrix(image: Image.Image, matrix: tuple[float, ...]) -> Image.Image:
    """A picture in L or RGB through a color matrix; rounded and cut off as `Image.convert` does."""
    if image.mode == "L":
        return by_ramp(image, lambda colors: apply_matrix(colors, matrix))
    return image.convert("RGB" if len(matrix) == 12 else "L", matrix)


def by_ramp(gray: Image.Image, function: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """A point operation on RGB, over a gray picture: gray again where every gray stays gray."""
    bands = function(RAMP.convert("RGB")).split()
    entries = b"".join(band.tobytes() for band in bands)
    return apply_table(gray, entries)
