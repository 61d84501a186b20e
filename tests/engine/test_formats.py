"""Formats are known by their bytes; names and claims count for nothing."""

import pytest

from filters.engine.errors import FormatUnsupported
from filters.engine.formats import FORMATS, WRITABLE, by_media_type, sniff
from tests.engine.pictures import animation, encoded, photo, photo_bytes

FILES = [
    (encoded(photo(), "JPEG"), "jpeg"),
    (encoded(photo(), "JPEG", progressive=True), "jpeg"),
    (encoded(photo(), "MPO", save_all=True, append_images=[photo()]), "jpeg"),
    (photo_bytes("rocket.jpg"), "jpeg"),
    (photo_bytes("chelsea.png"), "png"),
    (photo_bytes("no_time_for_that_tiny.gif"), "gif"),
    (encoded(photo().quantize(4), "GIF"), "gif"),
    (encoded(photo(), "WEBP"), "webp"),
    (encoded(photo(), "WEBP", lossless=True), "webp"),
    (animation("WEBP"), "webp"),
    (encoded(photo(size=(20, 20)), "AVIF"), "avif"),
    (animation("AVIF"), "avif"),
    (photo_bytes("multipage.tif"), "tiff"),
    (encoded(photo(), "TIFF", big_tiff=True), "tiff"),
    (b"MM\0*" + bytes(40), "tiff"),
    (encoded(photo(), "BMP"), "bmp"),
]
FOREIGN = [
    (b"this is plain text, whatever its name says", "no image known here"),
    (b"BM is how many a text begins, and this one goes on", "no image known here"),
    (b"<?xml version='1.0'?><svg/>", "an SVG drawing"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
    (b"\n <!DOCTYPE html><title>404</title>", "an HTML page"),
    (b"%PDF-1.7\n", "a PDF document"),
    (b"%!PS-Adobe-3.0 EPSF-3.0", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6" + bytes(30), "a PostScript file"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC photo"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "a HEIC photo"),
    (b"PK\3\4" + bytes(30), "a ZIP archive"),
    (b"8BPS\0\1", "a Photoshop file"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "no image known here"),
    (b"\0\0\0\x18ftypisom\0\0\0\0isommp41", "no image known here"),
    (b"\0\0\0\x14ftypisomavifmp41", "no image known here"),  # a version that reads like a brand
    (b"\x89PN", "no image known here"),
    (b"\0", "no image known here"),
]


@pytest.mark.parametrize(("data", "name"), FILES, ids=[f"{n}-{name}" for n, (_, name) in enumerate(FILES)])
def test_it_knows_a_format_by_its_bytes(data: bytes, name: str) -> None:
    assert sniff(data).name == name
    assert sniff(memoryview(data)).name == name


@pytest.mark.parametrize(("data", "looks_like"), FOREIGN)
def test_it_refuses_what_is_no_image_here(data: bytes, looks_like: str) -> None:
    with pytest.raises(FormatUnsupported) as caught:
        sniff(data)
    assert caught.value.detail.startswith(f"The file looks like {looks_like}. Send one of: JPEG, PNG")
    assert caught.value.problems[0].field == "image"


def test_an_avif_that_also_calls_itself_a_heif_is_an_avif() -> None:
    assert sniff(b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf").name == "avif"


def test_a_format_can_be_switched_off() -> None:
    data = encoded(photo(size=(8, 8)), "BMP")
    with pytest.raises(FormatUnsupported) as caught:
        sniff(data, {"png", "jpeg"})
    assert caught.value.detail == "BMP images are switched off here. Send one of: JPEG, PNG."
    assert sniff(data, {"bmp"}).name == "bmp"


def test_bmp_is_read_and_the_others_are_written_too() -> None:
    assert set(FORMATS) - set(WRITABLE) == {"bmp"}


@pytest.mark.parametrize(
    ("media_type", "name"), [("image/png", "png"), ("IMAGE/JPEG", "jpeg"), ("image/bmp", None), ("text/html", None)]
)
def test_formats_are_found_by_media_type(media_type: str, name: str | None) -> None:
    found = by_media_type(media_type)
    assert (found.name if found else None) == name
