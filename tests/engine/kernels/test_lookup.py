"""Pixels through tables, against Pillow's `point`."""

import numpy as np
import pytest
from hypothesis import given
from PIL import Image, ImageEnhance, ImageOps

from filters.engine.kernels import lookup
from filters.engine.kernels.lookup import looked_up
from filters.engine.kernels.tables import SAME, table, table_of
from filters.engine.kernels.vision import to_array
from tests.engine.pictures import PHOTOS, SIZES, photo, picture
from tests.engine.strategies import tables

NEGATIVE = SAME[::-1]
LINES = {
    "negative": NEGATIVE,
    "darker": table_of(lambda ramp: ImageEnhance.Brightness(ramp).enhance(0.7)),
    "brighter": table_of(lambda ramp: ImageEnhance.Brightness(ramp).enhance(1.7)),
    "contrast": table(np.arange(256) * 3.0 - 250),
    "falling": table(400 - np.arange(256) * 2.0),
    "flat": bytes([7]) * 256,
    "bent": table(255 * (np.arange(256) / 255) ** 0.5),
}


@given(tables())
def test_a_table_is_pillows_point(entries: bytes) -> None:
    image = picture("RGB", (60, 70))
    assert (looked_up(to_array(image), entries) == to_array(pointed(image, entries))).all()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_pictures_may_be_tiny(mode: str, size: tuple[int, int]) -> None:
    image = picture(mode, size)
    assert (looked_up(to_array(image), NEGATIVE) == to_array(ImageOps.invert(image))).all()


@pytest.mark.parametrize("size", [*SIZES, (2, 1), (2, 3), (51, 40), (50, 41)])
@pytest.mark.parametrize("mode", ["L", "RGB"])
@given(entries=tables())
def test_two_values_at_a_time_are_as_exact(mode: str, size: tuple[int, int], entries: bytes) -> None:
    image = picture(mode, size)
    expected = to_array(pointed(image if len(entries) == 256 else image.convert("RGB"), entries))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookup, "SEVERAL", 0)
        assert (looked_up(to_array(image), entries) == expected).all()


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("entries", LINES.values(), ids=LINES)
def test_lines_are_exact_too(entries: bytes, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MANY", 0)
    image = photo(name)
    assert (looked_up(to_array(image), entries) == to_array(pointed(image, entries))).all()


@pytest.mark.parametrize("entries", LINES.values(), ids=LINES)
def test_a_pixel_alone_is_as_exact_as_many(entries: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MANY", 0)
    pixels = [np.full((1, 1), level, np.uint8) for level in range(256)]
    assert bytes(looked_up(pixel, entries)[0, 0] for pixel in pixels) == entries


def pointed(image: Image.Image, entries: bytes) -> Image.Image:
    return image.point(list(entries) * (len(image.getbands()) * 256 // len(entries)))


@pytest.mark.parametrize("entries", [SAME, SAME * 3], ids=["one", "three"])
def test_a_table_of_nothing_gives_the_same_array(entries: bytes) -> None:
    pixels = to_array(photo())
    assert looked_up(pixels, entries) is pixels


def test_gray_becomes_a_color_where_the_table_has_three_parts() -> None:
    gray = photo("camera.png")
    assert (looked_up(to_array(gray), SAME * 3) == to_array(gray.convert("RGB"))).all()
    expected = pointed(gray.convert("RGB"), SAME + NEGATIVE + SAME)
    assert (looked_up(to_array(gray), SAME + NEGATIVE + SAME) == to_array(expected)).all()


def test_what_came_in_stays_as_it_was() -> None:
    pixels = to_array(photo()).copy()
    looked_up(pixels, NEGATIVE)
    assert (pixels == to_array(photo())).all()
