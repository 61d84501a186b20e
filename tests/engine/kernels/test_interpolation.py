"""The monotone cubic against SciPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator

from filters.engine.kernels.interpolation import pchip

AT = np.arange(256.0)
CURVES = [
    ([0, 255], [0, 255]),
    ([0, 255], [200, 10]),
    ([0, 64, 192, 255], [0, 48, 208, 255]),
    ([0, 100, 110, 255], [0, 0, 255, 255]),
    ([0, 50, 100, 150, 255], [255, 0, 255, 0, 255]),
    ([0, 1, 2, 255], [0, 250, 251, 0]),
    ([0, 128, 255], [0, 255, 20]),
]
points = st.lists(
    st.tuples(st.integers(0, 255), st.integers(0, 255)), min_size=2, max_size=32, unique_by=lambda point: point[0]
).map(sorted)


@pytest.mark.parametrize(("xs", "ys"), CURVES, ids=str)
def test_it_is_scipys(xs: list[int], ys: list[int]) -> None:
    expected = PchipInterpolator(xs, ys)(AT)
    assert np.allclose(pchip(np.array(xs), np.array(ys), AT), expected)


@given(known=points)
def test_it_is_scipys_for_any_points(known: list[tuple[int, int]]) -> None:
    xs, ys = np.array(known).T
    at = AT.clip(xs[0], xs[-1])
    assert np.allclose(pchip(xs, ys, AT), PchipInterpolator(xs, ys)(at))


@given(known=points)
def test_it_goes_through_its_points_and_never_beyond_two_of_them(known: list[tuple[int, int]]) -> None:
    xs, ys = np.array(known).T
    made = pchip(xs, ys, AT)
    assert np.allclose(made[xs], ys)
    for left, right, one, other in zip(xs, xs[1:], ys, ys[1:], strict=False):
        between = made[left : right + 1]
        assert min(one, other) - 1e-9 <= between.min() and between.max() <= max(one, other) + 1e-9


def test_beyond_its_ends_it_stays_level() -> None:
    made = pchip(np.array([100, 150]), np.array([20, 200]), AT)
    assert set(made[:100]) == {20} and set(made[151:]) == {200}


def test_one_point_makes_everything_alike() -> None:
    assert set(pchip(np.array([100]), np.array([20]), AT)) == {20}
