"""PNM as text: the same picture as in the raw form, and damage by name."""

import numpy as np
import pytest

from filters.engine import process
from filters.engine.codecs.plain_pnm import as_raw
from filters.engine.errors import ImageTooLarge, ImageUnreadable
from tests.engine.pictures import encoded, opened, photo, picture, same, values


@pytest.mark.parametrize("kind", [b"P2", b"P3", b"P5", b"P6"])
@pytest.mark.parametrize("most", [1, 7, 100, 255, 1023, 65_535])
@pytest.mark.parametrize("part", [1, 256])
def test_every_range_becomes_eight_bits(kind: bytes, most: int, part: int) -> None:
    """A dark picture of a wide range stays dark."""
    numbers = np.linspace(0, most / part, 64).astype(int).repeat(3 if kind in (b"P3", b"P6") else 1)
    if kind in (b"P2", b"P3"):
        body = b"\n".join(b"%d" % number for number in numbers)
    else:
        body = numbers.astype(">u2" if most > 255 else "u1").tobytes()
    result = process(kind + b"\n# a comment 9\n64 1\n%d\n" % most + body, [{"op": "mirror"}], format="png")
    pixels = values(opened(result.data))[0].reshape(-1)[::-1]
    assert np.abs(pixels - numbers * 255 / most).max() <= 0.51


@pytest.mark.parametrize(
    "text",
    [
        b"P1 10 2 1010101010 0101010101",
        b"P1\n#c\n10\t2\n" + b"1 0 " * 5 + b"\n" + b"0 1\n" * 5,
        b"P1 10 2 " + b"10" * 5 + b"01" * 5,
    ],
)
def test_bits_need_no_space_between_them(text: bytes) -> None:
    assert as_raw(text) == b"P4 10 2\n\xaa\x80\x55\x40"
    assert values(opened(process(text, format="png").data)).tolist() == [[0, 255] * 5, [255, 0] * 5]


def test_raw_files_are_left_as_they_are() -> None:
    data = encoded(photo(size=(9, 7)), "PPM")
    assert as_raw(data) is data


def test_a_plain_file_is_the_raw_one() -> None:
    image = picture("RGB", (30, 20))
    text = "P3 30 20 255 " + " ".join(map(str, image.tobytes()))
    assert same(opened(process(text.encode(), format="png").data), image)


@pytest.mark.parametrize(
    "text",
    [
        b"P3 2 2 255 1 2 3",
        b"P3 1 1 255 1 2 x",
        b"P3 1 1 255 1 2 256",
        b"P3 1 1 255 1 2 -1",
        b"P3 1 1 0 0 0 0",
        b"P3 1 1 65536 0 0 0",
        b"P3 30000 30000 255 1",
        b"P2 4",
        b"P1 9 9 1",
        b"P3 1 1 255 1 2 \xff",
        b"P2 1 1 255 99999999999999999999",
        b"P5 2 2 255\n123",
    ],
)
def test_damage_is_named(text: bytes) -> None:
    with pytest.raises((ImageUnreadable, ImageTooLarge)):
        process(text, format="png")
