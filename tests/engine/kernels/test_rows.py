"""Work on a few rows at a time."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from filters.engine.kernels.rows import BLOCK, by_rows, row_blocks
from filters.engine.kernels.vision import Pixels
from tests.engine.pictures import photo, picture, same


@pytest.mark.parametrize("size", [(1, 1), (3000, 1000), (1, 1_000_000), (65_535, 10), (BLOCK * 2, 3)])
def test_the_blocks_are_all_rows_once_and_small(size: tuple[int, int]) -> None:
    blocks = list(row_blocks(size))
    assert [row for rows in blocks for row in range(rows.start, rows.stop)] == list(range(size[1]))
    assert all((rows.stop - rows.start) * size[0] <= max(BLOCK, size[0]) for rows in blocks)


@pytest.mark.parametrize("image", [photo(), photo("camera.png"), picture("RGB", (1, 1)), picture("L", (1000, 999))])
def test_blocks_make_a_picture(image: Image.Image) -> None:
    assert same(by_rows(image, lambda block, rows: 255 - block), ImageOps.invert(image))


def test_blocks_know_their_rows_and_may_change_the_bands() -> None:
    def numbered(block: Pixels, rows: slice) -> Pixels:
        return np.broadcast_to((np.arange(rows.start, rows.stop) // 10)[:, np.newaxis], block.shape[:2])

    made = np.asarray(by_rows(picture("RGB", (1000, 1200)), numbered))
    assert made.shape == (1200, 1000)
    assert (made == (np.arange(1200) // 10)[:, np.newaxis]).all()
