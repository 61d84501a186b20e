"""Chance: planes of numbers that are the same every time for one seed."""

from functools import cache
from statistics import NormalDist
from typing import Literal

import numpy as np

from filters.engine.kernels.pairs import LITTLE, looked_up_wide
from filters.engine.kernels.rows import row_blocks
from filters.engine.kernels.vision import Pixels, cv2

SIGMA = 32  # levels of a plane that are one standard deviation
MIDDLE = 128
Distribution = Literal["gaussian", "uniform"]
Size = tuple[int, int]


def plane(seed: int, size: Size, bands: int, distribution: Distribution) -> Pixels:
    """Chance for each pixel as 8-bit numbers: (height, width), or (height, width, bands) where there are several.

    Gaussian: around 128, with a standard deviation of `SIGMA`. Uniform: all numbers alike.
    """
    source = np.random.PCG64(seed)
    made = np.empty((size[1], size[0], bands) if bands > 1 else (size[1], size[0]), np.uint8)
    for rows in row_blocks(size):
        shape = made[rows].shape
        if distribution == "uniform":
            made[rows] = _drawn(source, shape, np.dtype(np.uint8))
        else:
            made[rows] = looked_up_wide(_drawn(source, shape, LITTLE), _quantiles())
    return made


def coarse_plane(seed: int, size: Size, bands: int, grain: float) -> Pixels:
    """Gaussian chance whose grains are `grain` pixels wide."""
    if grain == 1:
        return plane(seed, size, bands, "gaussian")
    small = (max(1, round(size[0] / grain)), max(1, round(size[1] / grain)))
    return np.asarray(cv2.resize(plane(seed, small, bands, "gaussian"), size, interpolation=cv2.INTER_CUBIC))


def deviation(chance: Pixels) -> float:
    """How far a plane lies from 128 on average; enlarging made it less."""
    counts = cv2.calcHist([chance.reshape(len(chance), -1)], [0], None, [256], [0, 256]).ravel()
    return float(np.sqrt(counts @ (np.arange(256) - float(MIDDLE)) ** 2 / chance.size))


def _drawn(source: np.random.PCG64, shape: tuple[int, ...], kind: np.dtype[np.generic]) -> Pixels:
    """Numbers of 8 or 16 bits, all alike: the generator's own have 64."""
    count = int(np.prod(shape))
    words = -(-count * kind.itemsize // 8)
    return np.asarray(source.random_raw(words), "<u8").view(kind)[:count].reshape(shape)


@cache
def _quantiles() -> Pixels:
    """The level that each of 65536 equal parts of the normal distribution falls on."""
    edges = [NormalDist(MIDDLE, SIGMA).cdf(level + 0.5) for level in range(255)]
    return np.searchsorted(edges, (np.arange(1 << 16) + 0.5) / (1 << 16)).astype(np.uint8)
