"""The eight turns of a rectangle, held to what Pillow does."""

from itertools import product

import numpy as np
import pytest
from PIL import Image

from filters.engine.kernels.vision import to_array
from filters.engine.turns import STILL, TURNS, UPRIGHT, Turn, turned
from tests.engine.pictures import picture, same

EVERY = [Turn(*bits) for bits in product((False, True), repeat=3)]
every_turn = pytest.mark.parametrize("turn", EVERY, ids=str)
IMAGE = picture(size=(13, 7))


@pytest.mark.parametrize("method", list(Image.Transpose), ids=lambda method: method.name)
def test_each_is_one_of_pillows(method: Image.Transpose) -> None:
    turn = TURNS[method]
    assert turn.method is method
    assert same(turn.apply(IMAGE), IMAGE.transpose(method))
    assert turn.size(IMAGE.size) == IMAGE.transpose(method).size


@every_turn
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_arrays_turn_as_pictures_do(turn: Turn, mode: str) -> None:
    image = picture(mode, (13, 7))
    assert np.array_equal(turn.apply_pixels(to_array(image)), to_array(turn.apply(image)))


@every_turn
@pytest.mark.parametrize("other", EVERY, ids=str)
def test_two_turns_are_one(turn: Turn, other: Turn) -> None:
    assert same(turn.then(other).apply(IMAGE), other.apply(turn.apply(IMAGE)))
    assert turned(turn, other) == turn.then(other)


@every_turn
def test_the_inverse_undoes_it(turn: Turn) -> None:
    assert turn.then(turn.inverse) == turn.inverse.then(turn) == STILL


@every_turn
def test_a_box_goes_where_its_pixels_go(turn: Turn) -> None:
    left, top, right, bottom = turn.box((2, 1, 7, 4), IMAGE.size)
    cut = turn.apply(IMAGE).crop((int(left), int(top), int(right), int(bottom)))
    assert same(cut, turn.apply(IMAGE.crop((2, 1, 7, 4))))


def test_each_exif_orientation_has_its_own_turn() -> None:
    assert UPRIGHT[1] == STILL
    assert len(set(UPRIGHT.values())) == len(UPRIGHT) == 8
