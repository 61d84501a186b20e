"""Turns are joined, and wait until the picture is small."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.engine.pictures import encoded, furthest, photo, same
from tests.engine.plan.compared import Steps, both_ways, rules_of, runs

PHOTO = encoded(photo(size=(61, 40)), "PNG")
TURNS = [
    {"op": "flip"}, {"op": "mirror"}, {"op": "transpose"}, {"op": "transverse"}, {"op": "rotate", "angle": 90},
    {"op": "rotate", "angle": 180}, {"op": "rotate", "angle": -90},
]  # fmt: skip


@given(steps=st.lists(st.sampled_from(TURNS), min_size=2, max_size=5))
def test_any_number_of_turns_is_at_most_one(steps: Steps) -> None:
    assert len(runs(PHOTO, steps)) <= 1
    assert same(*both_ways(PHOTO, steps))


@pytest.mark.parametrize("steps", [[{"op": "flip"}] * 2, [{"op": "rotate", "angle": 90}] * 4, [*TURNS[:2], TURNS[5]]])
def test_turns_that_undo_each_other_do_not_run(steps: Steps) -> None:
    assert runs(PHOTO, steps) == []
    assert rules_of(PHOTO, steps) == {"turns_joined"}


def test_a_step_between_two_turns_keeps_them_apart() -> None:
    assert runs(PHOTO, [{"op": "flip"}, {"op": "smooth"}, {"op": "flip"}]) == ["flip", "smooth", "flip"]


SMALLER: Steps = [
    {"op": "resize", "width": 20},
    {"op": "resize", "width": 16, "height": 16, "fit": "cover", "position": "top_left"},
    {"op": "resize", "width": 16, "height": 24, "fit": "pad", "position": "bottom"},
    {"op": "fit", "width": 12, "height": 9, "centering_x": 0.2},
    {"op": "thumbnail", "width": 20, "height": 20},
    {"op": "resize", "width": 15, "height": 35, "fit": "stretch", "linear": True},
]
CUTS: Steps = [
    {"op": "crop", "left": 3, "top": 5, "width": 20, "height": 30},
    {"op": "crop_aspect", "ratio_width": 1, "ratio_height": 1, "position": "right"},
]


@pytest.mark.parametrize("turn", TURNS, ids=str)
@pytest.mark.parametrize("step", SMALLER, ids=str)
def test_shrinking_comes_before_turning(turn: dict[str, object], step: dict[str, object]) -> None:
    assert runs(PHOTO, [turn, step]) == ["laid_out"]
    assert rules_of(PHOTO, [turn, step]) == {"turned_small"}
    assert furthest(*both_ways(PHOTO, [turn, step])) <= 1


@pytest.mark.parametrize("resample", ["nearest", "box"])
def test_a_lopsided_filter_sees_the_picture_turned(resample: str) -> None:
    step = {"op": "resize", "width": 20, "resample": resample}
    assert runs(PHOTO, [{"op": "mirror"}, step]) == ["mirror", "resize"]
    assert same(*both_ways(PHOTO, [{"op": "mirror"}, step]))


def test_light_is_averaged_behind_a_turn_too() -> None:
    """Stripes of black and white, 50 wide and 200 high: their light is more than the mean of their numbers."""
    stripes = Image.new("L", (50, 200))
    stripes.putdata([255 * (place % 2) for place in range(50 * 200)])
    shrunk = {"op": "resize", "width": 40, "height": 45, "fit": "stretch", "linear": True}
    one, other = both_ways(encoded(stripes, "PNG"), [{"op": "rotate", "angle": 90}, shrunk])
    assert furthest(one, other) <= 1


@pytest.mark.parametrize("turn", TURNS, ids=str)
@pytest.mark.parametrize("step", CUTS, ids=str)
def test_cutting_comes_before_turning(turn: dict[str, object], step: dict[str, object]) -> None:
    assert runs(PHOTO, [turn, step]) == ["cut", "turned"]
    assert same(*both_ways(PHOTO, [turn, step]))


@pytest.mark.parametrize(
    "step", [{"op": "resize", "width": 200, "upscale": True}, {"op": "rotate", "angle": 30}], ids=str
)
def test_a_turn_stays_before_what_makes_the_picture_larger(step: dict[str, object]) -> None:
    assert runs(PHOTO, [{"op": "flip"}, step]) == ["flip", step["op"]]


def test_every_turn_is_named_once() -> None:
    assert all(one != other for one, other in pairwise(TURNS))
