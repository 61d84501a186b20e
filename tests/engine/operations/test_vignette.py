"""Vignette: where it darkens and how much."""

import math

import numpy as np
import pytest
from PIL import Image

from filters.engine.operations.vignette import Vignette
from tests.engine.pictures import PHOTOS, photo, same, values

WHITE = Image.new("L", (301, 201), 255)


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("step", [Vignette(amount=0.0), Vignette(color="#ff000000"), Vignette(radius=2.0)], ids=repr)
def test_it_leaves_the_picture_as_it_is(step: Vignette, name: str) -> None:
    made = step.apply(photo(name))
    assert same(made.convert("RGB"), photo(name).convert("RGB"))


@pytest.mark.parametrize(("x", "y"), [(150, 100), (0, 0), (300, 100), (150, 0), (220, 40), (60, 170)])
@pytest.mark.parametrize(("radius", "softness", "amount"), [(0.75, 0.5, 0.6), (0.5, 1.0, 1.0), (1.0, 0.3, 0.8)])
def test_it_follows_smoothstep(radius: float, softness: float, amount: float, x: int, y: int) -> None:
    made = Vignette(radius=radius, softness=softness, amount=amount).apply(WHITE).getpixel((x, y))
    distance = math.hypot(((x + 0.5) / 301 - 0.5) * math.sqrt(2), ((y + 0.5) / 201 - 0.5) * math.sqrt(2))
    t = min(max((distance - radius + softness / 2) / softness, 0), 1)
    assert made == pytest.approx(255 * (1 - amount * t * t * (3 - 2 * t)), abs=1.1)


def test_the_center_can_be_moved() -> None:
    made = values(Vignette(center_x=0.0, center_y=1.0, radius=0.5).apply(WHITE))
    assert made[-1, 0] == 255
    assert made[0, -1] == made.min() < 110


def test_without_softness_the_edge_is_hard() -> None:
    assert set(np.unique(values(Vignette(softness=0.0, amount=1.0, radius=0.6).apply(WHITE)))) == {0, 255}


def test_it_fades_into_a_color() -> None:
    made = Vignette(amount=1.0, radius=0.0, softness=0.0, color="#ff8000").apply(photo())
    assert same(made, Image.new("RGB", photo().size, "#ff8000"))
    assert Vignette(color="#808080").apply(photo("camera.png")).mode == "L"
    assert Vignette(color="#808081").apply(photo("camera.png")).mode == "RGB"


def test_a_half_clear_color_covers_half() -> None:
    made = values(Vignette(amount=1.0, radius=0.0, softness=0.0, color="#00000080").apply(WHITE))
    assert set(np.unique(made)) == {127}
