"""Resize against Pillow: sizes, pixels, alpha and errors."""

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps
from skimage.color import rgb2xyz, xyz2rgb
from skimage.color.colorconv import xyz_from_rgb

from filters.engine.errors import PipelineInvalid
from filters.engine.kernels import linear_light
from filters.engine.layout import Fit, Wish, layout
from filters.engine.operations.resize import Resize
from tests.engine.pictures import PHOTOS, furthest, photo, picture, same, values

FILTERS = ("lanczos", "bicubic", "hamming", "bilinear", "box", "nearest")


def resize(**parameters: Any) -> Resize:
    return Resize.parse(parameters)


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("resample", FILTERS)
def test_contain_is_pillows(resample: str, name: str) -> None:
    image = photo(name)
    oracle = ImageOps.contain(image, (120, 77), Image.Resampling[resample.upper()])
    assert same(resize(width=120, height=77, resample=resample).apply(image), oracle)


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize(
    ("position", "centering"), [("center", (0.5, 0.5)), ("top_left", (0, 0)), ("right", (1, 0.5)), ("bottom", (0.5, 1))]
)
def test_cover_is_pillows_fit(position: str, centering: tuple[float, float], name: str) -> None:
    image = photo(name)
    for size in ((99, 99), (31, 150), (150, 31)):
        oracle = ImageOps.fit(image, size, Image.Resampling.LANCZOS, centering=centering)
        assert same(resize(width=size[0], height=size[1], fit="cover", position=position).apply(image), oracle)


@pytest.mark.parametrize(
    ("position", "centering"), [("center", (0.5, 0.5)), ("left", (0, 0.5)), ("bottom_right", (1, 1))]
)
def test_pad_is_pillows(position: str, centering: tuple[float, float]) -> None:
    image = photo()
    for size in ((99, 99), (31, 150), (150, 31)):
        oracle = ImageOps.pad(image, size, Image.Resampling.LANCZOS, "#123456", centering)
        step = resize(width=size[0], height=size[1], fit="pad", position=position, background="#123456")
        assert same(step.apply(image), oracle)


@pytest.mark.parametrize("name", PHOTOS)
def test_stretch_is_pillows_resize(name: str) -> None:
    image = photo(name)
    assert same(
        resize(width=300, height=50, fit="stretch").apply(image), image.resize((300, 50), Image.Resampling.LANCZOS)
    )


@pytest.mark.parametrize("fit", ["contain", "cover", "stretch", "pad"])
def test_one_side_alone_keeps_the_shape(fit: str) -> None:
    image = photo(size=(200, 100))
    assert resize(width=50, fit=fit).apply(image).size == (50, 25)
    assert resize(height=50, fit=fit).apply(image).size == (100, 50)


def test_the_side_asked_for_is_the_side_made() -> None:
    """A picture so flat that one pixel of height would stand for a third of the width."""
    assert resize(width=400).apply(picture("L", (1000, 3))).size == (400, 1)


@pytest.mark.parametrize(
    ("fit", "small", "large"),
    [
        ("contain", (40, 20), (90, 45)),
        ("stretch", (20, 20), (90, 90)),
        ("cover", (20, 20), (90, 90)),
        ("pad", (90, 90), (90, 90)),
    ],
)
def test_it_enlarges_only_when_asked(fit: str, small: tuple[int, int], large: tuple[int, int]) -> None:
    image = photo(size=(40, 20))
    assert resize(width=90, height=90, fit=fit).apply(image).size == small
    assert resize(width=90, height=90, fit=fit, upscale=True).apply(image).size == large


def test_pad_puts_a_small_picture_unchanged_on_its_canvas() -> None:
    image = photo(size=(40, 20))
    result = resize(width=90, height=90, fit="pad", position="bottom_left", background="lime").apply(image)
    assert same(result.crop((0, 70, 40, 90)), image)
    assert result.getpixel((0, 0)) == result.getpixel((89, 89)) == (0, 255, 0)


