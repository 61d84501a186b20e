"""Faces are found where they are, and not where there are none."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from filters.engine.finding.faces import find_faces
from tests.engine.pictures import MODES, SIZES, cutout, photo, picture

ASTRONAUT = (178, 69, 92, 92)


def near(one: tuple[int, ...], other: tuple[int, ...], scale: float = 1) -> bool:
    return max(abs(a - b * scale) for a, b in zip(one, other, strict=True)) <= 10 * scale


def test_it_finds_the_face_of_the_astronaut() -> None:
    (face,) = find_faces(photo("astronaut.png"))
    assert near(face, ASTRONAUT)


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png", "coins.png", "grass.png", "rocket.jpg", "text.png"])
def test_it_finds_none_in_a_picture_without(name: str) -> None:
    assert find_faces(photo(name)) == []


@pytest.mark.parametrize("scale", [0.5, 1.7, 4])
def test_the_box_is_in_the_pictures_own_pixels(scale: float) -> None:
    side = round(512 * scale)
    (face,) = find_faces(photo("astronaut.png", (side, side)))
    assert near(face, ASTRONAUT, scale)


def test_two_faces_are_listed_by_size() -> None:
    image = Image.new("RGB", (900, 512))
    image.paste(photo("astronaut.png", (256, 256)), (0, 0))
    image.paste(photo("astronaut.png"), (300, 0))
    first, second = find_faces(image)
    assert first[0] > 300 > second[0]


def test_every_face_of_a_crowd_is_found_in_a_larger_picture() -> None:
    crowd = Image.new("RGB", (2048, 1024))
    for left in range(0, 2048, 256):
        crowd.paste(photo("astronaut.png", (256, 256)), (left, 0))
    assert len(find_faces(crowd, longest=1280)) == 8


def test_a_hidden_face_is_not_there() -> None:
    image = photo("astronaut.png").convert("RGBA")
    image.putalpha(0)
    assert find_faces(image) == []


def test_the_picture_stays_as_it_was() -> None:
    image = photo("astronaut.png")
    before = image.tobytes()
    find_faces(image)
    assert image.tobytes() == before


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [*SIZES, (4000, 1), (1, 4000)], ids=str)
def test_it_takes_every_mode_and_size(mode: str, size: tuple[int, int]) -> None:
    assert find_faces(picture(mode, size)) == []


def test_threads_do_not_disturb_one_another() -> None:
    pictures = [photo("astronaut.png"), photo("chelsea.png"), cutout()] * 4
    alone = [find_faces(image) for image in pictures]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(find_faces, pictures)) == alone


def test_boxes_lie_inside() -> None:
    image = photo("astronaut.png").crop((170, 60, 280, 175))
    for left, top, width, height in find_faces(image):
        assert np.all(np.array([left, top]) >= 0)
        assert left + width <= image.width
        assert top + height <= image.height
