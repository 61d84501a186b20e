"""Smart crop: what is kept, and how large it becomes."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from filters.engine import process
from filters.engine.finding.faces import find_faces
from filters.engine.geometry import exceeds
from filters.engine.operations.smart_crop import SmartCrop
from tests.engine.pictures import encoded, frames_of, photo, picture, same

INTERESTS = ("auto", "faces", "saliency", "entropy")
ASTRONAUT = "astronaut.png"


def with_spot(at: tuple[int, int], size: tuple[int, int] = (200, 100)) -> Image.Image:
    """A plain picture with one patch of a cat."""
    image = Image.new("RGB", size, "#8090a0")
    image.paste(photo(size=(30, 30)), at)
    return image


def smart(**parameters: Any) -> SmartCrop:
    return SmartCrop.parse(parameters)


@pytest.mark.parametrize(("width", "height"), [(100, 100), (60, 200), (200, 60), (300, 80), (32, 32)])
@pytest.mark.parametrize("part", ["scaled", "largest"])
def test_it_keeps_the_face(part: str, width: int, height: int) -> None:
    image = photo(ASTRONAUT)
    (left, top, across, down), *_ = find_faces(image)
    face = Image.new("L", image.size)
    face.paste(255, (left, top, left + across, top + down))
    step = smart(width=width, height=height, part=part)
    share = np.asarray(step.decide([image]).apply(face)).mean() / 255
    window = step.model_copy(update={"part": "largest"}).output_size(image.size)
    assert share * window[0] * window[1] >= 0.97 * across * down
    assert same(step.apply(image), step.decide([image]).apply(image))


@pytest.mark.parametrize("interest", ["auto", "saliency", "entropy"])
@pytest.mark.parametrize("at", [(5, 60), (160, 10), (85, 35)], ids=str)
def test_it_keeps_what_stands_out(at: tuple[int, int], interest: str) -> None:
    image = with_spot(at)
    made = smart(width=60, height=60, part="exact", interest=interest).apply(image)
    assert (np.asarray(made) != (0x80, 0x90, 0xA0)).any(axis=2).sum() >= 850  # of 900 pixels


def test_what_is_transparent_does_not_stand_out() -> None:
    image = with_spot((5, 35))
    image.paste(photo(size=(30, 30)), (160, 35))
    alpha = Image.new("L", image.size, 255)
    alpha.paste(0, (150, 0, 200, 100))
    image.putalpha(alpha)
    made = smart(width=50, height=100, part="exact").apply(image)
    assert made.getchannel("A").getextrema() == (255, 255)


@pytest.mark.parametrize("interest", INTERESTS)
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (90, 60)], ids=str)
def test_nothing_to_see_is_the_middle(size: tuple[int, int], interest: str) -> None:
    image = Image.linear_gradient("L").resize(size) if interest == "faces" else Image.new("L", size, 77)
    step = smart(width=20, height=20, part="exact", interest=interest)
    across, down = step.output_size(size)
    left, top = round((size[0] - across) / 2), round((size[1] - down) / 2)
    assert same(step.apply(image), image.crop((left, top, left + across, top + down)))


@pytest.mark.parametrize(
    ("part", "choices", "made"),
    [
        ("scaled", {"width": 50, "height": 100}, (50, 100)),
        ("scaled", {"width": 400, "height": 800}, (50, 100)),
        ("scaled", {"width": 400, "height": 800, "upscale": True}, (400, 800)),
        ("largest", {"width": 1, "height": 2}, (50, 100)),
        ("largest", {"width": 4000, "height": 1000}, (200, 50)),
        ("exact", {"width": 70, "height": 30}, (70, 30)),
        ("exact", {"width": 700, "height": 30}, (200, 30)),
    ],
)
def test_the_size_is_what_the_part_says(part: str, choices: dict[str, Any], made: tuple[int, int]) -> None:
    step = smart(part=part, **choices)
    assert step.output_size((200, 100)) == made
    assert step.apply(with_spot((5, 5))).size == made


def test_an_animation_does_not_jump() -> None:
    """The spot wanders through the left half; every frame is cut there."""
    frames = [with_spot((left, 30)) for left in range(5, 60, 5)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)
    step = smart(width=100, height=100, interest="saliency")
    result = process(data, [step], format="png")
    decided = step.decide([frame.convert("RGB") for frame in frames_of(data)])
    assert len(frames_of(result.data)) == 11
    oracle = [decided.apply(frame.convert("RGB")).convert("RGBA") for frame in frames_of(data)]
    assert [frame.tobytes() for frame in frames_of(result.data)] == [frame.tobytes() for frame in oracle]
    assert (np.asarray(oracle[-1])[..., :3].std(axis=2) > 30).any()


@given(
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    width=st.integers(1, 90),
    height=st.integers(1, 90),
    part=st.sampled_from(["scaled", "largest", "exact"]),
    interest=st.sampled_from(INTERESTS),
)
def test_the_size_is_known_before(size: tuple[int, int], **choices: Any) -> None:
    step, image = smart(**choices), picture("RGB", size)
    made = step.apply(image)
    assert made.size == step.output_size(size)
    assert not exceeds(made.size, size)
