"""WebP, GIF, AVIF and HEIC: durations as Pillow adds them up, and what else lies in the file."""

import io

import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from filters.engine.inspection.containers import boxes, gif, read_contents, webp
from filters.engine.inspection.containers.contents import Contents
from tests.engine.pictures import animation, encoded, photo, photo_bytes

SMALL = photo(size=(40, 30))
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
GIF_END = 1  # bytes of the trailer


def durations(data: bytes) -> float:
    """What Pillow says, frame by frame."""
    image = Image.open(io.BytesIO(data))
    total = 0.0
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        image.load()
        total += image.info["duration"]
    return total


@pytest.mark.parametrize("format", ["GIF", "WEBP", "AVIF", "PNG"])
@pytest.mark.parametrize("times", [(100, 200, 300), (20, 1000), (70, 70, 70, 80)], ids=str)
def test_it_adds_up_the_time_of_all_frames(format: str, times: tuple[int, ...]) -> None:
    data = animation(format, times)
    assert read_contents(data, format.lower()).duration == durations(data) == sum(times)


def test_it_adds_up_the_time_of_a_real_gif() -> None:
    data = photo_bytes("no_time_for_that_tiny.gif")
    assert gif.contents(data).duration == durations(data) > 0


@pytest.mark.parametrize(("format", "depth"), [("GIF", 8), ("WEBP", 8), ("AVIF", 8)])
def test_a_still_picture_takes_no_time(format: str, depth: int) -> None:
    assert read_contents(encoded(SMALL, format), format.lower()) == Contents(depth=depth)


@pytest.mark.parametrize("format", ["WEBP", "AVIF", "GIF"])
def test_it_sees_xmp(format: str) -> None:
    image = SMALL.quantize() if format == "GIF" else SMALL
    if format == "GIF":
        data = encoded(image, "GIF")[:-GIF_END] + b"\x21\xff\x0bXMP DataXMP" + b"\4<x/>\0;"
    else:
        data = encoded(image, format, xmp=XMP)
    assert read_contents(data, format.lower()).xmp
    assert not read_contents(encoded(image, format), format.lower()).xmp


def test_it_sees_a_gifs_comment() -> None:
    assert gif.contents(encoded(SMALL.quantize(), "GIF", comment="hello")).comment


@pytest.mark.parametrize(
    ("format", "block"),
    [
        ("webp", b"C2PA\4\0\0\0jumb"),
        ("gif", b"\x21\xff\x0bC2PA_GIF\1\0\0\4jumb\0"),
        ("avif", b"\0\0\0\x20uuid" + C2PA_UUID + bytes(8)),
    ],
)
def test_it_sees_content_credentials(format: str, block: bytes) -> None:
    data = encoded(SMALL, format.upper())
    data = data.removesuffix(b";") + block if format == "gif" else data + block
    assert read_contents(data, format).c2pa


@pytest.mark.parametrize(("mode", "depth"), [("RGB", 8), ("RGB;16", 10)])
def test_it_tells_the_depth_of_a_heif(mode: str, depth: int) -> None:
    image = pillow_heif.from_bytes(mode=mode, size=(64, 64), data=bytes(64 * 64 * 3 * (2 if depth > 8 else 1)))
    buffer = io.BytesIO()
    image.save(buffer, quality=50)
    assert boxes.contents(buffer.getvalue()).depth == depth


def test_a_format_without_a_reader_has_no_contents() -> None:
    assert read_contents(encoded(SMALL, "BMP"), "bmp") == Contents()


@pytest.mark.parametrize("format", ["GIF", "WEBP", "AVIF"])
@given(noise=st.binary(max_size=100), at=st.integers(0, 1000))
def test_damage_ends_the_walk(format: str, noise: bytes, at: int) -> None:
    data = animation(format)
    for damaged in (data[:at] + noise, data[:at] + noise + data[at:]):
        found = read_contents(damaged, format.lower())
        assert isinstance(found, Contents)
        assert (found.duration or 0) >= 0


def test_a_box_that_claims_no_size_ends_the_walk() -> None:
    assert boxes.contents(b"\0\0\0\4meta" * 1000) == Contents()
    assert webp.contents(b"RIFF" + bytes(8) + b"ANMF\0\0\0\0" * 100) == Contents(depth=8)
