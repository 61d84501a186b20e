"""Pictures moved by a matrix: what is covered is what Pillow covers, to the pixel."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from filters.engine.geometry import Affine, Size, rotation
from filters.engine.kernels.affine import cover, laid, moved, runs
from tests.engine.pictures import cutout, photo, picture, same, values

Resampling = Image.Resampling
RESAMPLING = (Resampling.BICUBIC, Resampling.BILINEAR, Resampling.NEAREST)
SIZES: tuple[Size, ...] = ((1, 1), (1, 9), (9, 1), (40, 30))
MATRICES: tuple[Affine, ...] = (
    (1, 0, 0, 0, 1, 0),
    (1, 0, -3, 0, 1, 4.5),
    (0.5, 0, 1.25, 0, 2, -8),
    (0, 1, 0, -1, 0, 30),
    (-1, 0, 40, 0, -1, 30),
    (0.8, 0.6, -11, -0.6, 0.8, 13),
    (0, 0, 5, 0, 0, 5),
    (0, 0, 50, 0, 0, 5),
)


def oracle(size: Size, source: Size, matrix: Affine, resample: Resampling) -> Image.Image:
    """Pillow's own transform of a white picture over black."""
    return Image.new("L", source, 255).transform(size, Image.Transform.AFFINE, matrix, resample)


@pytest.mark.parametrize("resample", RESAMPLING, ids=lambda one: one.name)
@pytest.mark.parametrize("source", SIZES, ids=str)
@pytest.mark.parametrize("matrix", MATRICES, ids=str)
def test_what_is_covered_is_pillows(matrix: Affine, source: Size, resample: Resampling) -> None:
    assert same(cover((50, 40), source, matrix, resample), oracle((50, 40), source, matrix, resample))


@pytest.mark.parametrize("angle", [*range(-175, 180, 5), 0.001, 89.999, 45.5])
@pytest.mark.parametrize("source", SIZES, ids=str)
def test_what_a_turned_picture_covers_is_pillows(source: Size, angle: float) -> None:
    if angle % 90:
        size, matrix = rotation(source, angle, expand=True)
        assert same(cover(size, source, matrix, Resampling.BICUBIC), oracle(size, source, matrix, Resampling.BICUBIC))


numbers = st.floats(-4, 4) | st.integers(-4, 4).map(float)
shifts = st.floats(-60, 60) | st.integers(-60, 60).map(float)


@given(st.tuples(*[numbers, numbers, shifts] * 2), st.tuples(*[st.integers(1, 30)] * 4))
def test_any_matrix_covers_what_it_covers_in_pillow(matrix: Affine, sides: tuple[int, int, int, int]) -> None:
    size, source = sides[:2], sides[2:]
    assert same(cover(size, source, matrix, Resampling.BILINEAR), oracle(size, source, matrix, Resampling.BILINEAR))


def test_a_row_with_nothing_has_an_empty_run() -> None:
    first, last = runs((10, 3), (10, 1), (1, 0, 0, 0, 1, -1))
    assert (first[1], last[1]) == (0, 10)
    assert all(first[row] >= last[row] for row in (0, 2))


def test_what_lies_beyond_has_the_value_asked_for() -> None:
    for resample in RESAMPLING:
        made = values(cover((6, 1), (3, 1), (1, 0, 0, 0, 1, 0), resample, 77))
        assert made.tolist() == [[255, 255, 255, 77, 77, 77]]


@pytest.mark.parametrize("resample", RESAMPLING, ids=lambda one: one.name)
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize("background", [(0, 0, 0, 0), (9, 9, 9, 255), (200, 100, 0, 255), (200, 100, 0, 40)], ids=str)
def test_colors_are_pillows_on_the_background(
    mode: str, background: tuple[int, int, int, int], resample: Resampling
) -> None:
    """The oracle turns the picture with alpha, and pastes it where Pillow turned a white one."""
    image = cutout(mode) if mode in ("LA", "RGBA") else photo(size=(40, 30)).convert(mode)
    size, matrix = rotation(image.size, 33, expand=True)
    expected = Image.new("RGBA", size, background)
    shown = image.convert("RGBA").transform(size, Image.Transform.AFFINE, matrix, resample)
    expected.paste(shown, mask=oracle(size, image.size, matrix, resample))
    made = moved(image, size, matrix, resample, background)
    assert made.mode == ("RGB" if len(set(background[:3])) > 1 or "RGB" in mode else "L") + (
        "A" if background[3] < 255 or "A" in mode else ""
    )
    assert same(made.convert("RGBA"), expected)


def test_the_canvas_shows_where_nothing_lies_on_it() -> None:
    canvas = picture("RGB", (30, 20))
    image = picture("RGB", (10, 8), seed=1)
    expected = canvas.copy()
    expected.paste(image, (4, 5))
    assert same(laid(canvas, image, (1, 0, -4, 0, 1, -5), Resampling.BICUBIC), expected)


def test_the_picture_stays_as_it_was() -> None:
    image = photo(size=(40, 30))
    before = image.tobytes()
    moved(image, (50, 50), (math.cos(1), 0.2, 0, 0.1, 1, 0), Resampling.BICUBIC, (0, 0, 0, 0))
    assert image.tobytes() == before
    assert np.asarray(image).shape == (30, 40, 3)
