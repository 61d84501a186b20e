"""Erode, dilate, open and close against scikit-image and Pillow's ImageMorph."""

from typing import Any

import numpy as np
import pytest
import skimage.morphology
from PIL import Image, ImageMorph

from filters.engine.modes import PREMULTIPLIED
from filters.engine.operation import Operation
from filters.engine.operations.morphology import Close, Dilate, Erode, Morphology, Open
from tests.engine.pictures import cutout, photo, picture, same

KINDS = [Erode, Dilate, Open, Close]
ORACLES = {
    "erode": skimage.morphology.erosion, "dilate": skimage.morphology.dilation,
    "open": skimage.morphology.opening, "close": skimage.morphology.closing,
}  # fmt: skip
FOOTPRINTS: dict[str, Any] = {
    "square": lambda radius: np.ones((2 * radius + 1,) * 2),
    "disk": skimage.morphology.disk,
    "cross": lambda radius: np.maximum(*np.meshgrid(*[np.arange(-radius, radius + 1) == 0] * 2)),
}


def step(kind: type[Morphology], radius: int, shape: str) -> Operation:
    return kind.parse({"radius": radius, "shape": shape})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", FOOTPRINTS)
@pytest.mark.parametrize("radius", [1, 2, 5])
def test_gray_is_scikit_images_bit_for_bit(kind: type[Morphology], shape: str, radius: int) -> None:
    image = photo("camera.png", (70, 50))
    oracle = ORACLES[kind.op](np.asarray(image), FOOTPRINTS[shape](radius))
    assert np.array_equal(np.asarray(step(kind, radius, shape).apply(image)), oracle)


@pytest.mark.parametrize(
    ("kind", "shape", "name"),
    [(Erode, "cross", "erosion4"), (Erode, "square", "erosion8"), (Dilate, "cross", "dilation4"),
     (Dilate, "square", "dilation8")],
)  # fmt: skip
def test_black_and_white_is_image_morphs(kind: type[Morphology], shape: str, name: str) -> None:
    """Inside: `ImageMorph` leaves the outermost pixels out."""
    image = picture("1", (40, 30)).convert("L")
    _, oracle = ImageMorph.MorphOp(op_name=name).apply(image)
    inside = (1, 1, 39, 29)
    assert same(step(kind, 1, shape).apply(image).crop(inside), oracle.crop(inside))


@pytest.mark.parametrize("kind", KINDS)
def test_each_channel_stands_by_itself(kind: type[Morphology]) -> None:
    image = photo(size=(40, 30))
    bands = [kind().apply(band) for band in image.split()]
    assert same(kind().apply(image), Image.merge("RGB", bands))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_is_a_channel_of_premultiplied_colors(kind: type[Morphology], mode: str) -> None:
    image = cutout(mode)
    premultiplied = image.convert(PREMULTIPLIED[mode])
    bands = [kind().apply(band) for band in premultiplied.split()]
    assert same(kind().apply(image), Image.merge(premultiplied.mode, bands).convert(mode))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", FOOTPRINTS)
def test_radius_0_changes_nothing(kind: type[Morphology], shape: str) -> None:
    assert same(step(kind, 0, shape).apply(photo()), photo())


def test_opening_removes_specks_and_closing_fills_holes() -> None:
    image = Image.new("L", (20, 20))
    image.paste(255, (5, 5, 15, 15))
    spotted = image.copy()
    spotted.putpixel((2, 2), 255)
    holed = image.copy()
    holed.putpixel((10, 10), 0)
    assert same(Open().apply(spotted), image)
    assert same(Close().apply(holed), image)
