"""Shadows and reflections, against the same thing done by hand with Pillow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter, ImageOps

from filters.engine.operations.shadow import Reflection, Shadow, soft_box
from tests.engine.pictures import cutout, furthest, photo, same, values

IMAGE = photo(size=(60, 40))


def test_it_is_a_blurred_shape_behind_the_picture() -> None:
    result = Shadow(offset_x=5, offset_y=-3, blur=4.0, color="navy", opacity=1.0).apply(IMAGE)
    shape = Image.new("L", (60 + 24, 40 + 24))
    shape.paste(255, (12, 12, 72, 52))
    expected = Image.new("RGBA", shape.size, (0, 0, 128, 0))
    expected.putalpha(shape.filter(ImageFilter.GaussianBlur(4)))
    expected.paste(IMAGE.convert("RGBA"), (7, 15))
    assert result.size == expected.size
    assert furthest(result.convert("RGBa"), expected.convert("RGBa")) <= 1


@given(x=st.integers(-90, 90), y=st.integers(-90, 90), blur=st.floats(0, 20))
def test_all_of_it_shows(x: int, y: int, blur: float) -> None:
    """Nothing would come of more room: the edge is empty but for the picture itself."""
    step = Shadow(offset_x=x, offset_y=y, blur=blur, opacity=1.0)
    width, height = step.output_size((60, 40))
    alpha = values(step.apply(IMAGE).getchannel("A")).sum() / 255
    larger = Image.new("L", (width + 100, height + 100))
    larger.paste(255, (50, 50, 110, 90))
    assert width >= 60 + abs(x) and height >= 40 + abs(y)
    assert alpha >= 60 * 40


def test_only_what_is_visible_throws_it() -> None:
    result = Shadow(offset_x=0, offset_y=0, blur=0.0, opacity=1.0, expand=False).apply(cutout())
    assert same(result.getchannel("A").crop((0, 0, 40, 5)), Image.new("L", (40, 5)))


def test_without_expand_the_size_stays() -> None:
    step = Shadow(expand=False)
    assert step.apply(cutout()).size == step.output_size((40, 30)) == (40, 30)


def test_a_background_makes_it_opaque() -> None:
    result = Shadow(background="white").apply(IMAGE)
    assert result.mode == "RGB"
    assert result.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("opacity", [0.0, 0.5])
def test_opacity_is_how_dark_it_is(opacity: float) -> None:
    result = Shadow(blur=0.0, offset_x=20, offset_y=20, opacity=opacity, background="white").apply(IMAGE.convert("L"))
    assert result.getpixel((70, 50)) == pytest.approx(255 * (1 - opacity), abs=1)


def test_a_reflection_is_the_picture_upside_down_and_fades() -> None:
    result = Reflection(height=50.0, gap=3, opacity=1.0).apply(IMAGE)
    assert result.size == (60, 63)
    assert same(result.crop((0, 0, 60, 40)).convert("RGB"), IMAGE)
    below = result.crop((0, 43, 60, 63))
    assert same(below.convert("RGB").crop((0, 0, 60, 19)), ImageOps.flip(IMAGE).crop((0, 0, 60, 19)))
    fade = values(below.getchannel("A"))[:, 0]
    assert fade[0] > 240 and fade[-1] < 15 and (fade[:-1] > fade[1:]).all()


def test_what_is_transparent_reflects_nothing() -> None:
    result = Reflection(height=100.0, opacity=1.0).apply(cutout())
    assert result.crop((0, 55, 40, 60)).getchannel("A").getextrema() == (0, 0)


@given(
    size=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    corner=st.tuples(st.integers(-40, 60), st.integers(-40, 60)),
    sides=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    blur=st.sampled_from([0.0, 0.3, 1.0, 2.5, 8.0, 30.0]),
)
def test_a_soft_box_is_a_box_that_pillow_blurs(
    size: tuple[int, int], corner: tuple[int, int], sides: tuple[int, int], blur: float
) -> None:
    box = (*corner, corner[0] + sides[0], corner[1] + sides[1])
    plain = Image.new("L", size)
    plain.paste(255, box)
    assert same(soft_box(size, box, blur), plain.filter(ImageFilter.GaussianBlur(blur)))
