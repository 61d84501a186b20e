"""Sorting networks against plain sorting and against Pillow's loops."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFilter

from filters.engine.kernels.sorting import STRIP, most_common, network, ranked
from tests.engine.pictures import picture

SIZES = ((1, 1), (1, 9), (9, 1), (2, 2), (4, 4), (40, 31), (3, 50))


def through(values: Sequence[int], rank: int | None) -> list[int]:
    """The values after the network, one comparator after the other."""
    places = list(values)
    for low, high, smaller, larger in network(len(values), rank):
        pair = min(places[low], places[high]), max(places[low], places[high])
        places[low] = pair[0] if smaller else -1
        places[high] = pair[1] if larger else -1
    return places


@given(values=st.lists(st.integers(0, 255), min_size=2, max_size=130))
def test_a_whole_network_sorts(values: list[int]) -> None:
    assert through(values, None) == sorted(values)


@given(values=st.lists(st.integers(0, 1), min_size=2, max_size=121), data=st.data())
def test_a_network_for_a_rank_brings_that_value_to_its_place(values: list[int], data: st.DataObject) -> None:
    rank = data.draw(st.integers(0, len(values) - 1))
    assert through(values, rank)[rank] == sorted(values)[rank]


def test_the_median_of_nine_takes_few_comparators() -> None:
    assert len(network(9, 4)) <= 22 < len(network(9)) <= 28


@pytest.mark.parametrize("mode", ["L", "RGB", "La", "RGBa"])
@pytest.mark.parametrize("shape", SIZES, ids=str)
@pytest.mark.parametrize(("size", "rank"), [(3, 0), (3, 2), (3, 8), (5, 11), (7, 45), (11, 60)])
def test_ranks_are_pillows_bit_for_bit(mode: str, shape: tuple[int, int], size: int, rank: int) -> None:
    image = picture(mode, shape)
    oracle = image.filter(ImageFilter.RankFilter(size, rank))
    assert np.array_equal(ranked(np.asarray(image), size, rank), np.asarray(oracle))


@pytest.mark.parametrize("mode", ["L", "RGB", "La", "RGBa"])
@pytest.mark.parametrize("shape", SIZES, ids=str)
@pytest.mark.parametrize("size", [3, 5, 9, 15])
@pytest.mark.parametrize("tones", [2, 5, 256])
def test_the_most_common_is_pillows_bit_for_bit(mode: str, shape: tuple[int, int], size: int, tones: int) -> None:
    image = picture(mode, shape).point(lambda value: value * tones // 256)
    assert np.array_equal(most_common(np.asarray(image), size), np.asarray(image.filter(ImageFilter.ModeFilter(size))))


def test_a_neighborhood_of_one_value_counts_them_all() -> None:
    pixels = np.full((40, 40), 7, np.uint8)
    assert np.array_equal(most_common(pixels, 15), pixels)


def test_rows_longer_than_a_strip_are_taken_one_by_one() -> None:
    image = picture("RGB", (STRIP // 3 + 100, 3))
    assert np.array_equal(ranked(np.asarray(image), 3, 1), np.asarray(image.filter(ImageFilter.RankFilter(3, 1))))
