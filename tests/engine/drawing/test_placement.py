"""Places on a picture, without pixels."""

import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine.drawing.placement import MOST_TILES, Spot, corner, in_pixels, tiles, turned
from filters.engine.geometry import Position

CORNERS = [
    ("top_left", (10, 10)), ("top", (40, 10)), ("top_right", (70, 10)),
    ("left", (10, 35)), ("center", (40, 35)), ("right", (70, 35)),
    ("bottom_left", (10, 60)), ("bottom", (40, 60)), ("bottom_right", (70, 60)),
]  # fmt: skip
SIDES = st.integers(1, 300)


@pytest.mark.parametrize(("position", "expected"), CORNERS)
def test_nine_positions_inside_a_margin(position: Position, expected: tuple[int, int]) -> None:
    spot = Spot(position=position, margin=10)
    assert corner(spot.center((20, 30), (100, 100)), (20, 30)) == expected


def test_an_offset_moves_it_right_and_down() -> None:
    spot = Spot(position="bottom_right", offset=(-5, 7))
    assert corner(spot.center((20, 30), (100, 100)), (20, 30)) == (75, 77)


@given(position=st.sampled_from(get_args(Position)), inner=st.tuples(SIDES, SIDES), outer=st.tuples(SIDES, SIDES))
def test_what_is_small_enough_stays_inside(position: Position, inner: tuple[int, int], outer: tuple[int, int]) -> None:
    left, top = corner(Spot(position=position).center(inner, outer), inner)
    if inner[0] <= outer[0] and inner[1] <= outer[1]:
        assert 0 <= left <= outer[0] - inner[0] and 0 <= top <= outer[1] - inner[1]


@pytest.mark.parametrize(
    ("angle", "expected"), [(0, (30, 40)), (90, (40, 30)), (-180, (30, 40)), (45, (70 / math.sqrt(2),) * 2)]
)
def test_a_turned_rectangle_needs_an_upright_box(angle: float, expected: tuple[float, float]) -> None:
    assert turned((30, 40), angle) == pytest.approx(expected)


def test_tiles_without_an_angle_stand_in_rows_and_columns() -> None:
    found = tiles((5, 5), (10, 20), 0, (10, 10), (30, 40))
    assert found == [(x, y) for y in (5, 25) for x in (5, 15, 25)]


def test_tiles_go_on_past_every_edge() -> None:
    found = tiles((50, 50), (40, 40), 0, (10, 10), (100, 100))
    assert {x for x, _ in found} == {10, 50, 90}


@given(
    angle=st.floats(-360, 360), width=st.integers(20, 80), height=st.integers(20, 80),
    x=st.integers(0, 200), y=st.integers(0, 150),
)  # fmt: skip
def test_tiles_cover_the_whole_picture(angle: float, width: int, height: int, x: int, y: int) -> None:
    box = turned((width, height), angle)
    found = tiles((100, 75), (width, height), angle, (math.ceil(box[0]), math.ceil(box[1])), (200, 150))
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    offsets = [((x - a) * cos - (y - b) * sin, (x - a) * sin + (y - b) * cos) for a, b in found]
    assert any(abs(dx) <= width / 2 + 1e-6 and abs(dy) <= height / 2 + 1e-6 for dx, dy in offsets)


@pytest.mark.parametrize("angle", [0, 30, 45])
def test_millions_of_tiles_stand_further_apart(angle: float) -> None:
    found = tiles((0, 0), (2, 2), angle, (2, 2), (8000, 8000))
    assert MOST_TILES / 4 < len(found) <= MOST_TILES


def test_percent_count_the_side_they_run_along() -> None:
    assert in_pixels((50, 50, 100, 10), "percent", (200, 80)) == (100, 40, 200, 8)
    assert in_pixels((50, 50), "px", (200, 80)) == (50, 50)
