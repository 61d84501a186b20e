"""Trim: what counts as border, in pictures and animations."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from filters.engine import process
from filters.engine.errors import PipelineInvalid
from filters.engine.operations.trim import Trim
from tests.engine.pictures import cutout, encoded, frames_of, opened, photo, same, visible

BOX = (12, 5, 52, 35)  # of the photo inside its border


def framed(color: Any = "white", mode: str = "RGB") -> Image.Image:
    """The cat with a border of 12, 5, 8 and 15 pixels."""
    image = Image.new(mode, (60, 50), color)
    image.paste(photo(size=(40, 30)).convert(mode), BOX[:2])
    return image


@pytest.mark.parametrize("color", ["white", "black", "#20e040"])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_the_border_goes(mode: str, color: str) -> None:
    image = framed(color, mode)
    assert same(Trim(tolerance=0).apply(image), image.crop(BOX))


def test_it_is_pillows_bounding_box_of_the_difference() -> None:
    image = framed()
    oracle = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    assert same(Trim(tolerance=0).apply(image), image.crop(oracle))


def test_a_named_color_or_another_corner_is_the_border() -> None:
    image = framed()
    image.putpixel((0, 0), (255, 0, 0))
    assert Trim().apply(image).size == (60, 50)
    assert same(Trim(color="white").apply(image), image.crop((0, 0, 52, 35)))
    assert same(Trim(corner="bottom_right").apply(image), image.crop((0, 0, 52, 35)))


@pytest.mark.parametrize(("tolerance", "width"), [(9, 20), (10, 10), (255, 20)])
def test_a_channel_may_be_off_by_the_tolerance(tolerance: int, width: int) -> None:
    """A border of 100 with a stripe of 110 beside a block of 250; where all is border, the picture stays whole."""
    image = Image.new("L", (20, 4), 110)
    image.putpixel((0, 0), 100)
    image.paste(250, (5, 0, 15, 4))
    assert Trim(tolerance=tolerance).apply(image).width == width


@pytest.mark.parametrize(
    ("choices", "box"),
    [
        ({"equal_horizontal": True}, (8, 5, 52, 35)),
        ({"equal_vertical": True}, (12, 5, 52, 45)),
        ({"equal_horizontal": True, "equal_vertical": True}, (8, 5, 52, 45)),
    ],
)
def test_opposite_sides_may_lose_the_same(choices: dict[str, bool], box: tuple[int, int, int, int]) -> None:
    image = framed()
    assert same(Trim.parse(choices).apply(image), image.crop(box))


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize("size", [(1, 1), (30, 20)], ids=str)
def test_a_picture_of_one_color_stays_whole(size: tuple[int, int], mode: str) -> None:
    image = Image.new(mode, size)
    assert same(Trim().apply(image), image)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_a_transparent_border_goes_whatever_colors_it_hides(mode: str) -> None:
    image = cutout(mode)
    trimmed = Trim(tolerance=0).apply(image)
    assert same(trimmed, image.crop(image.getchannel("A").getbbox()))


def test_black_is_not_transparent() -> None:
    image = Image.new("RGBA", (9, 9))
    image.paste((0, 0, 0, 255), (2, 3, 7, 8))
    assert visible(Trim().apply(image)) == visible(image.crop((2, 3, 7, 8)))


def test_an_animation_is_cut_alike_by_what_moves_in_any_frame() -> None:
    frames = []
    for left in (10, 20, 30):
        frame = Image.new("RGB", (60, 40), "white")
        frame.paste("navy", (left, 8, left + 6, 20))
        frames.append(frame)
    frames.insert(1, Image.new("RGB", (60, 40), "white"))
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    result = process(data, [Trim()])
    assert result.size == (26, 12)
    assert [frame.size for frame in frames_of(result.data)] == [(26, 12)] * 4


def test_a_later_step_works_on_what_is_left() -> None:
    data = encoded(framed(), "PNG")
    result = process(data, [Trim(), {"op": "resize", "width": 20}])
    assert opened(result.data).size == result.size == (20, 15)


def test_a_later_step_that_does_not_fit_what_is_left_is_named() -> None:
    with pytest.raises(PipelineInvalid) as caught:
        process(encoded(framed(), "PNG"), [Trim(), {"op": "crop", "width": 41, "height": 1}])
    (problem,) = caught.value.problems
    assert problem.field == "pipeline[1].width"
    assert "must be at most 40: the picture is 40 px wide at this step" in problem.detail


@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    corner=st.sampled_from(["top_left", "top_right", "bottom_left", "bottom_right"]),
    seed=st.integers(0, 99),
)
def test_what_goes_is_border_and_what_stays_touches_it(size: tuple[int, int], corner: Any, seed: int) -> None:
    pixels = (np.random.default_rng(seed).random(size[::-1]) > 0.97).astype(np.uint8) * 255
    step = Trim(corner=corner, tolerance=0)
    made = np.asarray(step.apply(Image.fromarray(pixels)))
    border = pixels[-1 if "bottom" in corner else 0, -1 if "right" in corner else 0]
    assert (made != border).sum() == (pixels != border).sum()
    if (pixels != border).any():
        assert all((edge != border).any() for edge in (made[0], made[-1], made[:, 0], made[:, -1]))
