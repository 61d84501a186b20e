"""Operations by histogram against Pillow, its masks too, and what transparent pixels must not do."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from filters.engine import Operation, process
from filters.engine.errors import PipelineInvalid
from filters.engine.operations.histogram import Autocontrast, Equalize
from tests.engine.pictures import PHOTOS, encoded, label, photo, same, values

Oracle = Callable[..., Image.Image]
ORACLES: list[tuple[Operation, Oracle]] = [
    (Autocontrast(), ImageOps.autocontrast),
    (
        Autocontrast(cutoff_low=2.0, cutoff_high=5.5),
        lambda image, **mask: ImageOps.autocontrast(image, (2, 5.5), **mask),
    ),
    (
        Autocontrast(cutoff_low=49.0, cutoff_high=49.0),
        lambda image, **mask: ImageOps.autocontrast(image, (49, 49), **mask),
    ),
    (Autocontrast(preserve_tone=True), lambda image, **mask: ImageOps.autocontrast(image, preserve_tone=True, **mask)),
    (Autocontrast(ignore=0), lambda image, **mask: ImageOps.autocontrast(image, ignore=0, **mask)),
    (Equalize(), ImageOps.equalize),
]
STEPS = [step for step, _ in ORACLES]
BOX = (40, 30, 150, 120)


def boxed(operation: type[Operation], **parameters: Any) -> Operation:
    return operation.parse(parameters)


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize(("step", "oracle"), ORACLES, ids=label)
def test_it_is_pillows(step: Operation, oracle: Oracle, name: str) -> None:
    assert same(step.apply(photo(name)), oracle(photo(name)))


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize(("step", "oracle"), ORACLES, ids=label)
def test_a_box_is_pillows_mask(step: Operation, oracle: Oracle, name: str) -> None:
    image, left, top, width, height = photo(name), *BOX
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).rectangle((left, top, left + width - 1, top + height - 1), fill=255)
    made = step.model_copy(update={"box": BOX}).apply(image)
    assert same(made, oracle(image, mask=mask))
    assert not same(made, step.apply(image))


@pytest.mark.parametrize("operation", [Autocontrast, Equalize])
def test_a_box_around_everything_is_no_box(operation: type[Operation]) -> None:
    width, height = photo().size
    assert same(operation.parse({"box": [0, 0, width, height]}).apply(photo()), operation().apply(photo()))


@pytest.mark.parametrize("box", [[1, 0, 20, 10], [0, 1, 20, 10], [20, 0, 1, 1], [0, 10, 1, 1], [0, 0, 65535, 1]])
@pytest.mark.parametrize("operation", [Autocontrast, Equalize])
def test_a_box_outside_the_picture_is_refused(operation: type[Operation], box: list[int]) -> None:
    file = encoded(photo(size=(20, 10)), "PNG")
    with pytest.raises(PipelineInvalid) as caught:
        process(file, [{"op": operation.op, "box": box}])
    (problem,) = caught.value.problems
    assert problem.field == "pipeline[0].box"
    assert "20 x 10 px" in problem.detail


def test_pixels_outside_the_box_and_transparent_ones_do_not_count() -> None:
    image = Image.new("LA", (4, 1), (0, 255))
    for x, pixel in enumerate([(100, 255), (150, 128), (255, 0), (255, 255)]):
        image.putpixel((x, 0), pixel)
    made = values(boxed(Autocontrast, box=[0, 0, 3, 1]).apply(image))
    assert made[0, :2, 0].tolist() == [0, 255]


def test_an_ignored_tone_does_not_count() -> None:
    image = Image.new("L", (3, 1), 255)
    image.putpixel((0, 0), 50)
    image.putpixel((1, 0), 100)
    assert values(boxed(Autocontrast, ignore=255).apply(image))[0, :2].tolist() == [0, 254]  # as Pillow cuts off


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


def test_half_transparent_pixels_count() -> None:
    image = Image.new("LA", (10, 1), (100, 128))
    image.paste((200, 128), (0, 0, 5, 1))
    assert set(values(Autocontrast().apply(image))[..., 0].flat) == {0, 254}  # Pillow's table cuts off 254.99


def test_autocontrast_keeps_the_tint_only_when_asked() -> None:
    tinted = Image.fromarray((np.asarray(photo()) * (1.0, 0.7, 0.4)).astype(np.uint8))
    kept = values(Autocontrast(preserve_tone=True).apply(tinted)).mean(axis=(0, 1))
    free = values(Autocontrast().apply(tinted)).mean(axis=(0, 1))
    assert kept[0] - kept[2] > 1.5 * (free[0] - free[2])