def test_a_size_that_fits_already_leaves_the_pixels_alone() -> None:
    assert same(resize(width=2000).apply(photo()), photo())


@pytest.mark.parametrize(
    ("mode", "background", "made"),
    [
        ("L", "white", "L"),
        ("L", "red", "RGB"),
        ("RGB", "#ff000080", "RGBA"),
        ("LA", "white", "LA"),
        ("LA", "red", "RGBA"),
    ],
)
def test_the_canvas_shows_both_the_picture_and_the_background(mode: str, background: str, made: str) -> None:
    result = resize(width=30, height=30, fit="pad", background=background).apply(picture(mode))
    assert result.mode == made
    assert same(result.crop((0, 0, 1, 1)).convert("RGBA"), Image.new("RGBA", (1, 1), background))


@pytest.mark.parametrize("resample", FILTERS)
@pytest.mark.parametrize("size", [(11, 13), (97, 50)], ids=str)
def test_it_makes_no_dark_fringe(size: tuple[int, int], resample: str) -> None:
    image = Image.new("RGBA", (60, 60))
    image.paste("white", (20, 20, 40, 40))
    pixels = values(resize(width=size[0], height=size[1], fit="stretch", upscale=True, resample=resample).apply(image))
    assert (pixels[pixels[..., 3] > 0][:, :3] == 255).all()


def test_it_averages_colors_by_their_alpha() -> None:
    image = Image.new("RGBA", (2, 1), (255, 0, 0, 255))
    image.putpixel((1, 0), (0, 0, 255, 51))
    result = resize(width=1, resample="box").apply(image)
    assert furthest(result, Image.new("RGBA", (1, 1), (212, 0, 43, 153))) <= 1


def test_outside_is_pillows_cover() -> None:
    image = photo()
    oracle = ImageOps.cover(image, (120, 120), Image.Resampling.LANCZOS)
    assert same(resize(width=120, height=120, fit="outside").apply(image), oracle)


def test_crop_cuts_a_small_picture_without_touching_its_pixels() -> None:
    image = photo(size=(80, 40))
    step = resize(width=50, height=90, fit="crop", position="right", offset_x=-10)
    assert same(step.apply(image), image.crop((20, 0, 70, 40)))


def test_cover_keeps_what_is_around_the_focal_point() -> None:
    image = photo(size=(400, 200))
    result = resize(width=100, height=200, fit="cover", focus_x=0.75).apply(image)
    assert same(result, image.crop((250, 0, 350, 200)))


@pytest.mark.parametrize("fit", ["contain", "cover", "pad", "crop", "outside"])
def test_twice_the_pixels_of_a_screen_are_twice_the_numbers(fit: str) -> None:
    image = photo()
    once = {"width": 50, "height": 40, "offset_x": 3, "min_width": 45}
    twice = {name: value * 2 for name, value in once.items()}
    assert same(resize(**once, fit=fit, dpr=2).apply(image), resize(**twice, fit=fit).apply(image))


@pytest.mark.parametrize("raw", [{"zoom": 0.5}, {"dpr": 2.0, "upscale": True}, {"min_width": 200}, {"min_height": 1}])
def test_a_factor_or_a_least_size_is_enough(raw: dict[str, Any]) -> None:
    made = {"zoom": (50, 25), "dpr": (200, 100), "min_width": (200, 100), "min_height": (100, 50)}
    assert resize(**raw).output_size((100, 50)) == made[next(iter(raw))]


@pytest.mark.parametrize("fill", ["blur", "average", "copy", "mirror", "repeat"])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_a_filled_canvas_keeps_the_picture_and_its_mode(mode: str, fill: str) -> None:
    image = picture(mode, (40, 20))
    result = resize(width=60, height=60, fit="pad", fill=fill).apply(image)
    assert (result.mode, result.size) == (mode, (60, 60))
    assert same(result.crop((10, 20, 50, 40)), image)


