"""Text over a picture: where it lies, how large it is, and what is said of a font that is none."""

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from filters.engine import Assets, process
from filters.engine.errors import PipelineInvalid
from filters.engine.geometry import Position
from filters.engine.operations.watermark_text import WatermarkText
from tests.engine.pictures import cutout, encoded, photo, picture, same, values

SOLID: dict[str, Any] = {"opacity": 1.0, "shadow_color": "#00000000"}
SIZE = (300, 200)
BLACK = Image.new("L", SIZE)


def box(image: Image.Image = BLACK, **parameters: Any) -> tuple[int, int, int, int]:
    """Where the text shows on a black picture."""
    found = WatermarkText(**{"text": "Sample"} | SOLID | parameters).apply(image).getbbox()
    assert found is not None
    return found


@pytest.mark.parametrize("position", get_args(Position))
def test_it_lies_where_it_is_told_inside_the_margin(position: Position) -> None:
    left, top, right, bottom = box(position=position, margin=10.0)
    room = (left - 20, 280 - right) if "left" in position or "right" in position else (left, 300 - right)
    if "left" in position:
        assert abs(room[0]) <= 1
    elif "right" in position:
        assert abs(room[1]) <= 1
    else:
        assert abs(room[0] - room[1]) <= 2
    if "top" in position:
        assert abs(top - 20) <= 1
    elif "bottom" in position:
        assert abs(bottom - 180) <= 1
    else:
        assert abs(top - (200 - bottom)) <= 2


def test_an_offset_moves_it() -> None:
    at = box(position="center")
    assert box(position="center", offset_x=12, offset_y=-7) == (at[0] + 12, at[1] - 7, at[2] + 12, at[3] - 7)


@pytest.mark.parametrize(
    ("size", "unit", "same_as"), [(10.0, "shorter", 20.0), (10.0, "width", 30.0), (20.0, "px", 20.0)]
)
def test_its_size_counts_in_three_ways(size: float, unit: Any, same_as: float) -> None:
    assert box(size=size, size_unit=unit) == box(size=same_as, size_unit="px")


def test_it_is_as_large_a_part_of_a_larger_picture() -> None:
    small = box(text="Sample", size=20.0)
    large = box(Image.new("L", (900, 600)), text="Sample", size=20.0)
    assert [round(one / 3) for one in large] == pytest.approx(list(small), abs=2)


@given(
    size=st.floats(1, 100), angle=st.floats(-360, 360), text=st.sampled_from(["i", "a long watermark", "two\nlines"]),
    position=st.sampled_from(get_args(Position)),
)  # fmt: skip
def test_one_that_does_not_fit_becomes_smaller(size: float, angle: float, text: str, position: Position) -> None:
    left, top, right, bottom = box(text=text, size=size, angle=angle, position=position, margin=5.0)
    assert left >= 9 and top >= 9 and right <= 291 and bottom <= 191


def test_a_text_without_end_still_fits_and_takes_no_memory() -> None:
    left, _, right, _ = box(text="W" * 500, size=2000.0, size_unit="px", margin=0.0)
    assert right - left > 280


@pytest.mark.parametrize("opacity", [0.0, 0.25, 1.0])
def test_opacity_is_how_strongly_it_shows(opacity: float) -> None:
    result = WatermarkText(text="█", **SOLID | {"opacity": opacity}).apply(BLACK)
    assert result.getextrema() == (0, round(255 * opacity))


def test_it_is_turned_counterclockwise() -> None:
    flat, upright = box(position="center"), box(position="center", angle=90.0)
    assert (upright[2] - upright[0], upright[3] - upright[1]) == pytest.approx(
        (flat[3] - flat[1], flat[2] - flat[0]), abs=2
    )


def test_tiles_reach_every_part_of_the_picture() -> None:
    result = values(WatermarkText(text="Sample", tile=True, angle=30.0, gap=2.0, **SOLID).apply(BLACK))
    for row in range(0, 200, 50):
        for column in range(0, 300, 75):
            assert result[row : row + 50, column : column + 75].any()


def test_the_first_tile_is_where_it_would_be_alone() -> None:
    alone = WatermarkText(text="Sample", position="top_left", **SOLID).apply(BLACK)
    tiled = WatermarkText(text="Sample", position="top_left", tile=True, **SOLID).apply(BLACK)
    area = alone.getbbox()
    assert same(alone.crop(area), tiled.crop(area))


