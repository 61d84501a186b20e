"""Pictures as arrays and back."""

import numpy as np
import pytest

from filters.engine.kernels.vision import cv2, from_array, to_array
from tests.engine.pictures import picture, same

MODES = ("L", "LA", "RGB", "RGBA", "La", "RGBa")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(1, 1), (5, 3), (1, 4)])
def test_it_goes_there_and_back(mode: str, size: tuple[int, int]) -> None:
    image = picture(mode, size)
    pixels = to_array(image)
    assert pixels.shape[:2] == size[::-1]
    assert same(from_array(pixels, mode), image)


def test_rows_that_are_not_in_order_come_out_right() -> None:
    image = picture("RGB", (5, 3))
    mirrored = from_array(to_array(image)[:, ::-1], "RGB")
    assert mirrored.getpixel((0, 0)) == image.getpixel((4, 0))


def test_numbers_of_any_kind_are_clipped_and_rounded() -> None:
    numbers = np.array([[-7.0, 0.4, 1.5, 2.5, 254.6, 900.0]])
    assert list(from_array(numbers, "L").tobytes()) == [0, 0, 2, 2, 255, 255]


def test_the_picture_does_not_change_with_its_array() -> None:
    pixels = np.zeros((2, 2), np.uint8)
    image = from_array(pixels, "L")
    pixels[:] = 9
    assert image.getextrema() == (0, 0)


def test_it_uses_one_thread() -> None:
    assert cv2.getNumThreads() == 1
