"""Color matrices: channels as weighted sums of red, green and blue.

A matrix is 12 numbers, a row of three weights and an offset in levels for each of red, green and blue, or 4 for one
gray band: as in `Image.convert`. What comes out is rounded and cut off at 0 and 255.
"""

from functools import lru_cache

import numpy as np

from filters.engine.kernels.lookup import looked_up
from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.tables import LEVELS, table
from filters.engine.kernels.vision import Pixels, cv2

Matrix = tuple[float, ...]
PARTS = 1024
"""Parts of 1 that OpenCV counts weights in."""
WITHIN = 0.21
"""Levels: how far a sum of three weights in such parts is off at most, their own sum being right (see `_counted`)."""
WIDEST = 30.0  # weights that OpenCV has integers for
ALLOWED = 2.0
"""Levels that a product of two matrices may differ from one after the other."""


def multiplied(pixels: Pixels, matrix: Matrix) -> Pixels:
    """RGB through a matrix of 12, or of 4 to gray; within 1 of `Image.convert`."""
    entries = _table(matrix)
    if entries:
        return looked_up(pixels, entries)
    if len(matrix) == 4:
        return over_rows(pixels, lambda block, _: cv2.extractChannel(_transformed(block, matrix * 3), 0))
    return _transformed(pixels, matrix)


@lru_cache(maxsize=64)
def _table(matrix: Matrix) -> bytes:
    """A table that does the same where channels do not mix, else nothing; OpenCV is slow at such a matrix.

    Halves are rounded up as `Image.convert` does.
    """
    rows = np.array(matrix, np.float64).reshape(-1, 4)
    if len(rows) == 1 or rows[:, :3][~np.eye(3, dtype=bool)].any():
        return b""
    sums = (row[own] * np.arange(LEVELS) + row[3] for own, row in enumerate(rows))
    return b"".join(table(np.floor(levels + 0.5)) for levels in sums)


def _transformed(pixels: Pixels, matrix: Matrix) -> Pixels:
    return np.asarray(cv2.transform(pixels, _counted(matrix)))


@lru_cache(maxsize=64)
def _counted(matrix: Matrix) -> Pixels:
    """Weights as multiples of a 1024th, the sums of each row as near as can be, so that grays come out right."""
    rows = np.array(matrix, np.float64).reshape(-1, 4)
    if np.abs(rows[:, :3]).max() > WIDEST:
        return rows
    parts = rows[:, :3] * PARTS
    whole = np.floor(parts)
    missing = np.rint(parts.sum(axis=1) - whole.sum(axis=1))
    rank = (whole - parts).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    return np.column_stack([(whole + (rank < missing[:, np.newaxis])) / PARTS, rows[:, 3]])


def joined_matrices(first: Matrix, second: Matrix) -> Matrix | None:
    """One matrix instead of two, or None where that may show.

    The first must not cut anything off. What it rounds, and what both are off in `multiplied`, grows by the weights of
    the second: with sums of their absolutes up to w, the one differs from the two by (0.5 + WITHIN) w + 2 WITHIN levels
    before the last rounding, which has to stay below `ALLOWED`; so no channel differs by more than that.
    """
    if len(first) == 4 or is_cut_off(first):
        return None
    one, other = _affine(first), np.array(second, np.float64).reshape(-1, 4)
    widest = float(np.abs(other[:, :3]).sum(axis=1).max())
    if (0.5 + WITHIN) * widest + 2 * WITHIN >= ALLOWED:
        return None
    return tuple((other @ one).ravel().tolist())


def is_cut_off(matrix: Matrix) -> bool:
    """Whether some color makes a sum that leaves the 256 levels, by more than rounding brings back."""
    rows = np.array(matrix, np.float64).reshape(-1, 4)
    least = rows[:, 3] + rows[:, :3].clip(max=0).sum(axis=1) * (LEVELS - 1)
    most = rows[:, 3] + rows[:, :3].clip(min=0).sum(axis=1) * (LEVELS - 1)
    return bool(least.min() < -0.5 or most.max() > LEVELS - 0.5)


def _affine(matrix: Matrix) -> Pixels:
    """With a fourth row, so that products of matrices are joined matrices."""
    return np.vstack([np.array(matrix, np.float64).reshape(3, 4), [0, 0, 0, 1]])
