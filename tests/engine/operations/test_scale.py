"""Pillow's own ways to a size, against Pillow."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from filters.engine import OPERATIONS
from filters.engine.operations.scale import Boxed, Contain, Cover, Fit, Pad, Reduce, Scale, Thumbnail
from tests.engine.pictures import PHOTOS, cutout, photo, picture, same

BOXES = ((120, 77), (99, 99), (31, 150), (600, 500))
CUBIC = Image.Resampling.BICUBIC
modes = pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])


def of_mode(mode: str) -> Image.Image:
    return cutout(mode, (90, 61)) if mode in ("LA", "RGBA") else photo(size=(90, 61)).convert(mode)


@modes
@pytest.mark.parametrize("box", BOXES, ids=str)
@pytest.mark.parametrize("resample", ["lanczos", "bicubic", "box", "nearest"])
def test_contain_and_cover_are_pillows(resample: str, box: tuple[int, int], mode: str) -> None:
    image, choice = of_mode(mode), Image.Resampling[resample.upper()]
    raw = {"width": box[0], "height": box[1], "resample": resample}
    assert same(Contain.parse(raw).apply(image), ImageOps.contain(image, box, choice))
    assert same(Cover.parse(raw).apply(image), ImageOps.cover(image, box, choice))


@modes
@pytest.mark.parametrize("box", BOXES, ids=str)
@pytest.mark.parametrize("bleed", [0.0, 0.01, 0.3, 0.49])
@pytest.mark.parametrize("centering", [(0.5, 0.5), (0.0, 1.0), (0.3, 0.71)], ids=str)
def test_fit_is_pillows(centering: tuple[float, float], bleed: float, box: tuple[int, int], mode: str) -> None:
    image = of_mode(mode)
    step = Fit(width=box[0], height=box[1], bleed=bleed, centering_x=centering[0], centering_y=centering[1])
    assert same(step.apply(image), ImageOps.fit(image, box, CUBIC, bleed, centering))


@modes
@pytest.mark.parametrize("box", BOXES, ids=str)
@pytest.mark.parametrize("centering", [(0.5, 0.5), (0.0, 1.0), (0.3, 0.71)], ids=str)
def test_pad_is_pillows(centering: tuple[float, float], box: tuple[int, int], mode: str) -> None:
    image = of_mode(mode)
    step = Pad(width=box[0], height=box[1], centering_x=centering[0], centering_y=centering[1])
    assert same(step.apply(image), ImageOps.pad(image, box, CUBIC, None, centering))
    colored = step.model_copy(update={"color": "#123456"}).apply(image.convert("RGB"))
    assert same(colored, ImageOps.pad(image.convert("RGB"), box, CUBIC, "#123456", centering))


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("factor", [0.01, 0.333, 1.0, 1.7])
def test_scale_is_pillows(factor: float, name: str) -> None:
    image = photo(name)
    assert same(Scale(factor=factor).apply(image), ImageOps.scale(image, factor))


def test_scale_takes_a_factor_for_each_side() -> None:
    assert Scale(factor=2, factor_y=0.5).output_size((10, 10)) == (20, 5)
    assert Scale(factor=0.001).output_size((10, 10)) == (1, 1)


@modes
@pytest.mark.parametrize("factors", [(1, None), (2, None), (7, 3), (1000, 1)], ids=str)
def test_reduce_is_pillows(factors: tuple[int, int | None], mode: str) -> None:
    image, (across, down) = of_mode(mode), factors
    oracle = image.reduce((across, across if down is None else down))
    assert same(Reduce(factor=across, factor_y=down).apply(image), oracle)


@given(size=st.tuples(st.integers(1, 400), st.integers(1, 400)), box=st.tuples(st.integers(1, 99), st.integers(1, 99)))
def test_thumbnail_has_pillows_size(size: tuple[int, int], box: tuple[int, int]) -> None:
    oracle = Image.new("L", size)
    oracle.thumbnail(box)
    assert Thumbnail(width=box[0], height=box[1]).output_size(size) == oracle.size


def test_thumbnail_is_pillows() -> None:
    oracle = photo("camera.png")
    oracle.thumbnail((100, 60), CUBIC, reducing_gap=None)
    assert same(Thumbnail(width=100, height=60).apply(photo("camera.png")), oracle)


@pytest.mark.parametrize("operation", [each for each in OPERATIONS.values() if issubclass(each, Boxed)])
@pytest.mark.parametrize("size", [(1, 1), (4000, 1), (1, 4000)], ids=str)
def test_extreme_shapes_keep_a_pixel(size: tuple[int, int], operation: type[Boxed]) -> None:
    step: Any = operation(width=30, height=20)
    result = step.apply(picture("L", size))
    assert result.size == step.output_size(size)
    assert min(result.size) >= 1
