"""CLAHE against OpenCV called directly."""

import cv2
import numpy as np
import pytest
from PIL import Image

from filters.engine.operations.clahe import Clahe
from tests.engine.pictures import furthest, photo, same, values

STEPS = [Clahe(), Clahe(clip_limit=0.0), Clahe(clip_limit=40.0, columns=3, rows=5), Clahe(columns=1, rows=1)]


def opencv(step: Clahe, gray: np.ndarray) -> np.ndarray:
    return cv2.createCLAHE(step.clip_limit, (step.columns, step.rows)).apply(gray)


@pytest.mark.parametrize("step", STEPS, ids=repr)
@pytest.mark.parametrize("size", [(512, 512), (123, 77), (5, 3)])
def test_gray_is_opencvs(step: Clahe, size: tuple[int, int]) -> None:
    image = photo("camera.png", size)
    assert (np.asarray(step.apply(image)) == opencv(step, np.asarray(image))).all()


@pytest.mark.parametrize("step", STEPS, ids=repr)
def test_colors_are_opencvs_lightness(step: Clahe) -> None:
    lab = cv2.cvtColor(np.asarray(photo()), cv2.COLOR_RGB2LAB)
    lab[..., 0] = opencv(step, lab[..., 0])
    expected = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB).astype(int)
    apart = np.abs(values(step.apply(photo())) - expected)
    assert apart.mean() < 2 and np.percentile(apart, 99) <= 8  # OpenCV's own way rounds a and b


def test_flat_color_keeps_its_hue() -> None:
    image = Image.new("RGB", (64, 64), (30, 90, 60))
    red, green, blue = values(Clahe(clip_limit=1.0).apply(image))[32, 32]
    assert green > blue > red


@pytest.mark.parametrize("hidden", ["black", "white", "red"])
@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparent_pixels_do_not_count(mode: str, hidden: str) -> None:
    """In every tile only the left half is visible: it comes out as if it were alone."""
    image = photo(size=(64, 64)).convert(mode)
    halves = Image.new("RGBA", (128, 64), hidden).convert(mode)
    halves.putalpha(0)
    for tile in range(2):
        halves.paste(image.crop((tile * 32, 0, tile * 32 + 32, 64)), (tile * 64, 0))
    step = Clahe(columns=2, rows=1, clip_limit=0.0)
    alone = Clahe(columns=2, rows=1, clip_limit=0.0).apply(image).crop((0, 0, 16, 64))
    assert furthest(step.apply(halves).crop((0, 0, 16, 64)), alone) <= 2


def test_a_tile_without_anything_visible_borrows_from_the_picture() -> None:
    image = photo(size=(64, 64)).convert("RGBA")
    image.putalpha(Image.new("L", (64, 64), 0))
    image.paste(photo(size=(16, 16)), (0, 0))
    other = image.copy()
    other.paste((255, 0, 0, 0), (32, 0, 64, 64))
    step = Clahe(columns=4, rows=4)
    assert same(step.apply(image).crop((0, 0, 16, 16)), step.apply(other).crop((0, 0, 16, 16)))