def test_lines_are_broken_alike_at_every_size() -> None:
    narrow = box(text="some words in a row", wrap=30.0, size=8.0)
    large = box(Image.new("L", (1200, 800)), text="some words in a row", wrap=30.0, size=8.0)
    assert [round(one / 4) for one in large] == pytest.approx(list(narrow), abs=2)
    assert narrow[2] - narrow[0] <= 90


def test_arabic_and_hebrew_run_from_right_to_left() -> None:
    word = "שלום"
    override = f"\u202d{word[::-1]}\u202c"
    step = WatermarkText(text=word, size=30.0, **SOLID)
    assert same(step.apply(BLACK), WatermarkText(text=override, size=30.0, **SOLID).apply(BLACK))


def test_a_white_text_leaves_gray_gray_and_a_red_one_does_not() -> None:
    assert WatermarkText(text="a").apply(BLACK).mode == "L"
    assert WatermarkText(text="a", color="red").apply(BLACK).mode == "RGB"


def test_it_shows_on_transparent_parts() -> None:
    image = cutout(size=(120, 80))
    image.putalpha(0)
    result = WatermarkText(text="█", position="center", color="red", size=40.0, **SOLID).apply(image)
    assert result.getpixel((60, 40)) == (255, 0, 0, 255)
    assert result.getpixel((2, 2))[3] == 0  # type: ignore[index]


def test_a_blend_mode_mixes_with_what_is_below() -> None:
    image = photo(size=SIZE)
    solid = WatermarkText(text="█", position="center", size=50.0, mode="difference", **SOLID).apply(image)
    assert solid.getpixel((150, 100)) == ImageChops.invert(image).getpixel((150, 100))


@pytest.mark.parametrize("text", [" ", "\n", "\n \n\n", "\u200f\u202e", "\u3000"])
def test_a_blank_text_changes_nothing(text: str) -> None:
    image = photo(size=(60, 40))
    assert same(WatermarkText(text=text).apply(image), image)


@pytest.mark.parametrize("text", ["\0", "a\tb", "\ud800", "\x1b[0m", "\r", "a" * 501, ""])
def test_what_cannot_be_set_is_refused(text: str) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        WatermarkText.parse({"text": text})
    assert caught.value.problems[0].field == "text"
    assert caught.value.problems[0].detail.isprintable()


def test_a_share_of_more_than_all_is_refused() -> None:
    with pytest.raises(PipelineInvalid, match="size is at most 100"):
        WatermarkText.parse({"text": "a", "size": 150.0})
    assert WatermarkText.parse({"text": "a", "size": 150.0, "size_unit": "px"}).size == 150


@pytest.mark.parametrize("data", [b"", b"no font", bytes(100_000)], ids=["empty", "text", "zeros"])
def test_a_file_that_is_not_a_font_is_named(data: bytes) -> None:
    image = encoded(photo(size=(60, 40)), "PNG")
    steps = [{"op": "invert"}, {"op": "watermark_text", "text": "a", "font": "broken"}]
    with pytest.raises(PipelineInvalid) as caught:
        process(image, steps, assets=Assets(fonts={"broken": data}))
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("pipeline[1].font", "parameter_invalid")
    assert "not a font" in problem.detail


def test_a_font_nobody_stored_is_named_with_the_nearest() -> None:
    with pytest.raises(PipelineInvalid, match="Did you mean roboto"):
        process(
            encoded(photo(size=(9, 9)), "PNG"),
            [WatermarkText(text="a", font="robot")],
            assets=Assets(fonts={"roboto": b""}),
        )


@pytest.mark.parametrize("size", [(1, 1), (1, 200), (200, 1), (3, 3)])
def test_tiny_pictures_take_it(size: tuple[int, int]) -> None:
    for tile in (False, True):
        step = WatermarkText(text="Sample", size=100.0, stroke=20.0, angle=45.0, tile=tile)
        assert step.apply(picture("RGBA", size)).size == size


def test_bold_letters_are_heavier() -> None:
    plain, bold = (
        np.sum(values(WatermarkText(text="Sample", bold=bold, **SOLID).apply(BLACK))) for bold in (False, True)
    )
    assert bold > 1.2 * plain
