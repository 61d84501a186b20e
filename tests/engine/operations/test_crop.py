"""Crop: the rectangle, and what is said when it leaves the picture."""

from typing import Any

import pytest

from filters.engine import process
from filters.engine.errors import PipelineInvalid
from filters.engine.operations.crop import Crop
from tests.engine.pictures import animation, encoded, frames_of, photo, same

OUTSIDE: list[tuple[dict[str, int], list[tuple[str, str]]]] = [
    ({"width": 101, "height": 50}, [("width", "must be at most 100")]),
    ({"width": 100, "height": 51}, [("height", "must be at most 50")]),
    (
        {"left": 60, "width": 50, "height": 1},
        [("width", "must be at most 40: the picture is 100 px wide at this step")],
    ),
    ({"top": 49, "width": 1, "height": 2}, [("height", "and top is 49; got 2.")]),
    ({"left": 100, "width": 1, "height": 1}, [("left", "must be at most 99")]),
    ({"top": 60_000, "width": 1, "height": 1}, [("top", "must be at most 49")]),
    ({"left": 99, "top": 50, "width": 2, "height": 1}, [("width", "at most 1"), ("top", "at most 49")]),
]


def test_it_is_pillows() -> None:
    image = photo()
    result = Crop(left=30, top=20, width=200, height=100).apply(image)
    assert same(result, image.crop((30, 20, 230, 120)))


def test_the_whole_picture_is_a_valid_rectangle() -> None:
    image = photo(size=(100, 50))
    assert same(Crop(width=100, height=50).apply(image), image)


@pytest.mark.parametrize(("parameters", "problems"), OUTSIDE)
def test_it_refuses_a_rectangle_outside(parameters: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        Crop(**parameters).apply(photo(size=(100, 50)))
    assert caught.value.code == "parameter_invalid"
    assert [problem.field for problem in caught.value.problems] == [field for field, _ in problems]
    for problem, (_, fragment) in zip(caught.value.problems, problems, strict=True):
        assert fragment in problem.detail


def test_a_pipeline_names_the_step_and_knows_the_size_at_that_step() -> None:
    data = encoded(photo(size=(100, 50)), "PNG")
    resize = {"op": "resize", "width": 50}
    with pytest.raises(PipelineInvalid) as caught:
        process(data, [resize, {"op": "invert"}, {"op": "crop", "width": 60, "height": 10}])
    (problem,) = caught.value.problems
    assert problem.field == "pipeline[2].width"
    assert problem.detail == "width of crop must be at most 50: the picture is 50 px wide at this step; got 60."


def test_it_crops_every_frame() -> None:
    result = process(animation("GIF"), [Crop(left=4, top=4, width=10, height=5)], format="png")
    assert [frame.size for frame in frames_of(result.data)] == [(10, 5)] * 3
