"""Masks of shapes: whole pixels exactly, areas nearly, and the same in every band."""

import math

import pytest
from PIL import Image, ImageDraw

from filters.engine.drawing import shapes
from tests.engine.pictures import furthest, same, values

WHOLE = (0, 0, 300, 400)


def area(mask: Image.Image) -> float:
    return float(values(mask).sum() / 255)


def test_a_rectangle_on_whole_pixels_is_exact() -> None:
    expected = Image.new("L", (300, 400))
    expected.paste(255, (10, 20, 110, 320))
    assert same(shapes.rectangle(WHOLE, (10, 20, 110, 320)), expected)


def test_a_rectangle_between_pixels_covers_them_in_part() -> None:
    mask = shapes.rectangle((0, 0, 4, 3), (0.5, 1, 2.25, 2))
    assert values(mask).tolist() == [[0] * 4, [128, 255, 64, 0], [0] * 4]


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        (shapes.ellipse(WHOLE, (20, 30, 220, 330)), math.pi * 100 * 150),
        (shapes.ellipse(WHOLE, (20, 30, 220, 330), width=10), math.pi * (100 * 150 - 90 * 140)),
        (shapes.rectangle(WHOLE, (20, 30, 220, 330), radius=40), 200 * 300 - (4 - math.pi) * 40**2),
        (shapes.rectangle(WHOLE, (20, 30, 220, 330), width=5), 200 * 300 - 190 * 290),
        (shapes.polygon(WHOLE, [(10, 10), (210, 10), (10, 310)]), 200 * 300 / 2),
        (shapes.line(WHOLE, [(20, 20), (260, 340)], 7), 400 * 7),
    ],
)
def test_it_covers_its_area(mask: Image.Image, expected: float) -> None:
    assert area(mask) == pytest.approx(expected, rel=0.015)


def test_an_ellipse_is_pillows_with_soft_edges() -> None:
    large = Image.new("L", (1200, 1600))
    ImageDraw.Draw(large).ellipse((80, 120, 879, 1319), fill=255)
    assert furthest(shapes.ellipse(WHOLE, (20, 30, 220, 330)), large.reduce(4)) == 0


def test_a_part_is_what_the_whole_shows_there() -> None:
    whole = shapes.ellipse(WHOLE, (20.3, 30.7, 220, 330))
    part = shapes.ellipse((50, 17, 190, 390), (20.3, 30.7, 220, 330))
    assert same(part, whole.crop((50, 17, 190, 390)))


@pytest.mark.parametrize("width", [0, 30])
def test_it_is_symmetrical(width: float) -> None:
    mask = shapes.ellipse((0, 0, 120, 90), (10, 10, 110, 80), width=width)
    assert furthest(mask, mask.transpose(Image.Transpose.FLIP_LEFT_RIGHT)) <= 16
    assert furthest(mask, mask.transpose(Image.Transpose.FLIP_TOP_BOTTOM)) <= 16


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((1.2, 2.7, 3.1, 4.0), (1, 2, 4, 4)), ((-5, -5, 900, 900), (0, 0, 10, 10)), ((10, 0, 12, 5), None),
        ((3, 3, 3, 9), None), ((-4, 0, 0, 9), None),
    ],
)  # fmt: skip
def test_only_what_shows_is_drawn(box: shapes.Box, expected: shapes.Area | None) -> None:
    assert shapes.visible(box, (10, 10)) == expected
