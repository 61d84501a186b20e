"""Point tables: what becomes of each level of a channel.

A table is 256 bytes (one for every band) or 768 (red, then green, then blue).
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


def reduced(entries: bytes) -> bytes:
    """A table of 256 where all channels share it."""
    first = entries[:LEVELS]
    return first if entries == first * (len(entries) // LEVELS) else entries


def joined_tables(first: bytes, second: bytes) -> bytes:
    """One table instead of two; exact. Either may have 256 entries or 768, the result has 768 if one of them has."""
    if len(first) == len(second) == LEVELS:
        return first.translate(second)
    firsts, seconds = _thirds(first), _thirds(second)
    return b"".join(one.translate(other) for one, other in zip(firsts, seconds, strict=True))


def _thirds(entries: bytes) -> list[bytes]:
    """The tables of red, green and blue."""
    if len(entries) == LEVELS:
        return [entries] * 3
    return [entries[start : start + LEVELS] for start in range(0, 3 * LEVELS, LEVELS)]


def is_steep(entries: bytes) -> bool:
    """Whether neighboring levels ever come out more than one level apart."""
    parts = np.frombuffer(entries, np.uint8).reshape(-1, LEVELS).astype(np.int16)
    return bool(np.abs(np.diff(parts, axis=1)).max() > 1)
