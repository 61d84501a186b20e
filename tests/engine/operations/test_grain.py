"""Grain and noise: how much, how coarse, where, and the same every time."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from filters.engine.operations.grain import Grain, Noise
from tests.engine.pictures import PHOTOS, photo, same, values

GRAY = Image.new("RGB", (300, 200), (128, 128, 128))
STEPS: list[type[Grain] | type[Noise]] = [Grain, Noise]


def error(step: Grain | Noise, image: Image.Image = GRAY) -> np.ndarray:
    return values(step.apply(image)) - values(image)


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("operation", STEPS)
def test_none_leaves_the_picture_as_it_is(operation: type[Grain] | type[Noise], name: str) -> None:
    assert same(operation(amount=0.0).apply(photo(name)), photo(name))


@pytest.mark.parametrize("operation", STEPS)
def test_a_seed_decides(operation: type[Grain] | type[Noise]) -> None:
    first, again, other = (operation(seed=seed).apply(photo()) for seed in (7, 7, 8))
    assert same(first, again)
    assert not same(first, other)


@pytest.mark.parametrize(
    ("step", "deviation"),
    [
        (Noise(amount=5.0), 0.05 * 255),
        (Noise(amount=10.0, monochrome=False), 0.1 * 255),
        (Noise(amount=10.0, distribution="uniform"), 0.1 * 255 / np.sqrt(3)),
        (Grain(amount=40.0, size=1.0), 0.4 * 64),
        (Grain(amount=40.0, size=1.5), 0.4 * 64),
        (Grain(amount=40.0, size=7.0, monochrome=False), 0.4 * 64),
    ],
    ids=repr,
)
def test_it_is_as_strong_as_asked_and_favors_no_side(step: Grain | Noise, deviation: float) -> None:
    made = error(step)
    assert made.std() == pytest.approx(deviation, rel=0.05)
    assert abs(made.mean()) < 1.5


def test_uniform_noise_has_an_end_and_fills_it() -> None:
    made = error(Noise(amount=20.0, distribution="uniform"))
    assert made.min() == -51 and made.max() == 51


@pytest.mark.parametrize("operation", STEPS)
def test_monochrome_moves_all_channels_alike(operation: Any) -> None:
    alike, apart = error(operation(monochrome=True)), error(operation(monochrome=False))
    assert (alike[..., 0] == alike[..., 1]).all() and (alike[..., 1] == alike[..., 2]).all()
    assert abs(np.corrcoef(apart[..., 0].ravel(), apart[..., 1].ravel())[0, 1]) < 0.03


@pytest.mark.parametrize(("size", "low", "high"), [(1.0, -0.03, 0.03), (3.0, 0.6, 0.95), (12.0, 0.9, 1.0)])
def test_neighbors_resemble_one_another_within_a_grain(size: float, low: float, high: float) -> None:
    made = error(Grain(size=size))[..., 0]
    assert low < np.corrcoef(made[:, :-1].ravel(), made[:, 1:].ravel())[0, 1] < high


def test_grain_spares_black_and_white() -> None:
    ramp = Image.fromarray(np.tile(np.arange(256, dtype=np.uint8), (200, 1)))
    made = error(Grain(amount=30.0, size=1.0), ramp).std(axis=0)
    assert made[0] == made[255] == 0
    assert made[128] > 2 * made[8] > 0


def test_noise_is_the_same_under_transparency() -> None:
    image = photo(size=(40, 30)).convert("RGBA")
    image.putalpha(90)
    assert same(Noise().apply(image).convert("RGB"), Noise().apply(photo(size=(40, 30))))
