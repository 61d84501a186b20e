"""Affine, shear and offset against Pillow."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from filters.engine.operations.affine import Affine, Offset, Shear
from tests.engine.pictures import PHOTOS, cutout, photo, picture, same, values

MATRICES = (
    (1, 0, 0, 0, 1, 0),
    (0.8, 0.3, -20, 0, 1, 0),
    (2, 0, -9.5, 0.3, 2, 7),
    (0, 1, 0, 1, 0, 0),
    (0, 0, 5, 0, 0, 5),
)


def affine(matrix: tuple[float, ...], **others: str) -> Affine:
    return Affine.parse({**{name: float(value) for name, value in zip("abcdef", matrix, strict=True)}, **others})


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("resample", ["bicubic", "bilinear", "nearest"])
@pytest.mark.parametrize("matrix", MATRICES, ids=str)
def test_an_affine_map_is_pillows_bit_for_bit(name: str, resample: str, matrix: tuple[float, ...]) -> None:
    image = photo(name, (90, 60))
    fill = 128 if image.mode == "L" else (128, 128, 128)
    oracle = image.transform(
        image.size, Image.Transform.AFFINE, matrix, Image.Resampling[resample.upper()], fillcolor=fill
    )
    assert same(affine(matrix, resample=resample, background="#808080").apply(image), oracle)


@pytest.mark.parametrize("matrix", MATRICES, ids=str)
def test_what_stays_empty_is_transparent(matrix: tuple[float, ...]) -> None:
    image = photo(size=(90, 60))
    oracle = image.convert("RGBA").transform(image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
    assert same(affine(matrix).apply(image), oracle)


@given(st.tuples(*[st.floats(-100, 100), st.floats(-100, 100), st.floats(-65_535, 65_535)] * 2))
def test_any_matrix_gives_a_picture(matrix: tuple[float, ...]) -> None:
    assert affine(matrix).apply(picture("RGB", (9, 8))).size == (9, 8)


def test_a_shear_is_pillows_inside() -> None:
    """Within 1 of 255 on average: two cubics; the border, which Pillow cuts off hard, fades here."""
    image = photo(size=(90, 60))
    lean = math.tan(math.radians(20))
    size = (90 + math.ceil(60 * lean), 60)
    shift = (size[0] - 90) / 2 - 30 * lean
    matrix = (1, -lean, -shift, 0, 1, 0)
    oracle = image.convert("RGBA").transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
    made = Shear(x=20.0).apply(image)
    assert made.size == size
    inside = (values(made)[..., 3] == 255) & (values(oracle)[..., 3] == 255)
    assert inside.sum() > 5000
    assert np.abs(values(made) - values(oracle))[inside].mean() < 1
    assert len(set(values(made)[..., 3].flat)) > 5


@pytest.mark.parametrize(("x", "y"), [(30.0, 0.0), (0.0, -30.0), (45.0, 45.0), (75.0, -75.0)])
def test_nothing_is_cut_off(x: float, y: float) -> None:
    """The area of a slanted picture is that of the picture."""
    image = Image.new("L", (40, 30), 255)
    made = Shear(x=x, y=y, background="black").apply(image)
    assert values(made).sum() / 255 == pytest.approx(1200, rel=0.03)


def test_lines_lean_the_way_the_words_say() -> None:
    image = Image.new("L", (41, 41))
    image.paste(255, (19, 0, 22, 41))
    top, bottom = (values(Shear(x=20.0, background="black").apply(image))[row].argmax() for row in (2, 38))
    assert top < bottom


def test_the_size_may_stay() -> None:
    assert Shear(x=30.0, y=10.0, expand=False).apply(photo()).size == photo().size


def test_no_angle_changes_nothing() -> None:
    assert same(Shear(x=0.0).apply(cutout()), cutout())


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize(("x", "y"), [(0, 0), (3, -4), (-50, 70), (65_535, -65_535)])
def test_an_offset_is_pillows_bit_for_bit(mode: str, x: int, y: int) -> None:
    image = picture(mode, (30, 20))
    made = Offset(x=x, y=y).apply(image)
    assert same(made, ImageChops.offset(image, x, y))
    assert same(Offset(x=-x, y=-y).apply(made), image)


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize(("x", "y"), [(3, -2), (-100, 0), (13, 7)])
def test_arrays_move_as_pictures_do(mode: str, x: int, y: int) -> None:
    image, step = picture(mode, (13, 7)), Offset(x=x, y=y)
    assert np.array_equal(step.transform_pixels(np.asarray(image)), np.asarray(step.apply(image)))
