"""Gamma, levels, linear and exposure against scikit-image, Pillow's point and numbers worked out by hand."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from PIL import Image
from skimage import exposure

from filters.engine.operations.levels import Exposure, Gamma, Levels, Linear
from filters.engine.operations.tone import Invert
from tests.engine.pictures import PHOTOS, furthest, photo, same, values
from tests.engine.strategies import steps

RAMP = Image.frombytes("L", (256, 1), bytes(range(256)))
SCIKIT: Any = exposure  # it has no types
NO_LEVELS: dict[str, Any] = {"black": 0, "white": 255}


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("gamma", [0.1, 0.5, 1.0, 2.2, 10.0])
def test_gamma_is_scikit_images(gamma: float, name: str) -> None:
    expected = SCIKIT.adjust_gamma(np.asarray(photo(name)) / 255, 1 / gamma) * 255
    assert np.abs(values(Gamma(gamma=gamma).apply(photo(name))) - expected).max() <= 0.5 + 1e-9


def test_gamma_of_one_channel_goes_before_that_of_all() -> None:
    red, green, blue = Gamma(gamma=2.0, red=0.5, blue=1.0).apply(photo()).split()
    assert same(red, Gamma(gamma=0.5).apply(photo().getchannel("R")))
    assert same(green, Gamma(gamma=2.0).apply(photo().getchannel("G")))
    assert same(blue, photo().getchannel("B"))


@pytest.mark.parametrize(("black", "white"), [(0, 255), (30, 200), (100, 101), (0, 1), (254, 255)])
def test_levels_are_scikit_images_rescaling(black: int, white: int) -> None:
    expected = SCIKIT.rescale_intensity(np.asarray(photo()).astype(float), in_range=(black, white), out_range=(10, 240))
    step = Levels(black=black, white=white, out_black=10, out_white=240)
    assert np.abs(values(step.apply(photo())) - expected).max() <= 0.5 + 1e-9


def test_gamma_in_levels_is_gamma() -> None:
    assert same(Levels(gamma=1.8, **NO_LEVELS).apply(photo()), Gamma(gamma=1.8).apply(photo()))


def test_levels_in_reverse_are_a_negative() -> None:
    assert same(Levels(black=255, white=0).apply(photo()), Invert().apply(photo()))
    assert same(Levels(out_black=255, out_white=0, **NO_LEVELS).apply(photo()), Invert().apply(photo()))


@pytest.mark.parametrize("level", [0, 1, 128, 255])
def test_levels_of_no_width_are_a_threshold(level: int) -> None:
    made = Levels(black=level, white=level).apply(RAMP)
    assert made.tobytes() == bytes([0] * level + [255] * (256 - level))


@pytest.mark.parametrize(("channel", "band"), [("red", 0), ("green", 1), ("blue", 2)])
def test_levels_of_one_channel_leave_the_others(channel: Any, band: int) -> None:
    step, whole = Levels(channel=channel), Levels()
    made = values(step.apply(photo()))
    assert (made[..., band] == values(whole.apply(photo()))[..., band]).all()
    others = [other for other in range(3) if other != band]
    assert (made[..., others] == values(photo())[..., others]).all()


@pytest.mark.parametrize(("slope", "offset"), [(1.0, 0.0), (2.5, -30.5), (-1.0, 255.0), (100.0, -25500.0), (0.0, 77.0)])
def test_linear_is_arithmetic(slope: float, offset: float) -> None:
    expected = np.rint(np.asarray(photo()) * slope + offset).clip(0, 255)
    assert (values(Linear(slope=slope, offset=offset).apply(photo())) == expected).all()


@pytest.mark.parametrize(
    ("stops", "level", "expected"),
    [(0.0, 77, 77), (1.0, 0, 0), (1.0, 128, 176), (-1.0, 128, 92), (1.0, 200, 255), (2.0, 10, 29), (10.0, 1, 151)],
)  # fmt: skip
def test_exposure_multiplies_light(stops: float, level: int, expected: int) -> None:
    made = Exposure(stops=stops).apply(Image.new("RGB", (1, 1), (level,) * 3))
    assert made.getpixel((0, 0)) == (expected,) * 3


def test_exposure_up_and_down_is_where_it_was() -> None:
    dark = photo().point([level // 3 for level in range(256)] * 3)
    assert furthest(Exposure(stops=-1.0).apply(Exposure(stops=1.0).apply(dark)), dark) <= 1


@pytest.mark.parametrize(
    "step", [Gamma(gamma=1.0), Levels(**NO_LEVELS), Linear(slope=1.0), Exposure(stops=0.0)], ids=repr
)
@pytest.mark.parametrize("name", PHOTOS)
def test_it_leaves_the_picture_as_it_is(step: Gamma | Levels | Linear | Exposure, name: str) -> None:
    assert same(step.apply(photo(name)), photo(name))


@given(step=steps(Gamma) | steps(Exposure))
def test_brighter_stays_brighter(step: Gamma | Exposure) -> None:
    table = np.frombuffer(step.point_table(), np.uint8).reshape(-1, 256).astype(int)
    assert (np.diff(table) >= 0).all()
