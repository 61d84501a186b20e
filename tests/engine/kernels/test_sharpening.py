"""Unsharp mask and sharpness against Pillow's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance, ImageFilter

from filters.engine.kernels import sharpening
from filters.engine.kernels.sharpening import sharpness, unsharp_masked
from filters.engine.kernels.vision import Pixels
from tests.engine.pictures import PHOTOS, photo, picture

SIZES = ((1, 1), (1, 9), (9, 1), (2, 2), (40, 31), (3, 50))
FACTORS = (0.0, 0.1, 0.5, 1.0, 1.1, 2.0, 3.7, 10.0)


def unsharp_distance(image: Image.Image, radius: float, percent: int, threshold: int) -> Pixels:
    made = unsharp_masked(np.asarray(image), radius, percent, threshold).astype(int)
    return np.asarray(np.abs(made - np.asarray(image.filter(ImageFilter.UnsharpMask(radius, percent, threshold)))))


def sharpness_distance(image: Image.Image, factor: float) -> Pixels:
    made = sharpness(np.asarray(image), factor).astype(int)
    return np.asarray(np.abs(made - np.asarray(ImageEnhance.Sharpness(image).enhance(factor))))


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize(
    ("radius", "percent", "threshold"),
    [(2.0, 150, 3), (1.0, 100, 0), (0.5, 500, 0), (8.0, 33, 20), (3.0, 7, 1), (2.0, 0, 0), (2.0, 200, 255)],
)
def test_photographs_are_pillows_bit_for_bit(name: str, radius: float, percent: int, threshold: int) -> None:
    assert not unsharp_distance(photo(name), radius, percent, threshold).any()


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("radius", [0.0, 0.5, 2.0, 20.0])
def test_every_shape_is_pillows_unsharp_mask(mode: str, size: tuple[int, int], radius: float) -> None:
    assert unsharp_distance(picture(mode, size), radius, 150, 3).max() <= 2


@given(difference=st.integers(-255, 255), percent=st.integers(0, 500), threshold=st.integers(0, 255))
def test_a_difference_is_added_as_pillow_does(difference: int, percent: int, threshold: int) -> None:
    """In whole numbers; fractions are cut off towards zero."""
    part = np.full((1, 1), abs(difference), np.uint8)
    whole = abs(difference) * percent // 100 if abs(difference) > threshold else 0
    assert sharpening._part(part, percent, threshold)[0, 0] == min(whole, 255)


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("factor", FACTORS)
def test_every_shape_is_pillows_sharpness(mode: str, size: tuple[int, int], factor: float) -> None:
    assert sharpness_distance(picture(mode, size), factor).max() <= 1


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("factor", FACTORS)
def test_sharpened_photographs_are_pillows(name: str, factor: float) -> None:
    assert sharpness_distance(photo(name), factor).max() <= 1


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0, 1.5, 2.0, 3.0])
def test_simple_factors_are_bit_for_bit(name: str, factor: float) -> None:
    assert not sharpness_distance(photo(name), factor).any()


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.asarray(photo(size=(70, 50)))
    whole = unsharp_masked(pixels, 2.0, 150, 3), sharpness(pixels, 2.0)
    monkeypatch.setattr(sharpening, "BLOCK", 300)
    assert np.array_equal(unsharp_masked(pixels, 2.0, 150, 3), whole[0])
    assert np.array_equal(sharpness(pixels, 2.0), whole[1])
