"""The arithmetic of the benchmark."""

import pytest

from benchmarks.figures import Played, percentile, ratio


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.01, 1.0), (0.25, 1.0), (0.26, 2.0), (0.5, 2.0), (0.75, 3.0), (1.0, 4.0)]
)
def test_a_percentile_is_the_nearest_rank(share: float, expected: float) -> None:
    assert percentile([3.0, 1.0, 4.0, 2.0], share) == expected


def test_the_99th_percentile_of_a_hundred_leaves_one_above() -> None:
    assert percentile([float(value) for value in range(1, 101)], 0.99) == 99.0


def test_a_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 0.5) == percentile([7.0], 0.99) == 7.0


def test_a_ratio_says_how_many_times_as_much_theirs_is() -> None:
    assert ratio(300.0, 100.0) == 3.0
    assert ratio(300.0, 0.0) == 0.0


def test_rounds_add_up_and_keep_the_highest_peak() -> None:
    played = Played()
    played.add(Played([1.0, 2.0], wall_s=3.0, cpu_s=2.5, peak_bytes=200))
    played.add(Played([4.0], wall_s=4.0, cpu_s=1.5, peak_bytes=100))
    assert played == Played([1.0, 2.0, 4.0], wall_s=7.0, cpu_s=4.0, peak_bytes=200)
