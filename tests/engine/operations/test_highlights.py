"""Highlights and shadows: which areas change, and how."""

import numpy as np
import pytest
from PIL import Image

from filters.engine.operations.highlights import HighlightsShadows
from filters.engine.operations.tone import Invert
from tests.engine.pictures import PHOTOS, furthest, photo, same, values

RAMP = Image.frombytes("L", (256, 1), bytes(range(256)))


@pytest.mark.parametrize("name", PHOTOS)
def test_zero_leaves_the_picture_as_it_is(name: str) -> None:
    assert same(HighlightsShadows(highlights=0, shadows=0).apply(photo(name)), photo(name))


@pytest.mark.parametrize("amount", [-100, -30, 30, 100])
def test_the_formula_holds_pixel_by_pixel(amount: int) -> None:
    made = values(HighlightsShadows(shadows=amount, highlights=0, radius=0.0).apply(RAMP))[0]
    value = np.arange(256) / 255
    expected = value ** (2.0 ** (-amount / 100 * (1 - value) ** 2))
    assert np.abs(made - expected * 255).max() <= 0.5 + 1e-9


@pytest.mark.parametrize(("highlights", "shadows"), [(-100, 40), (70, -20), (0, 100)])
def test_highlights_are_the_shadows_of_the_negative(highlights: int, shadows: int) -> None:
    step = HighlightsShadows(highlights=highlights, shadows=0, radius=0.0)
    mirrored = HighlightsShadows(highlights=0, shadows=-highlights, radius=0.0)
    gray = photo("camera.png")
    negative = Invert().apply(mirrored.apply(Invert().apply(gray)))
    assert furthest(step.apply(gray), negative) <= 1


def test_shadows_lift_the_dark_half_and_spare_the_light_one() -> None:
    image = Image.new("RGB", (200, 100), (40, 30, 20))
    image.paste((230, 240, 235), (100, 0, 200, 100))
    made = values(HighlightsShadows(highlights=0, shadows=80, radius=5.0).apply(image)) - values(image)
    assert (made[:, :80] > 20).all()
    assert np.abs(made[:, 120:]).max() <= 1


def test_a_dark_spot_in_a_bright_area_keeps_its_contrast() -> None:
    image = Image.new("L", (101, 101), 220)
    image.putpixel((50, 50), 40)
    whole, single = (
        values(HighlightsShadows(highlights=0, shadows=100, radius=radius).apply(image))[50, 50]
        for radius in (30.0, 0.0)
    )
    assert 40 <= whole <= 43 < 70 < single


@pytest.mark.parametrize("hidden", ["black", "white"])
def test_transparent_surroundings_do_not_count(hidden: str) -> None:
    flat = Image.new("RGBA", (40, 40), (60, 50, 40, 255))
    surrounded = Image.new("RGBA", (80, 80), hidden)
    surrounded.putalpha(0)
    surrounded.paste(flat, (20, 20))
    step = HighlightsShadows(radius=8.0)
    assert furthest(step.apply(surrounded).crop((20, 20, 60, 60)), step.apply(flat)) <= 1
