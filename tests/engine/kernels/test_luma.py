"""Luma against Pillow's `convert("L")`."""

import numpy as np
import pytest

from filters.engine.kernels.luma import exact_luma, gray_of, luma
from filters.engine.kernels.vision import to_array
from tests.engine.pictures import PHOTOS, SIZES, photo, picture, same


def every(step: int) -> np.ndarray:
    """Colors from all over the cube, each channel in steps."""
    levels = np.arange(0, 256, step, dtype=np.uint8)
    return np.stack(np.meshgrid(levels, levels, np.arange(256, dtype=np.uint8)), -1).reshape(len(levels), -1, 3)


@pytest.mark.parametrize("name", PHOTOS)
def test_the_exact_one_is_pillows(name: str) -> None:
    assert (exact_luma(to_array(photo(name))) == to_array(photo(name).convert("L"))).all()


def test_it_is_exact_for_colors_of_all_kinds() -> None:
    colors = every(5)
    red, green, blue = np.moveaxis(colors.astype(np.uint32), -1, 0)
    expected = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
    assert (exact_luma(colors) == expected).all()


def test_the_quick_one_is_within_a_level() -> None:
    colors = every(5)
    apart = luma(colors).astype(int) - exact_luma(colors)
    assert np.abs(apart).max() == 1
    assert (apart != 0).mean() < 0.002


@pytest.mark.parametrize("size", SIZES)
def test_pictures_may_be_tiny(size: tuple[int, int]) -> None:
    image = picture("RGB", size)
    assert (exact_luma(to_array(image)) == to_array(image.convert("L"))).all()
    assert luma(to_array(image)).shape == size[::-1]


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_pictures_of_pillows_keep_their_alpha(mode: str) -> None:
    image = picture(mode)
    made = gray_of(image)
    assert made.mode == mode.replace("RGB", "L")
    assert (to_array(made.getchannel("L")) == luma(to_array(image.convert(mode.rstrip("A"))))).all()
    if mode.endswith("A"):
        assert same(made.getchannel("A"), image.getchannel("A"))


def test_gray_is_its_own_luma() -> None:
    pixels = to_array(photo("camera.png"))
    assert luma(pixels) is exact_luma(pixels) is pixels
