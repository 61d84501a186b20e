"""What is hidden becomes black, and nothing else changes."""

import numpy as np
import pytest

from filters.engine.operations.visible import without_hidden
from tests.engine.pictures import cutout, photo, same, values, visible


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_hidden_pixels_become_black(mode: str) -> None:
    made = without_hidden(cutout(mode))
    assert made.mode == mode
    assert (values(made)[values(cutout(mode))[..., -1] == 0] == 0).all()


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_what_shows_stays(mode: str) -> None:
    assert visible(without_hidden(cutout(mode))) == visible(cutout(mode))
    shown = values(cutout(mode))[..., -1] > 0
    assert np.array_equal(values(without_hidden(cutout(mode)))[shown], values(cutout(mode))[shown])


def test_a_picture_without_alpha_is_itself() -> None:
    assert same(without_hidden(photo()), photo())
