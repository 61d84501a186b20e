"""Crop: the rectangle, and what is said when it leaves the picture."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import process
from filters.engine.errors import PipelineInvalid
from filters.engine.geometry import exceeds
from filters.engine.operations.crop import Crop, CropAspect, CropRelative, CropTo
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


sides = st.integers(1, 5000)
sizes = st.tuples(sides, sides)


@pytest.mark.parametrize(
    ("parameters", "box"),
    [
        ({}, (170, 120, 230, 180)),
        ({"position": "bottom_right"}, (340, 240, 400, 300)),
        ({"position": "left", "offset_x": 7, "offset_y": -20}, (7, 100, 67, 160)),
        ({"focus_x": 0.25}, (70, 120, 130, 180)),
        ({"focus_x": 1, "focus_y": 0.01}, (340, 0, 400, 60)),
        ({"position": "top", "focus_y": 0.5}, (170, 120, 230, 180)),
    ],
)
def test_crop_to_cuts_at_its_place(parameters: dict[str, Any], box: tuple[int, int, int, int]) -> None:
    image = photo(size=(400, 300))
    step = CropTo.parse({"width": 60, "height": 60} | parameters)
    assert same(step.apply(image), image.crop(box))


def test_crop_to_leaves_a_side_that_is_too_short() -> None:
    image = photo(size=(100, 50))
    assert same(CropTo(width=900, height=20, position="bottom").apply(image), image.crop((0, 30, 100, 50)))


@pytest.mark.parametrize(
    ("ratio", "made"), [((16, 9), (160, 90)), ((1, 1), (100, 100)), ((2.35, 1), (160, 68)), ((1, 100), (1, 100))]
)
def test_crop_aspect_takes_the_largest_part(ratio: tuple[float, float], made: tuple[int, int]) -> None:
    step = CropAspect(ratio_width=ratio[0], ratio_height=ratio[1])
    assert step.output_size((160, 100)) == made


@given(size=sizes, ratio=st.tuples(st.floats(0.1, 100), st.floats(0.1, 100)))
def test_crop_aspect_keeps_the_shape_to_a_pixel(size: tuple[int, int], ratio: tuple[float, float]) -> None:
    width, height = CropAspect(ratio_width=ratio[0], ratio_height=ratio[1]).output_size(size)
    assert not exceeds((width, height), size)
    wanted = ratio[0] / ratio[1]
    assert abs(width - height * wanted) <= 1 or abs(height - width / wanted) <= 1


def test_crop_relative_counts_in_shares() -> None:
    image = photo(size=(400, 300))
    step = CropRelative(left=0.25, top=0.1, width=0.5, height=0.9)
    assert same(step.apply(image), image.crop((100, 30, 300, 300)))
    assert same(CropRelative(left=0.25).apply(image), image.crop((100, 0, 400, 300)))
    assert same(CropRelative().apply(image), image)


@given(size=sizes, left=st.floats(0, 0.999), share=st.floats(0.001, 1))
def test_crop_relative_keeps_a_pixel_at_least(size: tuple[int, int], left: float, share: float) -> None:
    width, height = CropRelative(left=left, width=min(share, max(1 - left, 0.001)), height=0.001).output_size(size)
    assert 1 <= width <= size[0]
    assert 1 <= height <= size[1]


def test_crop_relative_says_how_much_is_left() -> None:
    with pytest.raises(PipelineInvalid) as caught:
        CropRelative(left=0.6, width=0.5, top=0.7, height=0.3).apply(photo())
    (problem,) = caught.value.problems
    assert problem.field == "width"
    assert problem.detail == "width of crop_relative must be at most 0.4: left is 0.6; got 0.5."
