"""Pillow's fixed and free kernels against Pillow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from filters.engine.kernels.convolutions import pillow_kernel
from filters.engine.kernels.vision import Pixels
from tests.engine.pictures import PHOTOS, photo, picture

SIZES = ((1, 1), (1, 9), (9, 1), (2, 2), (3, 3), (4, 4), (5, 5), (40, 31), (3, 50))
EXACT = (
    ImageFilter.BLUR, ImageFilter.SMOOTH, ImageFilter.SHARPEN, ImageFilter.EDGE_ENHANCE, ImageFilter.EDGE_ENHANCE_MORE,
    ImageFilter.EMBOSS, ImageFilter.CONTOUR, ImageFilter.FIND_EDGES,
)  # fmt: skip
NEAR = (ImageFilter.DETAIL, ImageFilter.SMOOTH_MORE)  # a sixth and a hundredth of a level are no binary fractions


def name(kernel: type[ImageFilter.BuiltinFilter]) -> str:
    return kernel.__name__


def distance(image: Image.Image, kernel: ImageFilter.BuiltinFilter | type[ImageFilter.BuiltinFilter]) -> Pixels:
    """How far each value is from Pillow's."""
    _, scale, offset, weights = kernel.filterargs
    made = pillow_kernel(np.asarray(image), weights, scale, offset)
    return np.asarray(np.abs(made.astype(int) - np.asarray(image.filter(kernel))))


@pytest.mark.parametrize("mode", ["L", "La", "RGB", "RGBa"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("kernel", EXACT + NEAR, ids=name)
def test_every_shape_is_pillows(mode: str, size: tuple[int, int], kernel: type[ImageFilter.BuiltinFilter]) -> None:
    assert distance(picture(mode, size), kernel).max() <= (kernel in NEAR)


@pytest.mark.parametrize("photograph", PHOTOS)
@pytest.mark.parametrize("kernel", EXACT + NEAR, ids=name)
def test_photographs_are_pillows(photograph: str, kernel: type[ImageFilter.BuiltinFilter]) -> None:
    assert distance(photo(photograph), kernel).max() <= (kernel in NEAR)


@pytest.mark.parametrize("side", [3, 5])
def test_the_first_weight_is_that_of_the_lower_left_neighbor(side: int) -> None:
    pixels = np.zeros((11, 11), np.uint8)
    pixels[5, 5] = 100
    weights = [1.0] + [0.0] * (side**2 - 1)
    assert pillow_kernel(pixels, weights, 1.0, 0.0)[5 - side // 2, 5 + side // 2] == 100


@pytest.mark.parametrize("offset", [0.0, 0.5, 0.49, -0.5, 127.5])
@pytest.mark.parametrize("scale", [1.0, 2.0, -4.0, 8.0])
def test_sums_between_two_levels_go_up(scale: float, offset: float) -> None:
    kernel = ImageFilter.Kernel((3, 3), (1, 0, -1, 2, 3, 0, 0, 0, 1), scale, offset)
    assert not distance(picture("RGB", (60, 50)), kernel).any()


@given(
    weights=st.sampled_from([9, 25]).flatmap(lambda count: st.tuples(*[st.integers(-20, 20)] * count)),
    scale=st.integers(1, 200),
    offset=st.integers(-300, 300),
)
def test_whole_numbers_are_within_a_level_of_pillows(weights: tuple[int, ...], scale: int, offset: int) -> None:
    side = 3 if len(weights) == 9 else 5
    kernel = ImageFilter.Kernel((side, side), weights, scale, offset)
    assert distance(picture("RGB", (20, 15)), kernel).max() <= 1


def test_the_pixels_are_not_written_to() -> None:
    pixels = np.asarray(photo(size=(50, 40)))
    before = pixels.copy()
    pillow_kernel(pixels, [1.0] * 9, 9.0, 0.0)
    assert np.array_equal(pixels, before)
