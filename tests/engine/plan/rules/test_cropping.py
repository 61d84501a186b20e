"""What only looks at near pixels runs where its result is kept, and nowhere else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import OPERATIONS, Operation
from tests.engine.pictures import cutout, encoded, photo, same, visible
from tests.engine.plan.compared import both_ways, planned, rules_of, runs
from tests.engine.strategies import fitting_steps

WIDTH, HEIGHT = 90, 70
PHOTO = encoded(photo(size=(WIDTH, HEIGHT)), "PNG")
CUTOUT = encoded(cutout(size=(WIDTH, HEIGHT)), "PNG")
LOCAL = {name: operation for name, operation in OPERATIONS.items() if operation.local}
CUT = {"op": "crop", "left": 40, "top": 30, "width": 12, "height": 10}

corners = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1)).flatmap(
    lambda at: st.tuples(st.just(at[0]), st.just(at[1]), st.integers(1, WIDTH - at[0]), st.integers(1, HEIGHT - at[1]))
)


@pytest.mark.parametrize("operation", LOCAL.values(), ids=LOCAL)
@pytest.mark.parametrize("picture", [PHOTO, CUTOUT], ids=["opaque", "alpha"])
@given(data=st.data())
def test_a_cut_before_a_local_step_is_a_cut_behind_it(
    operation: type[Operation], picture: bytes, data: st.DataObject
) -> None:
    left, top, width, height = data.draw(corners)
    step = data.draw(fitting_steps(operation, (WIDTH, HEIGHT)))
    cut: dict[str, Any] = {"op": "crop", "left": left, "top": top, "width": width, "height": height}
    one, other = both_ways(picture, [step.to_step(), cut])
    assert visible(one) == visible(other)


def test_the_margin_is_as_wide_as_the_step_looks() -> None:
    steps = [{"op": "median_filter", "size": 5}, CUT]
    first, _, last = planned(PHOTO, steps).steps
    assert (first.size_out, last.size_out) == ((16, 14), (12, 10))
    assert rules_of(PHOTO, steps) == {"cropped_first"}


def test_a_cut_goes_to_the_front_of_several_steps() -> None:
    steps = [{"op": "median_filter", "size": 3}, {"op": "max_filter", "size": 3}, CUT]
    assert runs(PHOTO, steps)[0] == "cut"
    assert planned(PHOTO, steps).steps[0].size_out == (16, 14)
    assert same(*both_ways(PHOTO, steps))


@pytest.mark.parametrize(
    "step",
    [{"op": "vignette"}, {"op": "gaussian_blur", "radius": 60}, {"op": "rotate", "angle": 20}, {"op": "autocontrast"}],
    ids=str,
)
def test_a_cut_stays_behind_what_looks_at_the_whole(step: dict[str, Any]) -> None:
    assert runs(PHOTO, [step, CUT]) == [step["op"], "crop"]


def test_two_cuts_are_one() -> None:
    steps = [{"op": "crop", "left": 10, "width": 60, "height": 60}, {"op": "crop", "top": 7, "width": 30, "height": 20}]
    assert runs(PHOTO, steps) == ["cut"]
    assert same(*both_ways(PHOTO, steps))
