"""Effect spread: pixels move, and no further than they may."""

import numpy as np
import pytest
from PIL import Image

from filters.engine.operations.spread import EffectSpread
from tests.engine.pictures import PHOTOS, photo, same, values


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("distance", [0, 1])
def test_no_distance_leaves_the_picture_as_it_is(distance: int, name: str) -> None:
    assert same(EffectSpread(distance=distance).apply(photo(name)), photo(name))


def test_a_seed_decides() -> None:
    first, again, other = (EffectSpread(seed=seed).apply(photo()) for seed in (3, 3, 4))
    assert same(first, again)
    assert not same(first, other)


@pytest.mark.parametrize("distance", [2, 9, 40])
def test_pixels_come_from_the_square_around_them(distance: int) -> None:
    """A picture of its own coordinates shows where each pixel came from."""
    down, across = np.mgrid[:200, :250].astype(np.uint8)
    made = values(EffectSpread(distance=distance).apply(Image.fromarray(np.dstack([down, across, down]))))
    for moved in (made[..., 0] - down.astype(int), made[..., 1] - across.astype(int)):
        assert moved.min() == -(distance // 2)
        assert moved.max() == distance - 1 - distance // 2
        assert abs(moved.mean() - (moved.min() + moved.max()) / 2) < distance * 0.1


def test_it_scatters_as_far_as_pillows() -> None:
    """Pillow's own differs every time; its blur is the same."""
    edge = Image.new("L", (200, 200))
    edge.paste(255, (100, 0, 200, 200))
    ours, pillows = (
        np.asarray(image).mean(axis=0) for image in (EffectSpread(distance=30).apply(edge), edge.effect_spread(30))
    )
    assert np.abs(ours - pillows).max() < 45


def test_transparency_travels_with_its_pixel() -> None:
    image = Image.new("RGBA", (60, 60), (255, 0, 0, 255))
    image.paste((0, 0, 255, 100), (30, 0, 60, 60))
    made = EffectSpread(distance=20).apply(image)
    assert {pixel for _, pixel in made.getcolors() or []} == {(255, 0, 0, 255), (0, 0, 255, 100)}
    assert not same(made, image)


def test_a_distance_larger_than_the_picture_is_fine() -> None:
    made = EffectSpread(distance=500).apply(photo(size=(5, 3)))
    assert {pixel for _, pixel in made.getcolors() or []} <= {
        pixel for _, pixel in photo(size=(5, 3)).getcolors() or []
    }
