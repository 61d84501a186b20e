"""What changes nothing is not done."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import OPERATIONS, Operation
from tests.engine.pictures import cutout, encoded, photo, visible
from tests.engine.plan.compared import both_ways, rules_of, runs
from tests.engine.stored import ASSETS
from tests.engine.strategies import fitting_steps

PHOTO = encoded(photo(size=(60, 40)), "PNG")


@pytest.mark.parametrize(
    "step",
    [
        {"op": "rotate", "angle": 0},
        {"op": "rotate", "angle": -360},
        {"op": "exif_transpose"},
        {"op": "crop", "width": 60, "height": 40},
        {"op": "crop_to", "width": 100, "height": 100},
        {"op": "resize", "width": 60},
        {"op": "resize", "width": 600},
        {"op": "thumbnail", "width": 60, "height": 60},
        {"op": "scale", "factor": 1},
    ],
    ids=str,
)
def test_a_step_that_changes_nothing_does_not_run(step: dict[str, Any]) -> None:
    steps = [step, {"op": "invert"}]
    assert runs(PHOTO, steps) == ["invert"]
    assert rules_of(PHOTO, steps) == {"dropped"}
    one, other = both_ways(PHOTO, steps)
    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize(
    "step",
    [
        {"op": "rotate", "angle": 1},
        {"op": "crop", "width": 59, "height": 40},
        {"op": "resize", "width": 60, "height": 60, "fit": "pad"},
        {"op": "resize", "width": 61, "upscale": True},
        {"op": "smart_crop", "width": 60, "height": 40},
    ],
    ids=str,
)
def test_a_step_that_changes_something_runs(step: dict[str, Any]) -> None:
    assert len(runs(PHOTO, [step])) == 1


def test_behind_a_trim_nobody_knows_the_size() -> None:
    assert len(runs(PHOTO, [{"op": "trim"}, {"op": "resize", "width": 60}])) == 2


SAYING = {name: one for name, one in OPERATIONS.items() if one.is_identity is not Operation.is_identity}


@pytest.mark.parametrize("operation", SAYING.values(), ids=SAYING)
@given(data=st.data())
def test_whoever_says_that_nothing_changes_is_right(operation: type[Operation], data: st.DataObject) -> None:
    for image in (photo(size=(40, 30)), cutout("LA")):
        step = data.draw(fitting_steps(operation, image.size))
        if step.is_identity(image.size):
            assert visible(step.apply(image, ASSETS)) == visible(image)