def test_linear_light_keeps_the_brightness_of_a_pattern() -> None:
    """Half the light of white is 188 in sRGB; the average of the numbers, 128, is a fifth of the light."""
    board = Image.fromarray((np.indices((64, 64)).sum(axis=0) % 2 * 255).astype(np.uint8))
    assert resize(width=16, resample="box", linear=True).apply(board).getextrema() == (188, 188)
    assert resize(width=16, resample="box").apply(board).getextrema() == (128, 128)


@pytest.mark.parametrize("value", range(0, 256, 5))
def test_linear_light_leaves_an_even_color_as_it_is(value: int) -> None:
    image = Image.new("RGBA", (30, 20), (value, 255 - value, 7, 255))
    result = resize(width=13, linear=True).apply(image)
    assert result.getcolors() == [(13 * 9, (value, 255 - value, 7, 255))]


@pytest.mark.parametrize("resample", ["lanczos", "bicubic", "box"])
@pytest.mark.parametrize("fit", ["contain", "cover"])
def test_linear_light_is_pillows_resize_of_light(fit: str, resample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the picture is worked on in many bands of rows."""
    monkeypatch.setattr(linear_light, "BAND", 5_000)
    image = photo("camera.png")
    step = resize(width=101, height=77, fit=fit, resample=resample, linear=True)
    plan = layout(image.size, Wish(width=101, height=77, fit=fit))  # type: ignore[arg-type]
    light = Image.fromarray(skimage_light(np.asarray(image) / 255).astype(np.float32))
    shrunk = light.resize(plan.picture, Image.Resampling[resample.upper()], plan.box)
    oracle = skimage_levels(np.asarray(shrunk).clip(0, 1)) * 255
    assert np.abs(values(step.apply(image)) - oracle).max() <= 1


def skimage_light(levels: Any) -> Any:
    """The way to light of skimage's `rgb2xyz`, by its own matrix undone."""
    gray = np.repeat(levels[..., np.newaxis], 3, axis=2)
    return (rgb2xyz(gray) @ np.linalg.inv(xyz_from_rgb).T)[..., 0]


def skimage_levels(light: Any) -> Any:
    """The way back of skimage's `xyz2rgb`."""
    return xyz2rgb(np.repeat(light[..., np.newaxis], 3, axis=2) @ xyz_from_rgb.T)[..., 0]


def test_linear_light_is_for_shrinking() -> None:
    image, choices = photo(size=(40, 30)), {"width": 80, "upscale": True}
    assert same(resize(**choices, linear=True).apply(image), resize(**choices).apply(image))


def test_linear_light_makes_no_dark_fringe() -> None:
    image = Image.new("RGBA", (60, 60))
    image.paste("white", (20, 20, 40, 40))
    pixels = values(resize(width=23, linear=True).apply(image))
    assert (pixels[pixels[..., 3] > 1][:, :3] >= 254).all()


@pytest.mark.parametrize("raw", [{}, {"fit": "cover"}, {"width": None, "height": None}])
def test_it_needs_a_side(raw: dict[str, Any]) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        Resize.parse(raw, path="pipeline[3]")
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("pipeline[3].width", "parameter_invalid")
    assert problem.detail == "resize: give a width, a height or both."


sides = st.none() | st.integers(1, 60)


@given(
    size=st.tuples(st.integers(1, 50), st.integers(1, 50)), width=sides, height=sides, upscale=st.booleans(),
    fit=st.sampled_from(get_args(Fit)), position=st.sampled_from(["center", "top_right"]),
    zoom=st.floats(0.01, 3), min_height=sides, adaptive=st.booleans(), focus_y=st.none() | st.floats(0, 1),
)  # fmt: skip
def test_the_size_is_known_before(size: tuple[int, int], **choices: Any) -> None:
    if choices["width"] is choices["height"] is choices["min_height"] is None:
        return
    step = resize(**choices)
    assert step.apply(picture("L", size)).size == step.output_size(size)
