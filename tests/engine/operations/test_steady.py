"""An animation is stretched, balanced and equalized as a whole: what did not change between frames does not after."""

from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from filters.engine import OPERATIONS, Operation, process
from filters.engine.operations.histogram import Autocontrast, Equalize
from filters.engine.operations.steady import Learned
from tests.engine.pictures import encoded, frames_of, label, photo, same, values

STEADY: list[tuple[str, dict[str, Any]]] = [
    ("autocontrast", {}),
    ("autocontrast", {"preserve_tone": True}),
    ("autocontrast", {"box": [0, 0, 10, 10]}),
    ("equalize", {}),
    ("auto_white_balance", {}),
    ("auto_white_balance", {"method": "white_patch"}),
]
every_steady = pytest.mark.parametrize(("op", "given"), STEADY, ids=str)


def scene(light: int) -> Image.Image:
    """A still cat, and a lamp that changes: only its own corner differs between frames."""
    image = photo(size=(40, 30)).point([40 + level // 3 for level in range(256)] * 3)
    image.paste((light, light, light // 2), (30, 20, 40, 30))
    return image


def animated(frames: list[Image.Image]) -> bytes:
    return encoded(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=100)


@every_steady
def test_what_stands_still_stays_the_same(op: str, given: dict[str, Any]) -> None:
    data = animated([scene(0), scene(128), scene(255)])
    frames = frames_of(process(data, [{"op": op, **given}]).data)
    still = [values(frame)[:20] for frame in frames]
    assert len(frames) == 3
    assert np.array_equal(still[0], still[1]) and np.array_equal(still[0], still[2])
    assert not np.array_equal(still[0][..., :3], values(scene(0))[:20])


@every_steady
def test_one_picture_is_decided_by_itself(op: str, given: dict[str, Any]) -> None:
    step = OPERATIONS[op].parse(given)
    assert step.decide([scene(0)]) is step


@pytest.mark.parametrize(
    ("step", "oracle"), [(Autocontrast(), ImageOps.autocontrast), (Equalize(), ImageOps.equalize)], ids=label
)
def test_all_frames_together_decide_as_one_tall_picture_would(step: Operation, oracle: Any) -> None:
    frames = [scene(light) for light in (0, 128, 255)]
    tall = Image.new("RGB", (40, 90))
    for number, frame in enumerate(frames):
        tall.paste(frame, (0, 30 * number))
    decided = step.decide(frames)
    assert isinstance(decided, Learned)
    expected = oracle(tall)
    for number, frame in enumerate(frames):
        assert same(decided.apply(frame), expected.crop((0, 30 * number, 40, 30 * number + 30)))


def test_gray_and_colored_frames_may_follow_one_another() -> None:
    gray, colored = scene(0).convert("L"), scene(255)
    decided = Autocontrast().decide([gray, colored])
    assert [decided.apply(frame).mode for frame in (gray, colored)] == ["RGB", "RGB"]


def test_transparent_pixels_decide_nothing() -> None:
    frames = [scene(light).convert("RGBA") for light in (100, 100)]
    loud = frames[1].copy()
    loud.paste((255, 0, 255, 0), (0, 0, 5, 5))
    quiet = frames[1].copy()
    quiet.paste((60, 60, 60, 0), (0, 0, 5, 5))
    made = [Autocontrast().decide([frames[0], second]).apply(frames[0]) for second in (loud, quiet)]
    assert same(*made)
