"""Matrices against Pillow's `convert`, thumbor's arithmetic and one another."""

import numpy as np
import pytest
from PIL import Image

from filters.engine.errors import PipelineInvalid
from filters.engine.operations.color import Grayscale, Sepia
from filters.engine.operations.matrix import BlackAndWhite, ChannelMixer, ColorMatrix, RgbOffset
from tests.engine.pictures import PHOTOS, furthest, photo, same, values

NINE = (0.4, 0.7, -0.1, 0.3, 0.6, 0.2, -1.5, 0.5, 2.0)
TWELVE = (0.4, 0.7, -0.1, 12.5, 0.3, 0.6, 0.2, -40.0, -1.5, 0.5, 2.0, 0.0)
IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


def with_offsets(nine: tuple[float, ...]) -> tuple[float, ...]:
    return (*nine[:3], 0, *nine[3:6], 0, *nine[6:], 0)


@pytest.mark.parametrize(("matrix", "twelve"), [(NINE, with_offsets(NINE)), (TWELVE, TWELVE)])
def test_a_color_matrix_is_pillows_within_a_level(matrix: tuple[float, ...], twelve: tuple[float, ...]) -> None:
    assert furthest(ColorMatrix(matrix=matrix).apply(photo()), photo().convert("RGB", twelve)) <= 1


@pytest.mark.parametrize("count", [0, 8, 10, 11, 13, 100_000])
def test_a_matrix_of_another_size_is_refused(count: int) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        ColorMatrix.parse({"matrix": [0.0] * count}, path="pipeline[0]")
    (problem,) = caught.value.problems
    assert problem.field == "pipeline[0].matrix"
    assert "9" in problem.detail and "12" in problem.detail


@pytest.mark.parametrize("name", PHOTOS)
def test_the_identity_leaves_the_picture_as_it_is(name: str) -> None:
    assert same(ColorMatrix(matrix=IDENTITY).apply(photo(name)), photo(name))
    mixer = ChannelMixer(red=(1.0, 0.0, 0.0), green=(0.0, 1.0, 0.0), blue=(0.0, 0.0, 1.0))
    assert same(mixer.apply(photo(name)), photo(name))


def test_the_mixer_is_a_matrix() -> None:
    mixer = ChannelMixer(red=NINE[:3], green=NINE[3:6], blue=NINE[6:])
    assert same(mixer.apply(photo()), ColorMatrix(matrix=NINE).apply(photo()))


def test_the_matrix_of_sepia_makes_sepia() -> None:
    sepia = (0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131)
    assert same(ColorMatrix(matrix=sepia).apply(photo()), Sepia().apply(photo()))


def test_black_and_white_by_luma_is_grayscale() -> None:
    made = BlackAndWhite(red=0.299, green=0.587, blue=0.114).apply(photo())
    assert made.mode == "L"
    assert furthest(made, Grayscale().apply(photo())) <= 1


@pytest.mark.parametrize(
    ("channel", "weights"), [("R", (1.0, 0.0, 0.0)), ("G", (0.0, 1.0, 0.0)), ("B", (0.0, 0.0, 1.0))]
)
def test_black_and_white_of_one_channel_is_that_channel(channel: str, weights: tuple[float, float, float]) -> None:
    red, green, blue = weights
    assert same(BlackAndWhite(red=red, green=green, blue=blue).apply(photo()), photo().getchannel(channel))


@pytest.mark.parametrize(
    ("percent", "color"),
    [((0, 0, 0), (100, 100, 100)), ((10, -10, 50), (125, 75, 227)), ((100, -100, 1), (255, 0, 102))],
)
def test_rgb_offset_is_thumbors(percent: tuple[int, int, int], color: tuple[int, int, int]) -> None:
    """(255 * percent) / 100, cut towards 0, is added: `_rgb.c`."""
    red, green, blue = percent
    made = RgbOffset(red=red, green=green, blue=blue).apply(Image.new("RGB", (1, 1), (100, 100, 100)))
    assert made.getpixel((0, 0)) == color


def test_rgb_offset_gives_gray_pictures_color() -> None:
    gray = photo("camera.png")
    assert RgbOffset().apply(gray).mode == "RGB"
    even = RgbOffset(red=20, green=20, blue=20).apply(gray)
    assert even.mode == "L"
    assert (values(even) == np.minimum(values(gray) + 51, 255)).all()
