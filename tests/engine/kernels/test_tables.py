"""Point tables and matrices against Pillow."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from filters.engine.kernels.tables import (
    SAME,
    apply_gradient,
    apply_matrix,
    apply_table,
    by_ramp,
    on_channel,
    table_of,
    unit_table,
)
from tests.engine.pictures import PHOTOS, photo, same

NEGATIVE = bytes(range(255, -1, -1))
MATRIX = (0.3, 0.5, -0.2, 20, 0.1, 1.4, 0.2, -3.5, 0.0, 0.0, 1.0, 0)


@pytest.mark.parametrize("name", PHOTOS)
def test_a_table_is_pillows_point(name: str) -> None:
    image = photo(name)
    assert same(apply_table(image, NEGATIVE), ImageOps.invert(image))


def test_a_table_of_768_has_a_part_for_each_channel() -> None:
    red, green, blue = photo().split()
    expected = Image.merge("RGB", [red, ImageOps.invert(green), blue])
    assert same(apply_table(photo(), SAME + NEGATIVE + SAME), expected)
    assert same(apply_table(photo(), on_channel(NEGATIVE, "green")), expected)


@pytest.mark.parametrize("entries", [SAME, SAME * 3])
def test_a_table_of_nothing_gives_the_picture_itself(entries: bytes) -> None:
    image = photo()
    assert apply_table(image, entries) is image


def test_gray_stays_gray_unless_the_table_has_colors() -> None:
    gray = photo("camera.png")
    assert same(apply_table(gray, NEGATIVE * 3), ImageOps.invert(gray))
    assert same(apply_table(gray, SAME + NEGATIVE + SAME), apply_table(gray.convert("RGB"), SAME + NEGATIVE + SAME))


def test_a_table_is_read_from_an_operation_of_pillow() -> None:
    assert table_of(ImageOps.invert) == NEGATIVE


def test_numbers_are_rounded_and_cut_off() -> None:
    assert list(unit_table_of(-1.0, 0.0, 0.0019, 0.0020, 0.5, 1.0, 9.0)) == [0, 0, 0, 1, 128, 255, 255]


def unit_table_of(*numbers: float) -> bytes:
    return unit_table(np.array(numbers))


def test_a_matrix_is_pillows() -> None:
    assert same(apply_matrix(photo(), MATRIX), photo().convert("RGB", MATRIX))
    assert same(apply_matrix(photo(), MATRIX[:4]), photo().convert("L", MATRIX[:4]))


@pytest.mark.parametrize("matrix", [MATRIX, MATRIX[:4]])
def test_a_matrix_takes_gray_as_a_color(matrix: tuple[float, ...]) -> None:
    gray = photo("camera.png")
    assert same(apply_matrix(gray, matrix), apply_matrix(gray.convert("RGB"), matrix))


def test_a_gradient_colors_the_brightness() -> None:
    expected = ImageOps.colorize(photo().convert("L"), "navy", "gold")
    entries = b"".join(band.tobytes() for band in ImageOps.colorize(ramp(), "navy", "gold").split())
    assert same(apply_gradient(photo(), entries), expected)


def ramp() -> Image.Image:
    return Image.frombytes("L", (256, 1), SAME)


def test_a_color_function_leaves_gray_gray_where_it_can() -> None:
    gray = photo("camera.png")
    assert same(by_ramp(gray, ImageOps.invert), ImageOps.invert(gray))
    assert by_ramp(gray, lambda image: image.convert("RGB", MATRIX)).mode == "RGB"
