"""A gradient over a picture, against Pillow's composite."""

import pytest
from PIL import Image, ImageChops

from filters.engine.operations.gradient import GradientOverlay
from tests.engine.pictures import cutout, furthest, photo, same

WHOLE = {"start": 0.0, "end": 100.0, "opacity": 1.0}


def test_from_clear_to_a_color_it_is_a_composite() -> None:
    image = photo(size=(256, 256))
    expected = Image.composite(Image.new("RGB", image.size, "navy"), image, Image.linear_gradient("L"))
    assert same(GradientOverlay(to_color="navy", **WHOLE).apply(image), expected)  # type: ignore[arg-type]


def test_a_blend_mode_mixes_it_with_what_is_below() -> None:
    image = photo(size=(256, 256))
    step = GradientOverlay(color="black", to_color="white", mode="screen", **WHOLE)  # type: ignore[arg-type]
    assert same(step.apply(image), ImageChops.screen(image, Image.linear_gradient("L").convert("RGB")))


def test_the_middle_of_a_radial_one_stays_as_it_is() -> None:
    image = photo(size=(300, 200))
    result = GradientOverlay(shape="radial", start=50.0, opacity=1.0).apply(image)
    assert same(result.crop((100, 70, 200, 130)), image.crop((100, 70, 200, 130)))
    assert max(result.getpixel((0, 0))) <= 2  # type: ignore[arg-type]


def test_the_alpha_stays() -> None:
    image = cutout()
    assert same(GradientOverlay(opacity=1.0).apply(image).getchannel("A"), image.getchannel("A"))


def test_opacity_weakens_it() -> None:
    image = photo(size=(64, 64))
    half = GradientOverlay(color="black", to_color="black", opacity=0.5).apply(image)
    assert furthest(half, Image.blend(image, Image.new("RGB", image.size), 0.5)) <= 1


def test_an_end_before_the_start_is_a_step_at_the_start() -> None:
    image = Image.new("L", (10, 10), 255)
    result = GradientOverlay(angle=90.0, start=50.0, end=10.0, opacity=1.0).apply(image)
    assert [result.getpixel((x, 0)) for x in range(10)] == [255] * 5 + [0] * 5


@pytest.mark.parametrize(("color", "mode"), [("#00000080", "L"), ("navy", "RGB")])
def test_gray_stays_gray_under_gray(color: str, mode: str) -> None:
    assert GradientOverlay(to_color=color).apply(photo("camera.png", (20, 20))).mode == mode
