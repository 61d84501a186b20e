"""Whether a figure grows, told from noise."""

import random

import pytest

from benchmarks.trend import ends, slope

SECONDS = [5.0 * number for number in range(360)]


def test_a_straight_line_has_its_slope_and_no_error() -> None:
    found = slope(SECONDS, [100 + second / 3600 * 7 for second in SECONDS])
    assert found.an_hour == pytest.approx(7)
    assert found.error == pytest.approx(0, abs=1e-9)
    assert found.surely_above_zero == pytest.approx(7)


def test_noise_alone_does_not_surely_grow() -> None:
    dice = random.Random(1)
    assert slope(SECONDS, [dice.gauss(500, 30) for _ in SECONDS]).surely_above_zero == 0


def test_growth_is_seen_through_noise() -> None:
    dice = random.Random(1)
    found = slope(SECONDS, [dice.gauss(500, 30) + second / 3600 * 400 for second in SECONDS])
    assert 200 < found.surely_above_zero < 400


def test_what_shrinks_does_not_grow() -> None:
    assert slope(SECONDS, [1000 - second for second in SECONDS]).surely_above_zero == 0


def test_ends_are_medians_of_a_tenth() -> None:
    assert ends([1, 1, 99, *range(24), 7, 0, 7]) == (1, 7)
