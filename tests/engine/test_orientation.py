"""EXIF orientation is applied once, on load, and its tag is gone."""

import io
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageOps

from filters.engine import Limits, process
from filters.engine.decode import open_source
from tests.engine.pictures import encoded, furthest, opened, photo, same

ORIENTATION = ExifTags.Base.Orientation
FORMATS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95},
    "PNG": {},
    "WEBP": {"lossless": True},
    "TIFF": {},
    "AVIF": {"quality": 100},
}


def turned(format: str, orientation: int) -> bytes:
    """A wide picture whose file says how it is to be turned."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return encoded(photo(size=(48, 32)), format, exif=exif, **FORMATS[format])


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", FORMATS)
def test_the_picture_comes_out_upright(format: str, orientation: int) -> None:
    data = turned(format, orientation)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    header = open_source(data, Limits()).header
    result = process(data, format="png")
    assert header.size == result.size == expected.size
    assert same(opened(result.data).convert("RGB"), expected)
    assert expected.size == ((32, 48) if orientation > 4 else (48, 32))


@pytest.mark.parametrize("metadata", ["strip", "copyright", "keep"])
@pytest.mark.parametrize("format", FORMATS)
def test_the_tag_is_gone_whatever_is_kept(format: str, metadata: str) -> None:
    result = process(turned(format, 6), format=format.lower(), metadata=metadata)
    again = Image.open(io.BytesIO(result.data))
    assert again.getexif().get(ORIENTATION, 1) == 1
    assert again.size == (32, 48)
    assert process(result.data, format="png").size == (32, 48)


def test_steps_see_the_upright_picture() -> None:
    data = turned("PNG", 6)
    upright = photo(size=(48, 32)).transpose(Image.Transpose.ROTATE_270)
    result = process(data, [{"op": "crop", "left": 2, "top": 30, "width": 10, "height": 18}])
    assert same(opened(result.data), upright.crop((2, 30, 12, 48)))


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_a_senseless_orientation_is_none(value: int) -> None:
    assert process(turned("JPEG", value), format="png").size == (48, 32)


def test_an_orientation_in_xmp_counts_as_pillow_counts_it() -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    data = encoded(photo(size=(48, 32)), "JPEG", xmp=xmp)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert process(data, format="png").size == expected.size


def test_every_frame_is_turned() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 8
    frames = [photo(size=(48, 32)), ImageOps.invert(photo(size=(48, 32)))]
    data = encoded(frames[0], "PNG", save_all=True, append_images=frames[1:], exif=exif)
    result = Image.open(io.BytesIO(process(data).data))
    for number, frame in enumerate(frames):
        result.seek(number)
        assert same(result.convert("RGB"), frame.transpose(Image.Transpose.ROTATE_90))


def test_pixels_are_only_moved() -> None:
    data = turned("JPEG", 5)
    assert furthest(opened(process(data, format="png").data), opened(data).transpose(Image.Transpose.TRANSPOSE)) == 0
