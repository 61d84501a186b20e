"""Tables, made and joined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from filters.engine.kernels.tables import (
    SAME,
    is_steep,
    joined_tables,
    on_channel,
    reduced,
    table_of,
    unit_table,
)
from tests.engine.pictures import picture, same
from tests.engine.strategies import tables

NEGATIVE = SAME[::-1]


def test_a_table_for_one_channel_leaves_the_others() -> None:
    assert on_channel(NEGATIVE, "green") == SAME + NEGATIVE + SAME
    assert on_channel(NEGATIVE, "all") == NEGATIVE


def test_a_table_is_read_from_an_operation_of_pillow() -> None:
    assert table_of(ImageOps.invert) == NEGATIVE


def test_numbers_are_rounded_and_cut_off() -> None:
    numbers = np.array([-1.0, 0.0, 0.0019, 0.0020, 0.5, 1.0, 9.0])
    assert list(unit_table(numbers)) == [0, 0, 0, 1, 128, 255, 255]


@given(tables(), tables())
def test_two_tables_become_one(first: bytes, second: bytes) -> None:
    image = picture("RGB", (40, 30))
    assert same(pointed(pointed(image, first), second), pointed(image, joined_tables(first, second)))


@given(tables(), tables(), tables())
def test_it_does_not_matter_which_are_joined_first(one: bytes, two: bytes, three: bytes) -> None:
    assert joined_tables(joined_tables(one, two), three) == joined_tables(one, joined_tables(two, three))


@given(tables())
def test_the_table_of_nothing_joins_to_the_other(entries: bytes) -> None:
    assert joined_tables(entries, SAME) == joined_tables(SAME, entries) == entries


def pointed(image: Image.Image, entries: bytes) -> Image.Image:
    return image.point(list(entries) * (3 * 256 // len(entries)))


@given(tables(channels=1))
def test_a_table_that_channels_share_has_256_entries(entries: bytes) -> None:
    assert reduced(entries * 3) == reduced(entries) == entries


def test_a_table_with_an_entry_of_its_own_keeps_768() -> None:
    entries = SAME * 2 + SAME[:255] + b"\0"
    assert reduced(entries) == entries


@pytest.mark.parametrize(
    ("entries", "steep"),
    [
        pytest.param(SAME, False, id="nothing"),
        pytest.param(NEGATIVE, False, id="falling"),
        pytest.param(SAME * 2 + bytes(256), False, id="flat"),
        pytest.param(SAME * 2 + SAME[:255] + b"\0", True, id="a jump in blue"),
        pytest.param(bytes(100) + b"\2" * 156, True, id="two levels"),
    ],
)
def test_a_table_is_steep_where_neighbors_part(entries: bytes, steep: bool) -> None:
    assert is_steep(entries) is steep


@given(st.integers(0, 254))
def test_where_bands_meet_is_no_step(level: int) -> None:
    assert not is_steep(bytes([level]) * 256 + bytes([level + 1]) * 256 + bytes(256))
