"""Color matrices against Pillow's `convert`."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine.kernels.matrices import ALLOWED, Matrix, is_cut_off, joined_matrices, multiplied
from filters.engine.kernels.vision import to_array
from tests.engine.pictures import SIZES, photo, picture

SEPIA = (0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0)
WEIGHT, OFFSET = st.floats(-4, 4), st.floats(-300, 300)
ROW = st.tuples(WEIGHT, WEIGHT, WEIGHT, OFFSET)
ROWS = st.tuples(ROW, ROW, ROW).map(lambda rows: sum(rows, ()))
GENTLE = st.lists(st.floats(0, 1), min_size=9, max_size=9).map(lambda shares: _mixed(shares))
MODEST = st.lists(st.floats(-0.7, 0.7), min_size=12, max_size=12).map(tuple)
NOISE = picture("RGB", (200, 100))


def _mixed(shares: list[float]) -> Matrix:
    """Each channel an average of the three: nothing is cut off."""
    rows = np.array(shares).reshape(3, 3) + 0.01
    return tuple(np.column_stack([rows / rows.sum(axis=1, keepdims=True), np.zeros(3)]).ravel().tolist())


def apart(one: np.ndarray, other: np.ndarray) -> int:
    return int(np.abs(one.astype(int) - other).max())


@given(ROWS)
def test_a_matrix_is_pillows_within_a_level(matrix: Matrix) -> None:
    assert apart(multiplied(to_array(NOISE), matrix), to_array(NOISE.convert("RGB", matrix))) <= 1


@given(ROW)
def test_a_row_makes_gray(row: Matrix) -> None:
    assert apart(multiplied(to_array(NOISE), row), to_array(NOISE.convert("L", row))) <= 1


@pytest.mark.parametrize("scale", [1, 29, 200, 1000])
def test_large_weights_are_as_near(scale: float) -> None:
    matrix = (scale * 0.7, -scale, scale * 0.3, 20, 0, 1, 0.5, -3, 0, -scale, scale, 100)
    assert apart(multiplied(to_array(NOISE), matrix), to_array(NOISE.convert("RGB", matrix))) <= 1


@given(WEIGHT, WEIGHT, WEIGHT, OFFSET)
def test_channels_by_themselves_are_exact(red: float, green: float, blue: float, offset: float) -> None:
    matrix = (red, 0, 0, offset, 0, green, 0, offset, 0, 0, blue, 0)
    expected = to_array(NOISE.convert("RGB", matrix))
    assert apart(multiplied(to_array(NOISE), matrix), expected) <= 1
    assert (multiplied(to_array(NOISE), matrix) != expected).mean() < 0.01  # Pillow's sums have 24 bits


@given(GENTLE)
def test_averages_keep_grays_exactly(matrix: Matrix) -> None:
    grays = np.repeat(np.arange(256, dtype=np.uint8), 3).reshape(1, 256, 3)
    assert (multiplied(grays, matrix) == grays).all()


@pytest.mark.parametrize("size", SIZES)
def test_pictures_may_be_tiny(size: tuple[int, int]) -> None:
    image = picture("RGB", size)
    assert apart(multiplied(to_array(image), SEPIA), to_array(image.convert("RGB", SEPIA))) <= 1
    assert multiplied(to_array(image), SEPIA[:4]).shape == size[::-1]


def test_a_part_of_a_picture_comes_out_as_in_the_whole() -> None:
    pixels = to_array(photo())
    whole = multiplied(pixels, SEPIA)
    for step in (1, 7):
        parts = [multiplied(pixels[top : top + step, :13], SEPIA) for top in range(0, 42, step)]
        assert (np.concatenate(parts) == whole[:42, :13]).all()


@given(GENTLE, MODEST)
def test_joined_matrices_differ_by_no_more_than_they_may(first: Matrix, second: Matrix) -> None:
    joined = joined_matrices(first, second)
    assert joined
    one_by_one = multiplied(multiplied(to_array(NOISE), first), second)
    assert apart(multiplied(to_array(NOISE), joined), one_by_one) <= ALLOWED


@given(GENTLE, GENTLE)
def test_averages_of_averages_are_always_joined(first: Matrix, second: Matrix) -> None:
    joined = joined_matrices(first, second)
    assert joined
    assert apart(multiplied(to_array(NOISE), joined), multiplied(multiplied(to_array(NOISE), first), second)) <= ALLOWED


@given(GENTLE, GENTLE)
def test_a_matrix_may_be_joined_to_gray(first: Matrix, second: Matrix) -> None:
    joined = joined_matrices(first, second[:4])
    assert joined
    assert len(joined) == 4
    one_by_one = multiplied(multiplied(to_array(NOISE), first), second[:4])
    assert apart(multiplied(to_array(NOISE), joined), one_by_one) <= ALLOWED


def test_joining_is_multiplying() -> None:
    shift = (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.5, 100)
    swap = (0, 0, 1, 10, 0, 1, 0, 0, 1, 0, 0, 0)
    assert joined_matrices(shift, swap) == (0, 0, 0.5, 110, 0, 1, 0, 0, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(SEPIA, SEPIA, id="cut off"),
        pytest.param(_mixed([0.5] * 9), (2, 2, 2, 0) * 3, id="rounding would show"),
        pytest.param(SEPIA[:4], SEPIA, id="from gray"),
    ],
)
def test_what_would_show_is_not_joined(first: Matrix, second: Matrix) -> None:
    assert joined_matrices(first, second) is None


@given(ROWS)
def test_sums_that_are_not_cut_off_stay_inside(matrix: Matrix) -> None:
    corners = np.array(np.meshgrid([0, 255], [0, 255], [0, 255])).reshape(3, -1)
    rows = np.array(matrix).reshape(3, 4)
    sums = rows[:, :3] @ corners + rows[:, 3:]
    assert is_cut_off(matrix) == bool(sums.min() < -0.5 or sums.max() > 255.5)
