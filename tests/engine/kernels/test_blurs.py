"""Box and Gaussian blurs against Pillow's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from filters.engine.kernels import blurs
from filters.engine.kernels.blurs import box_blurred, gaussian_blurred
from filters.engine.kernels.box_weights import box_weights, gaussian_box
from filters.engine.kernels.vision import Pixels
from tests.engine.pictures import PHOTOS, photo, picture

SIZES = ((1, 1), (1, 9), (9, 1), (2, 2), (40, 31), (3, 50), (300, 7))
RADII = (0.0, 1e-6, 0.3, 0.5, 1.0, 1.4, 2.0, 2.49998, 2.6, 4.0, 5.5, 8.0, 20.0, 33.4, 100.0, 128.5, 250.0)


def pattern(name: str) -> Image.Image:
    """Pictures that are hard to round: edges, single pixels, and slopes of single levels."""
    down, across = np.mgrid[:60, :80]
    numbers = {
        "checkerboard": (across + down) % 2 * 255,
        "columns": across % 3 * 10 + 7,
        "step": (across > 40) * 255,
        "slope": across * 3 + 5,
        "slow slope": (across + down) // 7,
        "stairs": across // 6 * 3 + down // 6 * 3,
        "bright pixel": (across == 30) * (down == 20) * 255,
        "bright border": (across == 0) * 255 + (down == 59) * 200,
    }
    return Image.fromarray(numbers[name].clip(0, 255).astype(np.uint8))


PATTERNS = (
    "checkerboard", "columns", "step", "slope", "slow slope", "stairs", "bright pixel", "bright border",
)  # fmt: skip


def distances(image: Image.Image, radius: float) -> tuple[Pixels, Pixels]:
    """How far every value is from Pillow's: for the Gaussian blur, and for the box."""
    pixels = np.asarray(image)
    gaussian = np.asarray(image.filter(ImageFilter.GaussianBlur(radius))).astype(int)
    box = np.asarray(image.filter(ImageFilter.BoxBlur(radius))).astype(int)
    return np.abs(gaussian_blurred(pixels, radius) - gaussian), np.abs(box_blurred(pixels, radius) - box)


@pytest.mark.parametrize("mode", ["L", "La", "RGB", "RGBa"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("radius", RADII)
def test_every_shape_and_radius_is_pillows(mode: str, size: tuple[int, int], radius: float) -> None:
    gaussian, box = distances(picture(mode, size), radius)
    assert gaussian.max() <= 1
    assert box.max() <= 1


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("radius", RADII)
def test_patterns_are_pillows(name: str, radius: float) -> None:
    gaussian, box = distances(pattern(name), radius)
    assert gaussian.max() <= 1
    assert box.max() <= 1


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("radius", [0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 8.0, 17.3, 60.0])
def test_photographs_are_pillows_bit_for_bit_but_for_one_value_in_a_thousand(name: str, radius: float) -> None:
    gaussian, box = distances(photo(name), radius)
    assert max(gaussian.max(), box.max()) <= 1
    assert gaussian.mean() <= 0.001
    assert box.mean() <= 0.001


@pytest.mark.parametrize("radius", [0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 8.0])
@pytest.mark.parametrize("name", PHOTOS)
def test_common_radii_are_bit_for_bit(name: str, radius: float) -> None:
    assert not distances(photo(name), radius)[0].any()


@given(data=st.data(), radius=st.floats(0, 40, width=16), width=st.integers(1, 30), height=st.integers(1, 30))
def test_any_picture_is_pillows(data: st.DataObject, radius: float, width: int, height: int) -> None:
    values = data.draw(st.binary(min_size=width * height, max_size=width * height))
    gaussian, box = distances(Image.frombytes("L", (width, height), values), radius)
    assert gaussian.max() <= 1
    assert box.max() <= 1


@pytest.mark.parametrize("strip", [1, 1000, 10_000])
@pytest.mark.parametrize("columns", [7, 64])
@pytest.mark.parametrize("radius", [2.0, 9.0, 40.0])
def test_strips_and_their_size_make_no_difference(
    monkeypatch: pytest.MonkeyPatch, strip: int, columns: int, radius: float
) -> None:
    pixels = np.asarray(photo(size=(90, 130)))
    whole = gaussian_blurred(pixels, radius), box_blurred(pixels, radius)
    monkeypatch.setattr(blurs, "STRIP", strip)
    monkeypatch.setattr(blurs, "COLUMNS", columns)
    assert np.array_equal(gaussian_blurred(pixels, radius), whole[0])
    assert np.array_equal(box_blurred(pixels, radius), whole[1])


@pytest.mark.parametrize("radius", [0.7, 2.0, 12.0, 60.0])
@pytest.mark.parametrize("level", [0, 1, 127, 128, 254, 255])
def test_an_even_picture_stays_as_it_is(level: int, radius: float) -> None:
    pixels = np.full((40, 50, 3), level, np.uint8)
    assert np.array_equal(gaussian_blurred(pixels, radius), pixels)
    assert np.array_equal(box_blurred(pixels, radius), pixels)


def test_the_pixels_are_not_written_to() -> None:
    pixels = np.asarray(photo(size=(50, 40)))
    before = pixels.copy()
    gaussian_blurred(pixels, 3.0)
    assert np.array_equal(pixels, before)


@pytest.mark.parametrize(("radius", "expected"), [(1.0, (1, 2 / 3, 1 / 6)), (2.0, (3, 4 / 15, 0.1))])
def test_weights_are_those_of_an_extended_box(radius: float, expected: tuple[int, float, float]) -> None:
    assert box_weights(gaussian_box(radius)) == pytest.approx(expected, abs=3e-4)
