"""Planes of chance: their distribution, and that a seed decides."""

import numpy as np
import pytest

from filters.engine.kernels.chance import MIDDLE, SIGMA, Distribution, coarse_plane, deviation, plane

SIZE = (301, 203)


@pytest.mark.parametrize("bands", [1, 3])
def test_gaussian_chance_is_normal(bands: int) -> None:
    made = plane(3, SIZE, bands, "gaussian")
    assert made.shape == ((203, 301) if bands == 1 else (203, 301, 3))
    assert made.mean() == pytest.approx(MIDDLE, abs=0.5)
    assert made.std() == pytest.approx(SIGMA, rel=0.02)
    within = np.abs(made.astype(int) - MIDDLE) <= SIGMA
    assert within.mean() == pytest.approx(0.6897, abs=0.01)  # 32.5 levels to either side


def test_uniform_chance_has_every_number_alike() -> None:
    counts = np.bincount(plane(3, (512, 512), 1, "uniform").ravel(), minlength=256)
    assert counts.min() > 850 and counts.max() < 1200  # 1024 each


@pytest.mark.parametrize("distribution", ["gaussian", "uniform"])
@pytest.mark.parametrize("size", [(1, 1), (3, 1), (1, 7), (5, 3)])
def test_a_seed_decides(size: tuple[int, int], distribution: Distribution) -> None:
    assert (plane(7, size, 3, distribution) == plane(7, size, 3, distribution)).all()
    assert (plane(7, size, 3, distribution) != plane(8, size, 3, distribution)).any()


def test_the_numbers_of_a_seed_stay() -> None:
    assert plane(0, (6, 1), 1, "gaussian").tolist() == [[129, 161, 173, 139, 160, 129]]
    assert plane(0, (6, 1), 1, "uniform").tolist() == [[95, 130, 194, 217, 207, 235]]


@pytest.mark.parametrize("grain", [1.0, 1.5, 4.0])
@pytest.mark.parametrize("bands", [1, 3])
def test_deviation_is_the_standard_deviation(bands: int, grain: float) -> None:
    made = coarse_plane(5, SIZE, bands, grain)
    assert made.shape == plane(5, SIZE, bands, "gaussian").shape
    assert deviation(made) == pytest.approx(np.sqrt(((made.astype(float) - MIDDLE) ** 2).mean()), rel=1e-6)


def test_coarse_chance_is_alike_within_a_grain() -> None:
    made = coarse_plane(5, SIZE, 1, 8.0).astype(int)
    assert np.abs(np.diff(made, axis=1)).mean() < np.abs(np.diff(plane(5, SIZE, 1, "gaussian").astype(int))).mean() / 3
