"""Which tables are lines."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from filters.engine.kernels.lines import line_of
from filters.engine.kernels.tables import SAME, table
from tests.engine.strategies import tables

LEVELS = np.arange(256)
SLOPES = st.floats(-8, 8)
OFFSETS = st.floats(-300, 500)


@given(SLOPES, OFFSETS)
def test_a_line_that_is_found_is_the_table(slope: float, offset: float) -> None:
    entries = table(LEVELS * slope + offset)
    line = line_of(entries)
    assume(line)
    assert line
    assert table(LEVELS * line[0] + line[1]) == entries


@given(st.integers(5, 95), st.integers(0, 12))
def test_lines_that_cut_nothing_off_are_found(percent: int, offset: float) -> None:
    slope = percent / 100 + np.sqrt(2) / 1000  # so that nothing lies halfway between two levels
    line = line_of(table(LEVELS * slope + offset))
    assert line is not None
    assert line[0] == pytest.approx(slope, abs=0.01)
    assert line[1] == pytest.approx(offset, abs=1)


@given(tables(channels=1))
def test_no_line_is_claimed_for_a_table_that_is_none(entries: bytes) -> None:
    line = line_of(entries)
    assert line is None or table(LEVELS * line[0] + line[1]) == entries


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param(bytes(128) + b"\xff" * 128, id="threshold"),
        pytest.param(bytes(level & 0xE0 for level in range(256)), id="posterize"),
        pytest.param(table(255 * (LEVELS / 255) ** 0.5), id="gamma"),
        pytest.param(bytes(256), id="black"),
    ],
)
def test_these_are_no_lines(entries: bytes) -> None:
    assert line_of(entries) is None


def test_nothing_and_the_negative_are_lines() -> None:
    assert line_of(SAME) == pytest.approx((1, 0), abs=0.01)
    assert line_of(SAME[::-1]) == pytest.approx((-1, 255), abs=0.5)
