"""Pixelate: the whole picture or a box in it."""

import pytest
from PIL import Image

from filters.engine.errors import PipelineInvalid
from filters.engine.kernels.mosaic import pixelated
from filters.engine.operations.pixelate import Pixelate
from tests.engine.pictures import cutout, photo, picture, same


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_the_whole_picture(mode: str) -> None:
    image = cutout("LA" if mode in ("L", "LA") else "RGBA").convert(mode)
    assert same(Pixelate(block=7).apply(image), pixelated(image, 7))


def test_a_block_of_1_changes_nothing() -> None:
    image = cutout()
    assert same(Pixelate(block=1).apply(image), image)


def test_a_box_leaves_the_rest() -> None:
    image = photo()
    made = Pixelate(block=12, box=(100, 60, 90, 50)).apply(image)
    box = (100, 60, 190, 110)
    assert same(made.crop(box), pixelated(image.crop(box), 12))
    made.paste(image.crop(box), box)
    assert same(made, image)


def test_a_box_partly_outside_is_cut() -> None:
    image = picture("RGB", (30, 20))
    inner, outer = (Pixelate(block=5, box=(20, 10, *size)).apply(image) for size in ((10, 10), (500, 900)))
    assert same(inner, outer)


def test_a_box_wholly_outside_is_refused() -> None:
    with pytest.raises(PipelineInvalid) as caught:
        Pixelate(box=(30, 0, 5, 5)).apply(Image.new("L", (30, 20)))
    (problem,) = caught.value.problems
    assert problem.field == "box"
    assert "in part: the picture is 30 x 20 px at this step; got [30, 0, 5, 5]." in problem.detail
