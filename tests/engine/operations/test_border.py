"""Room around a picture and borders taken away, against Pillow and OpenCV."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from filters.engine.drawing.canvas import laid
from filters.engine.errors import PipelineInvalid
from filters.engine.geometry import exceeds
from filters.engine.operations.border import CropBorder, Expand, Extend, ExtendAspect, Padding
from tests.engine.pictures import PHOTOS, cutout, photo, picture, same, values, visible

SIDES = {"left": 3, "top": 0, "right": 20, "bottom": 7}
PADDED = {"edge": "copy", "symmetric": "mirror", "wrap": "repeat"}
sizes = st.tuples(st.integers(1, 5000), st.integers(1, 5000))


@pytest.mark.parametrize("name", PHOTOS)
def test_expand_and_crop_border_are_pillows(name: str) -> None:
    image, sides = photo(name), tuple(SIDES.values())
    assert same(Expand(border=9).apply(image), ImageOps.expand(image, 9))
    assert same(Expand.parse(SIDES).apply(image), ImageOps.expand(image, sides))
    assert same(CropBorder(border=9).apply(image), ImageOps.crop(image, 9))
    assert same(CropBorder(**SIDES).apply(image), ImageOps.crop(image, sides))


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_expand_is_pillows_with_alpha(mode: str) -> None:
    image = cutout(mode)
    assert same(Expand(border=4).apply(image), ImageOps.expand(image, 4))
    assert Expand(border=4, color="#808080").apply(image).mode == mode


def test_a_side_of_its_own_wins_over_the_border() -> None:
    assert Expand(border=5, left=0).output_size((10, 10)) == (15, 20)
    assert CropBorder(border=2, bottom=0).output_size((10, 10)) == (6, 8)


@pytest.mark.parametrize(
    ("parameters", "field", "detail"),
    [
        ({"border": 50}, "border", "border of crop_border leaves nothing: left and right may be 99 px together"),
        ({"top": 30, "bottom": 20}, "top", "as the picture is 50 px high at this step; got 30."),
    ],
)
def test_crop_border_leaves_something(parameters: dict[str, Any], field: str, detail: str) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        CropBorder(**parameters).apply(photo(size=(100, 50)))
    problem = caught.value.problems[0]
    assert problem.field == field
    assert detail in problem.detail


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize("kind", PADDED)
@pytest.mark.parametrize("size", [(13, 7), (1, 1), (2, 3)], ids=str)
def test_what_is_made_of_the_edges_is_numpys(size: tuple[int, int], kind: Any, mode: str) -> None:
    image = picture(mode, size)
    pixels = np.asarray(image)
    oracle = np.pad(pixels, [(4, 9), (30, 5), (0, 0)][: pixels.ndim], kind)
    result = Padding.parse({"top": 4, "bottom": 9, "left": 30, "right": 5, "fill": PADDED[kind]}).apply(image)
    assert result.mode == mode
    assert np.array_equal(np.asarray(result), oracle)


@pytest.mark.parametrize("fill", ["color", "blur", "average", "copy", "mirror", "repeat"])
def test_the_picture_itself_stays(fill: str) -> None:
    image = cutout()
    result = Padding.parse({"left": 8, "fill": fill}).apply(image)
    assert same(result.crop((8, 20, 48, 50)), image)


def test_average_is_the_mean_of_what_is_visible() -> None:
    image = Image.new("RGBA", (2, 1), (255, 0, 0, 255))
    image.putpixel((1, 0), (0, 255, 0, 0))
    assert Padding(fill="average").apply(image).getpixel((0, 0)) == (255, 0, 0, 128)


def test_blur_goes_on_where_the_picture_ends() -> None:
    """A picture with a red and a blue half has red at its left and blue at its right, and soft tones between."""
    image = Image.new("RGB", (100, 40), "red")
    image.paste("blue", (50, 0, 100, 40))
    pixels = values(Padding(top=30, bottom=30, fill="blur").apply(image))
    assert pixels[0, 0, 0] > 240 > 20 > pixels[0, 0, 2]
    assert pixels[0, -1, 2] > 240 > 20 > pixels[0, -1, 0]
    assert (np.diff(pixels[0, :, 2]) >= -1).all()


def test_hidden_colors_stay_out_of_the_blur() -> None:
    image = Image.new("RGBA", (60, 60), (255, 0, 0, 0))
    image.paste((255, 255, 255, 255), (20, 20, 40, 40))
    pixels = values(laid(image, (100, 60), (20, 0), "blur", (0, 0, 0, 0)))
    assert (pixels[pixels[..., 3] > 8][:, :3] >= 240).all()


@pytest.mark.parametrize(
    ("parameters", "made", "at"),
    [
        ({"width": 60}, (60, 20), (10, 0)),
        ({"width": 60, "height": 50, "position": "top_left"}, (60, 50), (0, 0)),
        ({"width": 60, "height": 50, "position": "right", "offset_x": -5}, (60, 50), (15, 15)),
        ({"width": 10, "height": 30, "focus_y": 1}, (40, 30), (0, 10)),
        ({"width": 10, "height": 10}, (40, 20), (0, 0)),
    ],
)
def test_extend_only_adds_room(parameters: dict[str, Any], made: tuple[int, int], at: tuple[int, int]) -> None:
    image = photo(size=(40, 20))
    result = Extend.parse(parameters).apply(image)
    assert result.size == made
    assert same(result.crop((*at, at[0] + 40, at[1] + 20)), image)


def test_extend_needs_a_side() -> None:
    with pytest.raises(PipelineInvalid, match="extend: give a width, a height or both"):
        Extend.parse({})


@given(size=sizes, ratio=st.tuples(st.floats(0.1, 100), st.floats(0.1, 100)))
def test_extend_aspect_reaches_the_shape_to_a_pixel(size: tuple[int, int], ratio: tuple[float, float]) -> None:
    width, height = ExtendAspect(ratio_width=ratio[0], ratio_height=ratio[1]).output_size(size)
    wanted = ratio[0] / ratio[1]
    assert not exceeds(size, (width, height))
    assert width == size[0] or height == size[1]
    assert abs(width - height * wanted) <= 1 or abs(height - width / wanted) <= 1


def test_transparent_room_shows_nothing() -> None:
    result = ExtendAspect(ratio_width=1, ratio_height=1, background="#00000000").apply(photo(size=(20, 10)))
    assert visible(result.crop((0, 0, 20, 5))) == bytes(20 * 5 * 4)
