"""Hue, vibrance and HSL against CSS's formula, Python's colorsys and what they promise."""

import colorsys
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from filters.engine.kernels.matrices import WITHIN
from filters.engine.operations.hue import Hsl, HueRotate, Vibrance
from tests.engine.pictures import PHOTOS, furthest, photo, picture, same, values

COLORS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (200, 120, 40), (10, 20, 30), (250, 240, 230), (128, 128, 128)]


def of(color: tuple[int, int, int]) -> Image.Image:
    return Image.new("RGB", (1, 1), color)


def css_hue_rotate(color: tuple[int, int, int], degrees: float) -> list[float]:
    """Row by row as the specification prints it."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    red, green, blue = color
    rows = (
        (0.213 + cos * 0.787 - sin * 0.213, 0.715 - cos * 0.715 - sin * 0.715, 0.072 - cos * 0.072 + sin * 0.928),
        (0.213 - cos * 0.213 + sin * 0.143, 0.715 + cos * 0.285 + sin * 0.140, 0.072 - cos * 0.072 - sin * 0.283),
        (0.213 - cos * 0.213 - sin * 0.787, 0.715 - cos * 0.715 + sin * 0.715, 0.072 + cos * 0.928 + sin * 0.072),
    )
    return [min(max(row[0] * red + row[1] * green + row[2] * blue, 0), 255) for row in rows]


@pytest.mark.parametrize("degrees", [0.0, 30.0, 90.0, -120.0, 180.0, 359.0])
@pytest.mark.parametrize("color", COLORS)
def test_hue_rotate_is_the_one_of_css(color: tuple[int, int, int], degrees: float) -> None:
    made = HueRotate(degrees=degrees).apply(of(color)).getpixel((0, 0))
    assert made == pytest.approx(css_hue_rotate(color, degrees), abs=0.5 + WITHIN)


@pytest.mark.parametrize(
    "step", [HueRotate(degrees=0.0), HueRotate(degrees=360.0), HueRotate(degrees=-360.0)], ids=repr
)
def test_a_full_turn_leaves_the_picture_as_it_is(step: HueRotate) -> None:
    assert same(step.apply(photo()), photo())


@pytest.mark.parametrize("step", [Vibrance(amount=0.0), Hsl(saturation=0.0)], ids=repr)
@pytest.mark.parametrize("name", PHOTOS)
def test_nothing_changes_nothing(step: Vibrance | Hsl, name: str) -> None:
    assert same(step.apply(photo(name)), photo(name))


@given(degrees=st.floats(-360, 360))
def test_grays_have_no_hue_to_turn(degrees: float) -> None:
    gray = picture("L", (40, 40))
    assert furthest(HueRotate(degrees=degrees).apply(gray), gray) <= 1
    assert same(Hsl(hue=degrees, saturation=0.0).apply(gray), gray)


@pytest.mark.parametrize("step", [Vibrance(amount=2.0), Vibrance(amount=-1.0), Hsl(saturation=900.0)], ids=repr)
def test_grays_have_no_saturation_to_change(step: Vibrance | Hsl) -> None:
    assert same(step.apply(photo("camera.png")), photo("camera.png"))


@pytest.mark.parametrize(
    ("hue", "saturation", "lightness"),
    [(120.0, 0.0, 0.0), (-77.0, -50.0, 0.0), (0.0, 60.0, 25.0), (10.0, 0.0, -40.0), (0.0, 900.0, 0.0)],
)
@pytest.mark.parametrize("color", COLORS)
def test_hsl_is_pythons(color: tuple[int, int, int], hue: float, saturation: float, lightness: float) -> None:
    h, light, s = colorsys.rgb_to_hls(*(channel / 255 for channel in color))
    light += ((1 if lightness > 0 else 0) - light) * abs(lightness) / 100
    expected = colorsys.hls_to_rgb((h + hue / 360) % 1, light, min(s * (1 + saturation / 100), 1))
    made = Hsl(hue=hue, saturation=saturation, lightness=lightness).apply(of(color)).getpixel((0, 0))
    assert made == pytest.approx([channel * 255 for channel in expected], abs=0.51)


@pytest.mark.parametrize(("lightness", "color"), [(-100.0, "black"), (100.0, "white")])
def test_hsl_goes_all_the_way_to_black_and_white(lightness: float, color: str) -> None:
    assert same(Hsl(lightness=lightness).apply(photo()), Image.new("RGB", photo().size, color))


def test_hsl_lightness_moves_gray_pictures_too() -> None:
    made = Hsl(lightness=50.0).apply(photo("camera.png"))
    assert made.mode == "L"
    assert np.abs(values(made) - (values(photo("camera.png")) + 255) / 2).max() <= 0.51


def test_vibrance_follows_its_formula() -> None:
    pixels = np.asarray(photo()).astype(float)
    apart = (pixels.max(axis=2) - pixels.min(axis=2))[..., np.newaxis] / 255
    gray = (pixels @ (0.299, 0.587, 0.114))[..., np.newaxis]
    expected = (gray + (pixels - gray) * (1 + 0.7 * (1 - apart))).clip(0, 255)
    assert np.abs(values(Vibrance(amount=0.7).apply(photo())) - expected).max() <= 0.51


def test_vibrance_spares_strong_colors() -> None:
    strong, pale = of((255, 0, 0)), of((140, 120, 120))
    assert same(Vibrance(amount=1.0).apply(strong), strong)
    assert furthest(Vibrance(amount=1.0).apply(pale), pale) > 8
