"""PNM of an odd range: the numbers that Pillow makes of it, without its loop over every one."""

import io

import numpy as np
import pytest
from PIL import Image

from filters.engine import process
from filters.engine.codecs.raw_pnm import in_full_range
from filters.engine.errors import ImageUnreadable
from tests.engine.pictures import encoded, photo, same

SIDE = 60


def pnm(kind: bytes, most: int, header: bytes = b"%s %d %d %d\n") -> bytes:
    """Every number of the range, and some beyond it."""
    count = SIDE * SIDE * (3 if kind == b"P6" else 1)
    numbers = np.linspace(0, min(most * 1.2, 255 if most < 256 else 65_535), count)
    return header % (kind, SIDE, SIDE, most) + numbers.astype("u1" if most < 256 else ">u2").tobytes()


@pytest.mark.parametrize("kind", [b"P5", b"P6"])
@pytest.mark.parametrize("most", [1, 2, 7, 100, 127, 254, 256, 1000, 4095, 65_534])
def test_it_gives_the_numbers_that_pillow_gives(kind: bytes, most: int) -> None:
    data = pnm(kind, most)
    assert in_full_range(data) is not data
    assert same(Image.open(io.BytesIO(in_full_range(data))), Image.open(io.BytesIO(data)))


def test_colors_of_sixteen_bits_are_scaled_too() -> None:
    data = pnm(b"P6", 65_535)
    assert same(Image.open(io.BytesIO(in_full_range(data))), Image.open(io.BytesIO(data)))


@pytest.mark.parametrize(
    "data", [encoded(photo(size=(9, 7)), "PPM"), pnm(b"P5", 65_535), b"P4 8 1\n\xff"], ids=["bytes", "words", "bits"]
)
def test_a_range_that_pillow_reads_at_once_is_left_as_it_is(data: bytes) -> None:
    assert in_full_range(data) is data


def test_comments_stand_wherever_space_may() -> None:
    plain, noted = (pnm(b"P5", 100, header) for header in (b"%s %d %d %d\n", b"%s\n# 1\n%d #2\n #3\r%d\t%d\n"))
    assert in_full_range(noted) == in_full_range(plain)


def test_no_decoder_in_python_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """10 megapixels took it a minute."""
    monkeypatch.setattr("PIL.PpmImagePlugin.PpmDecoder.decode", lambda *_: pytest.fail("asked"))
    for data in (pnm(b"P5", 254), pnm(b"P6", 254), pnm(b"P6", 65_535), b"P3 1 1 1000 1 2 3"):
        process(data, format="png")


@pytest.mark.parametrize(
    "data",
    [
        pnm(b"P5", 100)[:-1],
        pnm(b"P6", 1000)[:-1],
        pnm(b"P5", 100, b"%s %d %d %d#\n"),
        b"P5 2 2 0\n1234",
        b"P6 2 2 70000\n" + bytes(99),
        b"P5 2 2",
        b"P6 99999999999 2 7\n1",
    ],
)
def test_damage_is_named(data: bytes) -> None:
    with pytest.raises(ImageUnreadable):
        process(data)
