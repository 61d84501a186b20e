"""Threshold and one bit against Pillow and NumPy."""

import numpy as np
import pytest
from PIL import Image

from filters.engine.operations.threshold import OneBit, Threshold
from tests.engine.pictures import PHOTOS, cutout, photo, same, values


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("at", [0, 1, 100, 255])
def test_threshold_parts_light_from_dark(at: int, name: str) -> None:
    made = Threshold(threshold=at).apply(photo(name))
    assert made.mode == "L"
    assert (values(made) == np.where(values(photo(name).convert("L")) >= at, 255, 0)).all()


def test_threshold_can_judge_each_channel() -> None:
    made = Threshold(threshold=120, grayscale=False).apply(photo())
    assert (values(made) == np.where(values(photo()) >= 120, 255, 0)).all()


@pytest.mark.parametrize("name", PHOTOS)
def test_one_bit_is_pillows(name: str) -> None:
    gray = photo(name).convert("L")
    assert same(OneBit().apply(photo(name)), gray.convert("1").convert("L"))
    plain = gray.convert("1", dither=Image.Dither.NONE).convert("L")
    assert same(OneBit(dither="none").apply(photo(name)), plain)


def test_one_bit_keeps_the_tone() -> None:
    gray = Image.new("L", (200, 200), 70)
    assert values(OneBit().apply(gray)).mean() == pytest.approx(70, abs=2)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_stays(mode: str) -> None:
    made = OneBit().apply(cutout(mode))
    assert made.mode == "LA"
    assert same(made.getchannel("A"), cutout(mode).getchannel("A"))
