"""One array over another, as Pillow's composite."""

import numpy as np
import pytest
from PIL import Image

from filters.engine.kernels.mixing import mixed


def test_every_value_and_weight_is_pillows() -> None:
    under, over = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    for share in range(256):
        mask = Image.new("L", (256, 256), share)
        oracle = Image.composite(Image.fromarray(over), Image.fromarray(under), mask)
        assert np.array_equal(mixed(under, over, np.array(share / 255)), np.asarray(oracle))


@pytest.mark.parametrize("shape", [(5, 3), (5, 3, 2), (5, 3, 4)], ids=str)
def test_rows_have_their_own_weights(shape: tuple[int, ...]) -> None:
    under, over = np.full(shape, 10, np.uint8), np.full(shape, 210, np.uint8)
    weights = np.array([0, 0.25, 0.5, 0.75, 1]).reshape(-1, *[1] * (len(shape) - 1))
    made = mixed(under, over, weights)
    assert made.dtype == np.uint8
    assert [set(row.flat) for row in made] == [{10}, {60}, {110}, {160}, {210}]


def test_nothing_is_written_into() -> None:
    under, over = np.full((2, 2), 10, np.uint8), np.full((2, 2), 20, np.uint8)
    for pixels in (under, over):
        pixels.flags.writeable = False
    assert mixed(under, over, np.array(0.5)).tolist() == [[15, 15], [15, 15]]
