"""PNG: depth, texts and the time that an APNG takes."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.PngImagePlugin import PngInfo

from filters.engine.inspection.containers.contents import Contents
from filters.engine.inspection.containers.png import contents
from tests.engine.pictures import animation, encoded, photo, photo_bytes, picture

SMALL = photo(size=(40, 30))
HEADER = 33  # bytes: the signature and IHDR


def with_chunk(kind: bytes, body: bytes) -> bytes:
    data = encoded(SMALL, "PNG")
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return data[:33] + chunk + data[33:]


@pytest.mark.parametrize(("mode", "depth"), [("1", 1), ("L", 8), ("P", 8), ("RGBA", 8), ("I;16", 16)])
def test_it_tells_the_depth(mode: str, depth: int) -> None:
    assert contents(encoded(picture(mode), "PNG")) == Contents(depth=depth)


def test_a_palette_of_two_colors_still_has_colors_of_eight_bits() -> None:
    assert contents(encoded(SMALL.quantize(2), "PNG", bits=1)).depth == 8


def test_it_finds_the_xmp_of_a_real_photo() -> None:
    assert contents(photo_bytes("chelsea.png")).xmp


@pytest.mark.parametrize(
    ("kind", "body", "name"),
    [
        (b"caBX", b"\0\0\1\0jumb", "c2pa"),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta/>", "xmp"),
        (b"zTXt", b"Raw profile type iptc\0\0xxxx", "iptc"),
        (b"tEXt", b"Comment\0hello", "comment"),
        (b"tEXt", b"Software\0hand", None),
    ],
)
def test_it_sees_what_else_the_file_holds(kind: bytes, body: bytes, name: str | None) -> None:
    found = contents(with_chunk(kind, body))
    assert {part for part in ("c2pa", "xmp", "iptc", "comment", "thumbnail") if getattr(found, part)} == {name} - {None}


def test_it_sees_the_comment_that_pillow_wrote() -> None:
    info = PngInfo()
    info.add_text("Comment", "made by hand")
    assert contents(encoded(SMALL, "PNG", pnginfo=info)).comment


def test_it_adds_up_the_time_of_all_frames() -> None:
    assert contents(animation("PNG", durations=(100, 250, 40))).duration == 390
    assert contents(encoded(SMALL, "PNG")).duration is None


@given(st.binary(max_size=200), st.integers(0, 300))
def test_damage_ends_the_walk(noise: bytes, at: int) -> None:
    data = animation("PNG")
    for damaged in (data[:at] + noise, data[:at] + noise + data[at:]):
        assert at < HEADER or contents(damaged).depth == contents(data).depth
        assert (contents(damaged).duration or 0) >= 0
