"""The quick way of a cube against Pillow's filter."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from filters.engine.kernels.vision import to_array
from filters.engine.looks import lut, remapped
from filters.engine.looks.lut import Lut, Table, identity, resampled
from filters.engine.looks.remapped import MANY, MOST, coarseness, fine_size, pays
from tests.engine.cubes import lattice, warm
from tests.engine.pictures import furthest, photo, picture, same

NOISE = picture("RGB", (150, 100))


def steep(red: float, green: float, blue: float) -> tuple[float, float, float]:
    return 1.8 * red - 0.6, 0.5 + 1.5 * (green - blue), -0.3 + 1.4 * blue


def cube(size: int, formula: Any) -> np.ndarray:
    return np.array([formula(*point) for point in lattice(size)], np.float32).reshape(size, size, size, 3)


def pillows(image: Image.Image, points: np.ndarray) -> Image.Image:
    return image.filter(ImageFilter.Color3DLUT(len(points), points.reshape(-1, 3)))


@pytest.mark.parametrize(
    "image", [photo(), NOISE, picture("RGB", (1, 1)), picture("RGB", (7, 1))], ids=["photo", "noise", "dot", "line"]
)
@pytest.mark.parametrize("formula", [warm, steep])
@pytest.mark.parametrize("size", [2, 3, 9, 17, 25, 33, 40])
def test_it_is_pillows_within_a_level(
    size: int, formula: Any, image: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remapped, "MANY", 0)
    monkeypatch.setattr(lut, "color_3d_lut", None)  # the quick way or none
    points = cube(size, formula)
    assert furthest(Lut(cube=Table(points)).apply(image), pillows(image, points)) <= 1


@given(st.integers(0, 2**32 - 1), st.integers(2, 9))
def test_a_smooth_cube_of_any_kind_is_pillows_within_a_level(seed: int, size: int) -> None:
    noise = np.random.default_rng(seed).random((size, size, size, 3), np.float32) - np.float32(0.5)
    points = identity(size) + noise * np.float32(1 / (size - 1))
    fine = resampled(points, fine_size(size))
    made = remapped.remapped(to_array(NOISE), fine)
    assert made is not None
    assert np.abs(made.astype(int) - to_array(pillows(NOISE, points))).max() <= 1


@pytest.mark.parametrize("size", [2, 3, 5, 8, 9, 16, 17, 25, 33, MOST])
def test_an_even_cube_changes_nothing(size: int) -> None:
    made = remapped.remapped(to_array(NOISE), resampled(identity(size), fine_size(size)))
    assert made is not None
    assert (made == to_array(NOISE)).all()


def test_a_cube_with_jumps_is_left_to_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remapped, "MANY", 0)
    points = cube(33, lambda red, green, blue: (float(red > 0.5), float(green > 0.5), float(blue > 0.5)))
    assert coarseness(points) > 1
    assert same(Lut(cube=Table(points)).apply(NOISE), pillows(NOISE, points))


@pytest.mark.parametrize("points", range(2, MOST + 1))
def test_old_points_are_among_the_new(points: int) -> None:
    assert (fine_size(points) - 1) % (points - 1) == 0
    assert points <= fine_size(points) <= 48


def test_it_pays_for_large_pictures_and_not_for_large_cubes() -> None:
    assert pays((1000, MANY // 1000 + 1), 33)
    assert not pays((1000, MANY // 1000 - 1), 33)
    assert not pays((4000, 3000), MOST + 1)
