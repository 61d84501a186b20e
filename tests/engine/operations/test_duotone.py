"""Duotone, colorize and tint against Pillow, scikit-image and numbers worked out by hand."""

from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps
from skimage.color import lab2rgb, rgb2lab

from filters.engine.errors import PipelineInvalid
from filters.engine.operations.color import Grayscale
from filters.engine.operations.duotone import Colorize, Duotone, Tint
from tests.engine.pictures import PHOTOS, furthest, photo, same, values

COLORIZED: list[dict[str, Any]] = [
    {"black": "navy", "white": "gold"},
    {"black": "#102030", "white": "#fefdfc", "mid": "teal"},
    {"black": "red", "white": "white", "blackpoint": 40, "whitepoint": 200},
    {"black": "red", "white": "white", "mid": "blue", "blackpoint": 40, "midpoint": 90, "whitepoint": 200},
    {"black": "red", "white": "white", "mid": "blue", "blackpoint": 90, "midpoint": 90, "whitepoint": 90},
]


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("given", COLORIZED, ids=str)
def test_colorize_is_pillows_within_a_level(given: dict[str, Any], name: str) -> None:
    expected = ImageOps.colorize(photo(name).convert("L"), **given)
    assert furthest(Colorize.parse(given).apply(photo(name)), expected) <= 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"blackpoint": 200, "whitepoint": 100}, "blackpoint"),
        ({"mid": "red", "midpoint": 20, "blackpoint": 30}, "midpoint"),
        ({"mid": "red", "midpoint": 220, "whitepoint": 210}, "midpoint"),
    ],
)
def test_points_out_of_order_are_refused(given: dict[str, Any], field: str) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        Colorize.parse(given, path="pipeline[0]")
    assert [problem.field for problem in caught.value.problems] == [f"pipeline[0].{field}"]


def test_duotone_without_contrast_of_its_own_is_colorize() -> None:
    made = Duotone(dark="navy", light="gold").apply(photo())
    assert furthest(made, ImageOps.colorize(photo().convert("L"), "navy", "gold")) <= 1


@pytest.mark.parametrize(
    ("contrast", "level", "expected"),
    [
        (0, 0, 0),
        (0, 255, 255),
        (100, 40, 0),
        (100, 220, 255),
        (10, 100, 97),
        (-100, 0, 128),
        (-100, 255, 128),
        (50, 128, 128),
    ],
)
def test_the_contrast_of_duotone_turns_around_the_middle(contrast: int, level: int, expected: int) -> None:
    step = Duotone(dark="black", light="white", contrast=contrast)
    assert step.apply(Image.new("L", (1, 1), level)).getpixel((0, 0)) == expected


def test_black_to_white_is_grayscale() -> None:
    for step in (Duotone(dark="black", light="white"), Colorize(black="black", white="white"), Tint(color="gray")):
        assert furthest(step.apply(photo()).convert("L"), Grayscale().apply(photo())) <= 1


@pytest.mark.parametrize("color", [(255, 136, 0), (0, 0, 255), (12, 200, 90)])
def test_tint_is_sharps(color: tuple[int, int, int]) -> None:
    gray = np.repeat(np.asarray(photo("camera.png"))[..., np.newaxis], 3, axis=2)
    lab = rgb2lab(gray)
    weight = 1 - 4 * (lab[..., :1] / 100 - 0.5) ** 2
    lab[..., 1:] = weight * rgb2lab(np.array([[color]], np.uint8))[..., 1:]
    expected = lab2rgb(lab) * 255
    step = Tint(color="#{:02x}{:02x}{:02x}".format(*color))
    apart = np.abs(values(step.apply(photo("camera.png"))) - expected)
    assert apart.max() <= 2 and apart.mean() < 0.5


def test_tint_keeps_black_and_white() -> None:
    ends = Image.frombytes("L", (2, 1), bytes([0, 255]))
    assert values(Tint(color="red").apply(ends)).tolist() == [[[0, 0, 0], [255, 255, 255]]]


@pytest.mark.parametrize(("opaque", "clear"), [("#102030", "#10203000"), ("#ff8800", "#ff880042")])
def test_how_opaque_a_color_is_does_not_count(opaque: str, clear: str) -> None:
    assert same(Duotone(dark=opaque).apply(photo()), Duotone(dark=clear).apply(photo()))
    assert same(Colorize(white=opaque, mid=opaque).apply(photo()), Colorize(white=clear, mid=clear).apply(photo()))
    assert same(Tint(color=opaque).apply(photo()), Tint(color=clear).apply(photo()))
