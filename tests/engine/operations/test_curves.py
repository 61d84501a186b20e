"""Curves against SciPy's monotone cubic."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator

from filters.engine.operations.curves import DIAGONAL, Curves
from filters.engine.operations.tone import Invert
from tests.engine.pictures import PHOTOS, photo, same, values

levels = st.integers(0, 255).map(float)
points = st.lists(st.tuples(levels, levels), min_size=1, max_size=32)


@pytest.mark.parametrize("name", PHOTOS)
def test_a_diagonal_leaves_the_picture_as_it_is(name: str) -> None:
    assert same(Curves(all=DIAGONAL).apply(photo(name)), photo(name))


def test_the_other_diagonal_is_the_negative() -> None:
    assert same(Curves(all=((0.0, 255.0), (255.0, 0.0))).apply(photo()), Invert().apply(photo()))


def test_it_is_scipys_curve() -> None:
    known = ((0.0, 0.0), (60.0, 110.5), (180.0, 140.0), (255.0, 250.0))
    curve = PchipInterpolator(*zip(*known, strict=True))
    assert (values(Curves(all=known).apply(photo())) == np.rint(curve(np.asarray(photo())))).all()


def test_the_order_of_points_does_not_matter_and_the_last_of_one_place_counts() -> None:
    tidy = Curves(all=((0.0, 10.0), (100.0, 90.0), (255.0, 200.0)))
    untidy = Curves(all=((255.0, 200.0), (100.0, 3.0), (0.0, 10.0), (100.0, 90.0)))
    assert tidy.point_table() == untidy.point_table()


def test_a_channels_own_curve_goes_first() -> None:
    halved, plus = ((0.0, 0.0), (255.0, 127.5)), ((0.0, 100.0), (155.0, 255.0))
    made = values(Curves(all=plus, red=halved).apply(photo()))
    assert np.abs(made[..., 0] - (values(photo())[..., 0] / 2 + 100)).max() <= 0.5
    assert (made[..., 1] == (values(photo())[..., 1] + 100).clip(0, 255)).all()


def test_a_curve_for_one_channel_gives_gray_pictures_color() -> None:
    made = Curves(all=DIAGONAL, blue=((0.0, 255.0), (255.0, 0.0))).apply(photo("camera.png"))
    assert made.mode == "RGB"
    assert same(made.getchannel("B"), Invert().apply(photo("camera.png")))


@given(known=points)
def test_any_points_make_a_table(known: list[tuple[float, float]]) -> None:
    table = np.frombuffer(Curves(all=tuple(known)).point_table(), np.uint8)
    low, high = min(y for _, y in known), max(y for _, y in known)
    assert low <= table.min() and table.max() <= high


@given(known=points)
def test_rising_points_make_a_rising_curve(known: list[tuple[float, float]]) -> None:
    xs, ys = sorted({x for x, _ in known}), sorted(y for _, y in known)
    step = Curves(all=tuple(zip(xs, ys, strict=False)))
    assert (np.diff(np.frombuffer(step.point_table()[:256], np.uint8).astype(int)) >= 0).all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[0,0],[128,200],[255,255]]", ((0, 0), (128, 200), (255, 255))),
        ("0,0 128,200 255,255", ((0, 0), (128, 200), (255, 255))),
    ],
)
def test_points_can_be_written_as_text(text: str, expected: Any) -> None:
    assert Curves.from_text({"all": text}).all == expected
