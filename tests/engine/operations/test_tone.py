"""Tone against Pillow, and what transparent pixels must not do."""

from collections.abc import Callable

import pytest
from PIL import Image, ImageEnhance, ImageOps

from filters.engine import Operation
from filters.engine.operations.tone import Brightness, Contrast, Invert, Posterize, Solarize
from tests.engine.pictures import PHOTOS, furthest, label, photo, same

FACTORS = (0.0, 0.4, 1.0, 1.3, 10.0)
Oracle = Callable[[Image.Image], Image.Image]
ORACLES: list[tuple[Operation, Oracle]] = [
    (Invert(), ImageOps.invert),
    *((Posterize(bits=bits), lambda image, bits=bits: ImageOps.posterize(image, bits)) for bits in (1, 3, 8)),
    *((Solarize(threshold=at), lambda image, at=at: ImageOps.solarize(image, at)) for at in (0, 128, 255)),
    *((Brightness(factor=by), lambda image, by=by: ImageEnhance.Brightness(image).enhance(by)) for by in FACTORS),
    *((Contrast(factor=by), lambda image, by=by: ImageEnhance.Contrast(image).enhance(by)) for by in FACTORS),
]
STEPS = [step for step, _ in ORACLES]


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize(("step", "oracle"), ORACLES, ids=label)
def test_it_is_pillows(step: Operation, oracle: Oracle, name: str) -> None:
    image = photo(name)
    assert same(step.apply(image), oracle(image))


@pytest.mark.parametrize("step", [Brightness(factor=1.0), Contrast(factor=1.0), Posterize(bits=8)], ids=repr)
def test_it_leaves_the_picture_as_it_is(step: Operation) -> None:
    assert same(step.apply(photo()), photo())


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
@pytest.mark.parametrize("hidden", ["black", "white", "red"])
@pytest.mark.parametrize("step", STEPS, ids=repr)
def test_a_transparent_surround_changes_nothing(step: Operation, hidden: str, mode: str) -> None:
    image = photo(size=(60, 40)).convert(mode)
    surrounded = Image.new("RGBA", (90, 90), hidden).convert(mode)
    surrounded.putalpha(0)
    surrounded.paste(image, (10, 20))
    assert same(step.apply(surrounded).crop((10, 20, 70, 60)), step.apply(image))


@pytest.mark.parametrize("step", STEPS, ids=repr)
def test_it_takes_a_picture_with_nothing_visible(step: Operation) -> None:
    image = photo(size=(8, 8)).convert("RGBA")
    image.putalpha(0)
    assert step.apply(image).getchannel("A").getextrema() == (0, 0)


def test_solarize_at_0_inverts_everything() -> None:
    assert same(Solarize(threshold=0).apply(photo()), Invert().apply(photo()))


@pytest.mark.parametrize("factor", [0.0, 0.5, 1.5, 2.0, 2.1, 10.0])
@pytest.mark.parametrize("color", ["#808080", "#d04904", "#9623e5", "#11b3c4", "#afa00b"])
def test_contrast_of_one_color_is_pillows_within_a_level(color: str, factor: float) -> None:
    """Of these colors but the gray, luma by OpenCV and by Pillow differ."""
    image = Image.new("RGB", (9, 7), color)
    assert furthest(Contrast(factor=factor).apply(image), ImageEnhance.Contrast(image).enhance(factor)) <= 1
