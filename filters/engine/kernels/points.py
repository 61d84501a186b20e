"""What can be done to a color whatever stands beside it, and chains of it in one pass over a picture.

Each kind works on colors, (rows, width, 3) of 8 bits, and says what it makes of the 256 grays; a picture in gray needs
no more than that, and whatever follows on brightness either.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from filters.engine.kernels.lookup import looked_up
from filters.engine.kernels.luma import exact_luma, luma
from filters.engine.kernels.matrices import multiplied
from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.tables import LEVELS, SAME, is_steep, joined_tables, reduced
from filters.engine.kernels.vision import Pixels

GRAY = np.arange(LEVELS, dtype=np.uint8)[np.newaxis]
GRAYS = np.repeat(GRAY, 3).reshape(1, LEVELS, 3)
"""The 256 grays as a picture, L and RGB."""


class Point(Protocol):
    """One thing done to colors."""

    def on_colors(self, pixels: Pixels) -> Pixels:
        """The new colors of a block of RGB, or gray."""

    def on_grays(self) -> bytes:
        """What becomes of each gray: 256 entries where every gray stays gray, else 768."""


@dataclass(frozen=True, slots=True)
class Table:
    """Each channel by itself: 256 entries for all, or 768, which makes gray a color."""

    entries: bytes

    def on_colors(self, pixels: Pixels) -> Pixels:
        return looked_up(pixels, self.entries)

    def on_grays(self) -> bytes:
        return self.entries


@dataclass(frozen=True, slots=True)
class Matrix:
    """Weighted sums of the channels: 12 numbers, or 4 for gray; see `kernels.matrices`."""

    numbers: tuple[float, ...]

    @property
    def is_gray(self) -> bool:
        """Whether gray comes out."""
        return len(self.numbers) == 4

    def on_colors(self, pixels: Pixels) -> Pixels:
        return multiplied(pixels, self.numbers)

    def on_grays(self) -> bytes:
        return _of_grays(self.on_colors(GRAYS))


@dataclass(frozen=True, slots=True)
class Gradient:
    """A color for each brightness (ITU-R 601 luma): 768 entries, or 256 that stay gray."""

    entries: bytes

    def on_colors(self, pixels: Pixels) -> Pixels:
        return looked_up(self.brightness(pixels), self.entries)

    def on_grays(self) -> bytes:
        return self.entries

    def brightness(self, pixels: Pixels) -> Pixels:
        """Exact where a level more or less would show."""
        return exact_luma(pixels) if is_steep(self.entries) else luma(pixels)


@dataclass(frozen=True, slots=True)
class Colors:
    """Anything else: a function from a block of RGB to another."""

    function: Callable[[Pixels], Pixels]

    def on_colors(self, pixels: Pixels) -> Pixels:
        return self.function(pixels)

    def on_grays(self) -> bytes:
        return _of_grays(self.on_colors(GRAYS))


IDENTITY = Matrix((1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0))


def run_points(pixels: Pixels, chain: Sequence[Point]) -> Pixels:
    """L or RGB through a chain, exactly as through one after the other.

    It goes a strip of rows at a time, so that what lies between two steps never leaves the processor. The very same
    array comes back where nothing changes.
    """
    chain = simplified(chain)
    if pixels.ndim == 2:
        return looked_up(pixels, _levels(chain))
    if not chain:
        return pixels
    if len(chain) == 1 and isinstance(chain[0], Table | Matrix):
        return chain[0].on_colors(pixels)
    run = _compiled(chain, pixels.size)
    return over_rows(pixels, lambda block, _: run(block))


def simplified(chain: Sequence[Point]) -> tuple[Point, ...]:
    """A shorter chain that does exactly the same: neighboring tables become one, those that do nothing go."""
    made: list[Point] = []
    for point in chain:
        if isinstance(point, Table):
            if made and isinstance(before := made[-1], Table):
                made.pop()
                point = Table(joined_tables(before.entries, point.entries))
            if point.entries == SAME:
                continue
        if point != IDENTITY:
            made.append(point)
    return tuple(made)


def _compiled(chain: Sequence[Point], of: int) -> Callable[[Pixels], Pixels]:
    """The chain over a block of so many values of RGB; behind the first brightness all of it is one table."""
    for number, point in enumerate(chain):
        if isinstance(point, Gradient):
            return _in_turn([*_functions(chain[:number], of), point.brightness, _table(_levels(chain[number:]), of)])
        if isinstance(point, Matrix) and point.is_gray:
            gray = _functions(chain[: number + 1], of)
            return _in_turn([*gray, _table(_levels(chain[number + 1 :]), of)])
    return _in_turn(_functions(chain, of))


def _functions(chain: Sequence[Point], of: int) -> list[Callable[[Pixels], Pixels]]:
    return [_table(point.entries, of) if isinstance(point, Table) else point.on_colors for point in chain]


def _table(entries: bytes, of: int) -> Callable[[Pixels], Pixels]:
    """A table over a block of so many values."""
    return lambda block: looked_up(block, entries, of)


def _in_turn(functions: Sequence[Callable[[Pixels], Pixels]]) -> Callable[[Pixels], Pixels]:
    def run(block: Pixels) -> Pixels:
        for function in functions:
            block = function(block)
        return block

    return run


def _levels(chain: Sequence[Point]) -> bytes:
    """What a chain makes of each gray: 256 entries where gray stays gray, else 768."""
    made = GRAY
    for point in chain:
        made = looked_up(made, point.on_grays()) if made.ndim == 2 else point.on_colors(made)
    return made.tobytes() if made.ndim == 2 else _bands(made)


def _of_grays(colors: Pixels) -> bytes:
    """A table of what became of `GRAYS`: gray again where every gray stayed gray."""
    return colors.tobytes() if colors.ndim == 2 else reduced(_bands(colors))


def _bands(colors: Pixels) -> bytes:
    return np.moveaxis(colors, -1, 0).tobytes()
