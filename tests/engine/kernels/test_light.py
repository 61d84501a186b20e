"""The sRGB curve against scikit-image's own."""

import numpy as np
import pytest
from skimage.color import rgb2xyz

from filters.engine.kernels.light import LUMINANCE, TO_LIGHT, levels_of, light_of

LEVELS = np.arange(256, dtype=np.uint8)


def test_light_is_that_of_scikit_image() -> None:
    grays = np.repeat(LEVELS[:, np.newaxis], 3, axis=1)[np.newaxis]
    assert np.abs(rgb2xyz(grays)[0, :, 1] - TO_LIGHT).max() < 1e-4


def test_levels_survive_the_way_to_light_and_back() -> None:
    assert (levels_of(light_of(LEVELS)) == LEVELS).all()


@pytest.mark.parametrize(("light", "level"), [(-1.0, 0), (0.0, 0), (0.2140411, 127), (1.0, 255), (7.0, 255)])
def test_light_becomes_the_nearest_level(light: float, level: int) -> None:
    assert abs(int(levels_of(np.array([light]))[0]) - level) <= (0 < light < 1)


def test_the_primaries_make_white() -> None:
    assert sum(LUMINANCE) == pytest.approx(1)
