"""White balance against the tabulated daylight whites, and what it promises."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from filters.engine.kernels.light import LUMINANCE, light_of
from filters.engine.operations.balance import XYZ_TO_RGB, AutoWhiteBalance, WhiteBalance, daylight
from tests.engine.pictures import PHOTOS, furthest, photo, same, values

GRAY = Image.new("RGB", (1, 1), (128, 128, 128))
METHODS = ("gray_world", "white_patch")


@pytest.mark.parametrize(
    ("kelvin", "x", "y"),
    [(5003, 0.3457, 0.3585), (5503, 0.3324, 0.3474), (6504, 0.3127, 0.3290), (7504, 0.2990, 0.3149)],
)
def test_daylight_is_the_cies(kelvin: float, x: float, y: float) -> None:
    """D50, D55, D65 and D75 as CIE 15 tabulates them."""
    xyz = np.linalg.inv(XYZ_TO_RGB) @ daylight(1e6 / kelvin)
    assert xyz[:2] / xyz.sum() == pytest.approx([x, y], abs=5e-4)


@pytest.mark.parametrize("name", PHOTOS)
def test_zero_leaves_the_picture_as_it_is(name: str) -> None:
    assert same(WhiteBalance(temperature=0).apply(photo(name)), photo(name))


@pytest.mark.parametrize(
    ("temperature", "tint", "order"),
    [(60, 0, "rgb"), (-60, 0, "bgr"), (0, 60, "rbg"), (0, -60, "grb"), (100, 0, "rgb"), (-100, 0, "bgr")],
)
def test_it_goes_the_way_it_says(temperature: int, tint: int, order: str) -> None:
    made = values(WhiteBalance(temperature=temperature, tint=tint).apply(GRAY))[0, 0]
    channels = dict(zip("rgb", made, strict=True))
    assert channels[order[0]] >= channels[order[1]] >= channels[order[2]]
    assert channels[order[0]] > channels[order[2]] + 10


@given(temperature=st.integers(-100, 100), tint=st.integers(-100, 100))
def test_grays_keep_their_luminance(temperature: int, tint: int) -> None:
    made = np.asarray(WhiteBalance(temperature=temperature, tint=tint).apply(GRAY))
    assert light_of(made)[0, 0] @ LUMINANCE == pytest.approx(light_of(np.asarray(GRAY))[0, 0] @ LUMINANCE, abs=0.004)


@pytest.mark.parametrize("temperature", [-80, 45])
def test_automatic_balance_removes_what_white_balance_added(temperature: int) -> None:
    scene = photo("camera.png").convert("RGB").point([level // 2 + 20 for level in range(256)] * 3)
    tinted = WhiteBalance(temperature=temperature).apply(scene)
    assert furthest(tinted, scene) > 15
    assert furthest(AutoWhiteBalance().apply(tinted), scene) <= 2


def test_gray_world_makes_the_mean_gray() -> None:
    means = light_of(np.asarray(AutoWhiteBalance().apply(photo()))).mean(axis=(0, 1))
    assert np.ptp(means) < 0.01


@pytest.mark.parametrize("cutoff", [0.0, 1.0, 20.0])
def test_white_patch_makes_the_brightest_gray(cutoff: float) -> None:
    made = AutoWhiteBalance(method="white_patch", cutoff=cutoff).apply(photo())
    brightest = np.percentile(values(made).reshape(-1, 3), 100 - cutoff, axis=0)
    assert np.ptp(brightest) <= 3


@pytest.mark.parametrize("method", METHODS)
def test_strength_leads_from_nothing_to_all(method: Any) -> None:
    none, half, full = (
        values(AutoWhiteBalance(method=method, strength=strength).apply(photo())).mean(axis=(0, 1))
        for strength in (0.0, 0.5, 1.0)
    )
    assert none == pytest.approx(values(photo()).mean(axis=(0, 1)))
    assert np.ptp(none) > np.ptp(half) > np.ptp(full)


@pytest.mark.parametrize("method", METHODS)
def test_gray_pictures_are_balanced_already(method: Any) -> None:
    gray = photo("camera.png")
    assert same(AutoWhiteBalance(method=method).apply(gray), gray)
    assert same(AutoWhiteBalance(method=method).apply(gray.convert("RGB")), gray.convert("RGB"))


@pytest.mark.parametrize("hidden", ["blue", "white"])
@pytest.mark.parametrize("method", METHODS)
def test_transparent_pixels_do_not_count(method: Any, hidden: str) -> None:
    image = photo(size=(60, 40)).convert("RGBA")
    surrounded = Image.new("RGBA", (90, 90), hidden)
    surrounded.putalpha(0)
    surrounded.paste(image, (10, 20))
    step = AutoWhiteBalance(method=method)
    assert same(step.apply(surrounded).crop((10, 20, 70, 60)), step.apply(image))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("color", [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 3, 0)])
def test_pictures_of_one_color_come_through(color: tuple[int, int, int], method: Any) -> None:
    made = AutoWhiteBalance(method=method).apply(Image.new("RGB", (9, 9), color))
    assert len(made.getcolors() or []) == 1
