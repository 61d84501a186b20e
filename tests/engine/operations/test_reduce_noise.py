"""The bilateral filter against its formula, and what it is for."""

import numpy as np
import pytest
from PIL import Image

from filters.engine.operations.reduce_noise import ReduceNoise
from tests.engine.pictures import cutout, photo, same, values, visible


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize(("strength", "radius"), [(10.0, 1), (40.0, 2), (90.0, 4)])
def test_it_is_the_bilateral_formula(mode: str, strength: float, radius: int) -> None:
    """Within 1: neighbors in a disk, by distance and by the sum of the differences of all channels."""
    image = photo(size=(50, 40)).convert(mode)
    pixels = values(image).reshape(40, 50, -1)
    padded = np.pad(pixels, ((radius, radius), (radius, radius), (0, 0)), mode="edge")
    total, weights = np.zeros(pixels.shape), np.zeros((40, 50, 1))
    for down in range(-radius, radius + 1):
        for across in range(-radius, radius + 1):
            if down**2 + across**2 > radius**2:
                continue
            near = padded[radius + down : radius + down + 40, radius + across : radius + across + 50]
            difference = np.abs(near - pixels).sum(-1, keepdims=True)
            weight = np.exp(-(difference**2) / (2 * strength**2) - (down**2 + across**2) / (2 * radius**2))
            total += weight * near
            weights += weight
    made = values(ReduceNoise(strength=strength, radius=radius).apply(image)).reshape(pixels.shape)
    assert np.abs(made - total / weights).max() <= 1


def test_it_takes_noise_and_leaves_edges() -> None:
    clean = Image.new("L", (80, 80), 60)
    clean.paste(200, (40, 0, 80, 80))
    noise = np.random.default_rng(0).normal(0, 8, (80, 80))
    noisy = Image.fromarray((values(clean) + noise).clip(0, 255).astype(np.uint8))
    made = values(ReduceNoise().apply(noisy)) - values(clean)
    assert np.abs(made).mean() < 0.5 * np.abs(noise).mean()
    assert abs(made[:, 39].mean()) < 3
    assert abs(made[:, 40].mean()) < 3


def test_strength_0_changes_nothing() -> None:
    assert visible(ReduceNoise(strength=0.0).apply(cutout())) == visible(cutout())


def test_the_alpha_stays() -> None:
    assert same(ReduceNoise(strength=100.0).apply(cutout()).getchannel("A"), cutout().getchannel("A"))
