"""Pixels through tables."""

from functools import lru_cache

import numpy as np

from filters.engine.kernels.lines import Line, line_of
from filters.engine.kernels.pairs import LITTLE
from filters.engine.kernels.tables import LEVELS, SAME, reduced
from filters.engine.kernels.vision import Pixels, cv2

MANY = 1 << 22  # values from which on it pays to find out whether the table is a line
SEVERAL = 1 << 19  # values from which on it pays to make a table for two of them
NEGATIVE = SAME[::-1]
RAMP = np.frombuffer(SAME, np.uint8)[np.newaxis]


def looked_up(pixels: Pixels, entries: bytes, of: int = 0) -> Pixels:
    """8-bit values (height, width) or (height, width, 3) through a table of 256 or 768: exactly `Image.point`.

    Gray through a table of 768 becomes RGB. A table that changes nothing gives the very same array. `of` is how many
    values go through this table in all, where these are a part of them.
    """
    of = of or pixels.size
    if pixels.ndim == 3:
        entries = reduced(entries)
    if entries == SAME:
        return pixels
    if len(entries) == LEVELS:
        return _by_one(pixels, entries, of)
    if pixels.ndim == 2:
        tables = [entries[start : start + LEVELS] for start in range(0, 3 * LEVELS, LEVELS)]
        return cv2.merge([_by_one(pixels, table, of) for table in tables])
    return _looked_up(pixels, entries, of)


def _by_one(pixels: Pixels, entries: bytes, of: int) -> Pixels:
    """The same table for all values, in the quickest way that there is."""
    if entries == NEGATIVE:
        return np.asarray(cv2.bitwise_not(pixels))
    if of >= MANY and (line := line_of(entries)) and _along(RAMP, line).tobytes() == entries:
        return _along(pixels.reshape(len(pixels), -1), line).reshape(pixels.shape)
    return _looked_up(pixels, entries, of)


def _along(pixels: Pixels, line: Line) -> Pixels:
    """What a line makes of values; half the time that the table takes."""
    slope, offset = line
    return np.asarray(cv2.addWeighted(pixels, slope, pixels, 0, offset))


def _looked_up(pixels: Pixels, entries: bytes, of: int) -> Pixels:
    """Two values at a time where there are many and no one is left over: a quarter faster."""
    channels = len(entries) // LEVELS
    if of < SEVERAL or pixels.size % (2 * channels):
        table = np.frombuffer(entries, np.uint8).reshape(channels, LEVELS).T
        values = pixels.reshape(len(pixels), -1, channels)
        return np.asarray(cv2.LUT(values, np.ascontiguousarray(table)[np.newaxis])).reshape(pixels.shape)
    pairs = np.ascontiguousarray(pixels).reshape(1, -1).view(LITTLE).reshape(1, -1, channels)
    return np.asarray(cv2.LUT(pairs, _of_two(entries))).view(np.uint8).reshape(pixels.shape)


@lru_cache(maxsize=8)
def _of_two(entries: bytes) -> Pixels:
    """What becomes of every two values that stand together, as 16-bit numbers: of red and green, blue and red, ..."""
    tables = np.frombuffer(entries, np.uint8).reshape(-1, LEVELS).astype(LITTLE)
    in_turn = [*tables, *tables]
    pairs = [low | high[:, np.newaxis] << 8 for low, high in zip(in_turn[::2], in_turn[1::2], strict=True)]
    return np.stack(pairs, axis=-1).reshape(1, LEVELS**2, len(tables))
