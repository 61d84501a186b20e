"""JPEG: Pillow writes, the segments tell what it wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import JpegImagePlugin

from filters.engine.inspection.containers.contents import Coding, Contents
from filters.engine.inspection.containers.jpeg import contents, quantization_tables, scaled_tables, segments
from tests.engine.pictures import encoded, opened, photo, photo_bytes

SMALL = photo(size=(40, 30))
SCAN = b"\xff\xda"
GRID = {0x11: "4:4:4", 0x21: "4:2:2", 0x22: "4:2:0", 0x12: "4:4:0", 0x41: "4:1:1", 0x42: "4:1:0", 0x31: "3x1"}


def coding(data: bytes) -> Coding:
    found = contents(data).coding
    assert found is not None
    return found


def with_segment(marker: int, body: bytes) -> bytes:
    """The small photo with one more segment right at its beginning."""
    data = encoded(SMALL, "JPEG")
    return data[:2] + bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body + data[2:]


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("quality", range(1, 101))
def test_it_finds_the_quality_that_pillow_wrote(quality: int, mode: str) -> None:
    assert coding(encoded(SMALL.convert(mode), "JPEG", quality=quality)).quality == quality


@pytest.mark.parametrize("quality", [1, 37, 75, 100])
def test_its_tables_are_libjpegs(quality: int) -> None:
    data = encoded(SMALL, "JPEG", quality=quality)
    tables: dict[int, list[int]] = {}
    for marker, body in segments(data):
        tables |= quantization_tables(body) if marker == 0xDB else {}
    assert tables == {number: scaled_tables(number)[quality - 1].tolist() for number in (0, 1)}
    written = opened(data)
    assert isinstance(written, JpegImagePlugin.JpegImageFile)
    assert [sorted(table) for table in written.quantization.values()] == [sorted(tables[0]), sorted(tables[1])]


def test_foreign_tables_have_the_nearest_quality() -> None:
    foreign = [[value + 1 for value in scaled_tables(number)[59].tolist()] for number in (0, 1)]
    assert coding(encoded(SMALL, "JPEG", qtables=foreign)).quality in (59, 60)


def test_a_photo_of_another_program_has_a_plausible_quality() -> None:
    assert coding(photo_bytes("rocket.jpg")).quality in range(85, 101)


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
def test_it_names_the_subsampling_that_pillow_wrote(subsampling: str) -> None:
    data = encoded(SMALL, "JPEG", subsampling=subsampling)
    assert coding(data).subsampling == subsampling
    assert ["4:4:4", "4:2:2", "4:2:0"][JpegImagePlugin.get_sampling(opened(data))] == subsampling


@pytest.mark.parametrize(("factors", "subsampling"), GRID.items())
def test_it_names_every_subsampling(factors: int, subsampling: str) -> None:
    data = encoded(SMALL, "JPEG")
    luminance = data.index(b"\xff\xc0") + 11
    assert coding(data[:luminance] + bytes((factors,)) + data[luminance + 1 :]).subsampling == subsampling


def test_gray_has_no_subsampling() -> None:
    assert coding(encoded(SMALL.convert("L"), "JPEG")).subsampling is None


@pytest.mark.parametrize("progressive", [False, True])
def test_it_tells_whether_it_is_progressive(progressive: bool) -> None:
    assert coding(encoded(SMALL, "JPEG", progressive=progressive)).progressive is progressive


@pytest.mark.parametrize(
    ("marker", "body", "name"),
    [
        (0xEB, b"JP\0\1\0\0\0\1\0\0\1\0jumb\0\0\0\x26jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\3c2pa\0", "c2pa"),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>", "xmp"),
        (0xED, b"Photoshop 3.0\x008BIM\4\4\0\0\0\0\0\4\x1c\2\0\0", "iptc"),
        (0xED, b"Photoshop 3.0\x008BIM\4\x0c\0\0\0\0\0\4\0\0\0\0", "thumbnail"),
        (0xE0, b"JFXX\0\x10" + bytes(20), "thumbnail"),
        (0xE0, b"JFIF\0\1\2\0\0\1\0\1\1\1\0\0\0", "thumbnail"),
        (0xFE, b"made by hand", "comment"),
        (0xEB, b"JP\0\1\0\0\0\1other boxes", None),
        (0xE1, b"Exif\0\0nothing", None),
        (0xEC, b"Ducky", None),
    ],
)
def test_it_sees_what_else_the_file_holds(marker: int, body: bytes, name: str | None) -> None:
    found = contents(with_segment(marker, body))
    assert {part for part in ("c2pa", "xmp", "iptc", "comment", "thumbnail") if getattr(found, part)} == {name} - {None}
    assert found.coding is not None


def test_a_plain_file_holds_nothing_else() -> None:
    plain = contents(encoded(SMALL, "JPEG"))
    assert plain == Contents(depth=8, coding=Coding(quality=75, subsampling="4:2:0", progressive=False))


@given(st.binary(max_size=200), st.integers(0, 900))
def test_damage_ends_the_walk(noise: bytes, at: int) -> None:
    data = encoded(SMALL, "JPEG")
    read = data.index(SCAN) + 4 <= at  # all segments are, before the damage
    for damaged in (data[:at] + noise, data[:at] + noise + data[at:]):
        assert isinstance(contents(damaged), Contents)
        assert not read or contents(damaged) == contents(data)
