"""Color blindness against the published matrices, through scikit-image's light."""

import numpy as np
import pytest
from PIL import Image
from skimage.color import rgb2xyz, xyz2rgb

from filters.engine.operations.color_blindness import MATRICES, ColorBlindness, Deficiency
from tests.engine.pictures import PHOTOS, furthest, photo, same, values

WHITES = [(0, 0, 0), (90, 90, 90), (255, 255, 255)]
XYZ = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])


@pytest.mark.parametrize("deficiency", MATRICES)
def test_it_multiplies_light(deficiency: Deficiency) -> None:
    """scikit-image's way to XYZ and back, with the matrix between."""
    light = rgb2xyz(photo()) @ np.linalg.inv(XYZ).T
    seen = (light @ np.array(MATRICES[deficiency]).T).clip(0, 1)
    expected = xyz2rgb(seen @ XYZ.T).clip(0, 1) * 255
    apart = np.abs(values(ColorBlindness(deficiency=deficiency).apply(photo())) - expected)
    assert apart.max() <= 2 and apart.mean() < 0.5


@pytest.mark.parametrize("deficiency", MATRICES)
@pytest.mark.parametrize("gray", WHITES)
def test_grays_are_seen_by_all(gray: tuple[int, int, int], deficiency: Deficiency) -> None:
    made = ColorBlindness(deficiency=deficiency).apply(Image.new("RGB", (1, 1), gray))
    assert furthest(made, Image.new("RGB", (1, 1), gray)) <= 1
    assert ColorBlindness(deficiency=deficiency).apply(photo("camera.png")).mode == "L"


@pytest.mark.parametrize(
    ("deficiency", "one", "other"),
    [
        ("protanopia", (160, 40, 40), (60, 66, 40)),
        ("deuteranopia", (200, 90, 60), (115, 130, 60)),
        ("tritanopia", (60, 140, 200), (60, 148, 150)),
    ],
)
def test_colors_that_differ_come_closer(
    deficiency: Deficiency, one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    step = ColorBlindness(deficiency=deficiency)
    before = furthest(Image.new("RGB", (1, 1), one), Image.new("RGB", (1, 1), other))
    after = furthest(step.apply(Image.new("RGB", (1, 1), one)), step.apply(Image.new("RGB", (1, 1), other)))
    assert after < before / 2


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("deficiency", MATRICES)
def test_without_severity_nothing_changes(deficiency: Deficiency, name: str) -> None:
    assert same(ColorBlindness(deficiency=deficiency, severity=0.0).apply(photo(name)), photo(name))


def test_severity_lies_between() -> None:
    none, half, full = (values(ColorBlindness(severity=by).apply(photo())).astype(float) for by in (0.0, 0.5, 1.0))
    assert 0.3 < np.abs(half - none).mean() / np.abs(full - none).mean() < 0.7
