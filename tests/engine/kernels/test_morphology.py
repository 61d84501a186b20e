"""Neighborhoods and their extremes against Pillow and scikit-image."""

from typing import Any

import numpy as np
import pytest
import skimage.morphology
from PIL import ImageFilter

from filters.engine.kernels.morphology import dilated, eroded, median, neighborhood
from tests.engine.pictures import PHOTOS, photo, picture

disk: Any = skimage.morphology.disk
SIZES = ((1, 1), (1, 9), (9, 1), (2, 2), (40, 31), (3, 50))


@pytest.mark.parametrize("radius", [0, 1, 2, 3, 7, 12])
def test_shapes_are_those_of_scikit_image(radius: int) -> None:
    assert np.array_equal(neighborhood("disk", radius), disk(radius))
    assert np.array_equal(neighborhood("square", radius), np.ones((2 * radius + 1, 2 * radius + 1)))
    cross = neighborhood("cross", radius)
    assert cross.sum() == 4 * radius + 1
    assert cross[radius].all()
    assert cross[:, radius].all()


@pytest.mark.parametrize("mode", ["L", "RGB", "La", "RGBa"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("side", [3, 5, 7, 9, 21, 51])
def test_squares_are_pillows_bit_for_bit(mode: str, size: tuple[int, int], side: int) -> None:
    image = picture(mode, size)
    pixels, square = np.asarray(image), neighborhood("square", side // 2)
    assert np.array_equal(eroded(pixels, square), np.asarray(image.filter(ImageFilter.MinFilter(side))))
    assert np.array_equal(dilated(pixels, square), np.asarray(image.filter(ImageFilter.MaxFilter(side))))
    assert np.array_equal(median(pixels, side), np.asarray(image.filter(ImageFilter.MedianFilter(side))))


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("side", [3, 9, 15])
def test_photographs_are_pillows_bit_for_bit(name: str, side: int) -> None:
    image = photo(name, (200, 150))
    assert np.array_equal(median(np.asarray(image), side), np.asarray(image.filter(ImageFilter.MedianFilter(side))))
