"""Every operation, alone and between others, with the plan's rules and without them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import OPERATIONS, Operation
from tests.engine.pictures import animation, cutout, encoded, frames_of, photo, visible
from tests.engine.plan.compared import both_ways, rendered
from tests.engine.strategies import fitting_steps, sample

SIZE = (40, 30)
PICTURES = {
    "L": encoded(photo("camera.png", SIZE), "PNG"),
    "RGB": encoded(photo(size=SIZE), "PNG"),
    "RGBA": encoded(cutout(), "PNG"),
}
EXACT: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"op": "flip"}, {"op": "rotate", "angle": 90}, {"op": "rotate", "angle": 0}, {"op": "invert"}, {"op": "sepia"},
        {"op": "median_filter"}, {"op": "exif_transpose"}, {"op": "grayscale"},
        {"op": "crop_relative", "left": 0.2, "width": 0.6},
    ]
)  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
@pytest.mark.parametrize("mode", PICTURES)
def test_alone_it_makes_the_same_pixels(operation: type[Operation], mode: str) -> None:
    one, other = both_ways(PICTURES[mode], [sample(operation).to_step()])
    assert visible(one) == visible(other)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_over_an_animation_it_makes_the_same_frames(operation: type[Operation]) -> None:
    step = sample(operation).to_step()
    one, other = (rendered(animation("PNG"), [step, {"op": "flip"}], rewrite=rewrite) for rewrite in (True, False))
    assert [visible(frame) for frame in frames_of(one)] == [visible(frame) for frame in frames_of(other)]


@pytest.mark.parametrize("mode", PICTURES)
@given(data=st.data())
def test_between_exact_steps_it_makes_the_same_pixels(mode: str, data: st.DataObject) -> None:
    before, after = data.draw(st.lists(EXACT, max_size=3)), data.draw(st.lists(EXACT, max_size=3))
    middle = data.draw(st.sampled_from(list(OPERATIONS.values())).flatmap(lambda one: fitting_steps(one, (16, 16))))
    steps = [*before, *([middle.to_step()] if fits(middle) else []), *after]
    one, other = both_ways(PICTURES[mode], steps)
    assert visible(one) == visible(other)


def fits(step: Operation) -> bool:
    """Whether it takes pictures of any size and does not shrink them: then all rules around it are exact."""
    return step.exact_size and step.output_size((16, 16)) == (16, 16) and step.family != "Geometry"
