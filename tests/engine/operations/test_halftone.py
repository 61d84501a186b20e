"""Halftone: the tone stays, and the dots lie where they should."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from filters.engine.operations.halftone import Halftone
from tests.engine.pictures import cutout, photo, same, values

SHAPES = ("round", "square", "diamond", "line")


@pytest.mark.parametrize("level", [0, 1, 40, 128, 210, 255])
@pytest.mark.parametrize("size", [2.0, 7.5, 40.0])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_tone_stays(shape: Any, size: float, level: int) -> None:
    made = Halftone(shape=shape, size=size, angle=30.0).apply(Image.new("L", (400, 400), level))
    assert values(made).mean() == pytest.approx(level, abs=2)


@pytest.mark.parametrize("shape", SHAPES)
def test_dots_repeat_at_their_distance(shape: Any) -> None:
    made = values(Halftone(shape=shape, size=16.0, angle=0.0).apply(Image.new("L", (160, 160), 90)))
    assert (made[16:, :] == made[:-16, :]).all() and (made[:, 16:] == made[:, :-16]).all()
    assert len(np.unique(made)) > 1


def test_a_quarter_turn_turns_the_lines() -> None:
    gray = Image.new("L", (64, 64), 128)
    flat, upright = (Halftone(shape="line", size=8.0, angle=angle).apply(gray) for angle in (0.0, 90.0))
    assert np.ptp(values(flat), axis=1).max() == 0 < np.ptp(values(flat), axis=0).min()
    assert np.ptp(values(upright), axis=0).max() == 0 < np.ptp(values(upright), axis=1).min()


def test_large_dots_are_black_and_white_with_soft_edges() -> None:
    made = values(Halftone(size=40.0).apply(photo("camera.png")))
    assert ((made == 0) | (made == 255)).mean() > 0.8


def test_it_is_gray_unless_each_channel_is_printed() -> None:
    assert Halftone().apply(photo()).mode == "L"
    made = values(Halftone(per_channel=True).apply(photo()))
    assert made.shape[2] == 3
    for band in range(3):
        assert made[..., band].mean() == pytest.approx(values(photo())[..., band].mean(), abs=3)
    assert (made[..., 0] != made[..., 1]).mean() > 0.2


def test_transparency_stays_and_hidden_colors_do_not_bleed() -> None:
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    image.paste((255, 255, 255, 255), (20, 20, 40, 40))
    made = Halftone(size=6.0).apply(image)
    assert same(made.getchannel("A"), image.getchannel("A"))
    assert made.getchannel("L").crop((20, 20, 40, 40)).getextrema() == (255, 255)
    assert same(Halftone().apply(cutout()).getchannel("A"), cutout().getchannel("A"))
