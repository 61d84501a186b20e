"""A growing blur: where it is sharp, where it is Pillow's whole blur, and what lies between."""

from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from filters.engine.operations.progressive_blur import ProgressiveBlur
from tests.engine.pictures import furthest, photo, picture, same, values

DIRECTIONS = ["down", "up", "right", "left"]


def half(direction: str, image: Image.Image) -> tuple[int, int, int, int]:
    """The half that the blur grows to."""
    width, height = image.size
    return {
        "down": (0, height // 2, width, height), "up": (0, 0, width, height // 2),
        "right": (width // 2, 0, width, height), "left": (0, 0, width // 2, height),
    }[direction]  # fmt: skip


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_it_is_sharp_up_to_the_start_and_blurred_from_the_end(direction: Any) -> None:
    image = photo(size=(120, 80))
    opposite = {"down": "up", "up": "down", "left": "right", "right": "left"}[direction]
    made = ProgressiveBlur(radius=6.0, direction=direction, start=50.0, end=50.0).apply(image)
    sharp, blurred = half(opposite, image), half(direction, image)
    assert same(made.crop(sharp), image.crop(sharp))
    oracle = image.filter(ImageFilter.GaussianBlur(6))
    assert furthest(made.crop(blurred), oracle.crop(blurred)) <= 1


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_each_line_is_blurred_more_than_the_one_before(direction: Any) -> None:
    """Noise loses its contrast with the blur."""
    noise = picture("L", (400, 400))
    made = values(ProgressiveBlur(radius=10.0, direction=direction).apply(noise))
    lines = {"down": made, "up": made[::-1], "right": made.T, "left": made.T[::-1]}[direction]
    contrast = np.array([lines[at : at + 80].std() for at in range(0, 320, 80)])
    assert (np.diff(contrast) < 0).all()
    assert contrast[0] > 6 * contrast[-1]


@pytest.mark.parametrize("radius", [0.5, 20.0, 100.0])
def test_no_line_shows_where_two_strengths_meet(radius: float) -> None:
    ramp = Image.linear_gradient("L")
    made = values(ProgressiveBlur(radius=radius).apply(ramp))[:, 128]
    assert np.abs(np.diff(made)).max() <= 2


def test_every_row_is_between_its_two_levels() -> None:
    """A row with a quarter of the radius is Pillow's blur of a quarter of the radius."""
    image = photo(size=(60, 101))
    made = ProgressiveBlur(radius=16.0).apply(image)
    row = (0, 25, 60, 26)
    assert furthest(made.crop(row), image.filter(ImageFilter.GaussianBlur(16 * 25.5 / 101)).crop(row)) <= 4


@pytest.mark.parametrize("step", [ProgressiveBlur(radius=0.0), ProgressiveBlur(start=100.0)], ids=repr)
def test_no_blur_changes_nothing(step: ProgressiveBlur) -> None:
    assert same(step.apply(photo()), photo())


def test_it_makes_no_dark_fringe() -> None:
    image = Image.new("RGBA", (60, 60))
    image.paste("white", (20, 20, 40, 40))
    pixels = values(ProgressiveBlur(radius=8.0).apply(image))
    assert (pixels[pixels[..., 3] > 0][:, :3] == 255).all()
    assert len(set(pixels[..., 3].flat)) > 20
