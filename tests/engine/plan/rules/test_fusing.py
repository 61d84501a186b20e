"""Steps on colors run as one."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from filters.engine import OPERATIONS
from filters.engine.kernels.matrices import ALLOWED
from filters.engine.kernels.points import Matrix
from filters.engine.operations.color import Color
from filters.engine.operations.point import ColorOperation, MatrixOperation, Points
from tests.engine.pictures import cutout, encoded, furthest, photo, visible
from tests.engine.plan.compared import Steps, both_ways, planned, rules_of, runs
from tests.engine.strategies import steps as any_step

SIZE = (40, 30)
PICTURES = {
    "RGB": encoded(photo(size=SIZE), "PNG"),
    "L": encoded(photo("camera.png", SIZE), "PNG"),
    "RGBA": encoded(cutout(), "PNG"),
    "LA": encoded(cutout("LA"), "PNG"),
}
MATRICES = [operation for operation in OPERATIONS.values() if issubclass(operation, MatrixOperation | Color)]
COLORING = [operation for operation in OPERATIONS.values() if issubclass(operation, ColorOperation)]
EIGHT: Steps = [
    {"op": "brightness", "factor": 1.1}, {"op": "gamma", "gamma": 0.8}, {"op": "levels", "black": 10},
    {"op": "posterize", "bits": 6}, {"op": "solarize", "threshold": 200}, {"op": "invert"},
    {"op": "brightness", "factor": 0.9}, {"op": "linear", "slope": 1.2},
]  # fmt: skip


@pytest.mark.parametrize("mode", PICTURES)
@given(data=st.data())
def test_fused_steps_make_the_same_pixels(mode: str, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(COLORING).flatmap(any_step), min_size=2, max_size=5))
    points = [point for step in chosen if isinstance(step, ColorOperation) for point in step.points()]
    assume(not any(isinstance(one, Matrix) and isinstance(other, Matrix) for one, other in pairwise(points)))
    one, other = both_ways(PICTURES[mode], [step.to_step() for step in chosen])
    assert visible(one) == visible(other)


@pytest.mark.parametrize("mode", ["RGB", "L"])
@given(data=st.data())
def test_neighboring_matrices_make_nearly_the_same(mode: str, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(MATRICES).flatmap(any_step), min_size=2, max_size=4))
    one, other = both_ways(PICTURES[mode], [step.to_step() for step in chosen])
    assert furthest(one, other) <= ALLOWED


def test_two_matrices_become_one() -> None:
    plan = planned(PICTURES["RGB"], [{"op": "color", "factor": 0.5}, {"op": "color", "factor": 0.2}])
    (step,) = plan.steps
    assert isinstance(step.operation, Points)
    assert len(step.operation.points()) == 1


def test_eight_tables_are_one_step() -> None:
    plan = planned(PICTURES["RGB"], EIGHT)
    assert [step.operation.op for step in plan.steps] == ["points"]
    assert plan.steps[0].paths == tuple(f"pipeline[{number}]" for number in range(8))
    assert [rewrite.rule for rewrite in plan.rewrites] == ["fused"]


def test_steps_that_undo_each_other_do_not_run() -> None:
    assert runs(PICTURES["RGB"], [{"op": "invert"}, {"op": "invert"}]) == []
    assert rules_of(PICTURES["RGB"], [{"op": "invert"}, {"op": "invert"}]) == {"fused", "dropped"}


@pytest.mark.parametrize("between", [{"op": "smooth"}, {"op": "autocontrast"}, {"op": "vignette"}], ids=str)
def test_what_looks_at_more_than_a_color_stands_between(between: dict[str, Any]) -> None:
    assert runs(PICTURES["RGB"], [{"op": "invert"}, between, {"op": "sepia"}]) == ["invert", between["op"], "sepia"]
