"""Color operations against Pillow and against the formula of sepia."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance, ImageOps

from filters.engine.operations.color import Color, Grayscale, Sepia
from tests.engine.pictures import PHOTOS, cutout, furthest, photo, picture, same, values


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0, 1.3, 10.0])
def test_color_is_pillows_within_a_level(factor: float, name: str) -> None:
    image = photo(name)
    assert furthest(Color(factor=factor).apply(image), ImageEnhance.Color(image).enhance(factor)) <= 1


@given(st.floats(0, 10))
def test_color_is_pillows_for_colors_of_all_kinds(factor: float) -> None:
    noise = picture("RGB", (150, 100))
    assert furthest(Color(factor=factor).apply(noise), ImageEnhance.Color(noise).enhance(factor)) <= 1


@given(st.floats(0, 10))
def test_grays_are_neither_paler_nor_stronger(factor: float) -> None:
    grays = photo("camera.png").convert("RGB")
    assert same(Color(factor=factor).apply(grays), grays)
    assert same(Color(factor=factor).apply(grays.convert("L")), grays.convert("L"))


@pytest.mark.parametrize("name", PHOTOS)
def test_grayscale_is_pillows_within_a_level(name: str) -> None:
    made, expected = Grayscale().apply(photo(name)), ImageOps.grayscale(photo(name))
    assert furthest(made, expected) <= 1
    assert (values(made) != values(expected)).mean() < 0.002


def test_grayscale_keeps_the_alpha() -> None:
    image = cutout()
    result = Grayscale().apply(image)
    assert result.mode == "LA"
    assert same(result.getchannel("A"), image.getchannel("A"))
    assert furthest(result.getchannel("L"), image.convert("RGB").convert("L")) <= 1


@pytest.mark.parametrize(
    ("amount", "color", "brown"),
    [
        (1.0, (255, 255, 255), (255, 255, 239)),  # 1.351, 1.203 and 0.937 times 255, cut off at 255
        (1.0, (100, 100, 100), (135, 120, 94)),
        (1.0, (255, 0, 0), (100, 89, 69)),
        (1.0, (0, 200, 0), (154, 137, 107)),
        (0.5, (100, 100, 100), (118, 110, 97)),
        (0.0, (12, 34, 56), (12, 34, 56)),
    ],
)
def test_sepia_is_the_one_of_css(amount: float, color: tuple[int, ...], brown: tuple[int, ...]) -> None:
    result = Sepia(amount=amount).apply(Image.new("RGB", (2, 2), color))
    assert np.abs(values(result)[0, 0] - brown).max() <= 1


def test_sepia_of_nothing_is_nothing() -> None:
    assert same(Sepia(amount=0.0).apply(photo("camera.png")), photo("camera.png"))


def test_sepia_gives_gray_pictures_color() -> None:
    gray = photo("camera.png")
    assert same(Sepia().apply(gray), Sepia().apply(gray.convert("RGB")))
    assert Sepia().apply(cutout("LA")).mode == "RGBA"
