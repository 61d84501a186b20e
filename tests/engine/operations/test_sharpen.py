"""Sharpening against Pillow, and at the border of transparency."""

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from filters.engine import Operation
from filters.engine.operations.sharpen import Detail, EdgeEnhance, EdgeEnhanceMore, Sharpen, Sharpness, UnsharpMask
from tests.engine.pictures import PHOTOS, furthest, label, photo, same, values

ORACLES: list[tuple[Operation, ImageFilter.Filter]] = [
    (Sharpen(), ImageFilter.SHARPEN()),
    (Detail(), ImageFilter.DETAIL()),
    (EdgeEnhance(), ImageFilter.EDGE_ENHANCE()),
    (EdgeEnhanceMore(), ImageFilter.EDGE_ENHANCE_MORE()),
    (UnsharpMask(), ImageFilter.UnsharpMask(2, 150, 3)),
    (UnsharpMask(radius=0.4, percent=500, threshold=0), ImageFilter.UnsharpMask(0.4, 500, 0)),
    (UnsharpMask(radius=100.0, percent=80, threshold=20), ImageFilter.UnsharpMask(100, 80, 20)),
]
STRONG = [*(step for step, _ in ORACLES), Sharpness(factor=10.0)]


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize(("step", "filter"), ORACLES, ids=label)
def test_it_is_pillows_filter(step: Operation, filter: ImageFilter.Filter, name: str) -> None:
    image = photo(name)
    assert furthest(step.apply(image), image.filter(filter)) <= (step.op == "detail")


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0, 2.0, 10.0])
def test_sharpness_is_pillows(factor: float, name: str) -> None:
    image = photo(name)
    assert furthest(Sharpness(factor=factor).apply(image), ImageEnhance.Sharpness(image).enhance(factor)) <= 1


@pytest.mark.parametrize("step", [UnsharpMask(percent=0), Sharpness(factor=1.0)], ids=label)
def test_it_leaves_the_picture_as_it_is(step: Operation) -> None:
    assert same(step.apply(photo()), photo())


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
@pytest.mark.parametrize("step", STRONG, ids=label)
def test_the_border_of_transparency_is_no_edge(step: Operation, mode: str) -> None:
    """One even color, half of it hidden under another: nothing to sharpen, whatever stands behind."""
    image = Image.new("RGBA", (80, 40), (0, 0, 0, 0))
    image.paste((180, 120, 60, 255), (20, 10, 60, 30))
    image.paste((180, 120, 60, 90), (40, 15, 65, 25))
    image.putpixel((70, 20), (180, 120, 60, 255))
    image = image.convert(mode)
    before, after = values(image), values(step.apply(image))
    shown = before[..., -1] > 0
    assert abs(after[shown] - before[shown]).max() <= 1
    assert (after[..., -1] == before[..., -1]).all()


def test_a_cutout_sharpens_inside_as_the_whole_picture_does() -> None:
    image = photo(size=(90, 60))
    cut = image.convert("RGBA")
    cut.paste((0, 0, 0, 0), (60, 0, 90, 60))
    step = UnsharpMask(radius=2.0)
    inside = (0, 0, 60 - step.reach, 60)
    assert same(step.apply(cut).convert("RGB").crop(inside), step.apply(image).crop(inside))
