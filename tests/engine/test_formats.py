"""Formats are known by their bytes; names and claims count for nothing."""

import pytest

from filters.engine.errors import FormatUnsupported
from filters.engine.formats import ACCEPTABLE, ALIASES, FORMATS, READABLE, WRITABLE, by_media_type, sniff
from tests.engine.pictures import animation, encoded, heic, photo, photo_bytes

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
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heic"),
    (b"\0\0\0\x18ftypMiHE\0\0\0\0mif1heic", "heic"),
    (heic(photo(size=(20, 20))), "heic"),
    (encoded(photo(), "JPEG2000"), "jpeg2000"),
    (encoded(photo(), "JPEG2000", no_jp2=True), "jpeg2000"),
    (encoded(photo(size=(20, 20)), "JXL"), "jxl"),
    (b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl ", "jxl"),
    (encoded(photo(size=(32, 32)), "ICO"), "ico"),
    (encoded(photo(), "PPM"), "ppm"),
    (encoded(photo("camera.png"), "PPM"), "ppm"),
    (encoded(photo("camera.png").convert("1"), "PPM"), "ppm"),
    (b"P3 # a comment\n1 1 255 0 0 0", "ppm"),
    (encoded(photo(size=(20, 20)), "QOI"), "qoi"),
    (b"<?xml version='1.0'?><svg/>", "svg"),
]
FOREIGN = [
    (b"this is plain text, whatever its name says", "no image known here"),
    (b"BM is how many a text begins, and this one goes on", "no image known here"),
    (b"<?xml version='1.0'?><rss/>", "an SVG drawing"),
    (b"\n <!DOCTYPE html><title>404</title>", "an HTML page"),
    (b"%PDF-1.7\n", "a PDF document"),
    (b"%!PS-Adobe-3.0 EPSF-3.0", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6" + bytes(30), "a PostScript file"),
    (b"PK\3\4" + bytes(30), "a ZIP archive"),
    (b"8BPS\0\1", "a Photoshop file"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "no image known here"),
    (b"\0\0\0\x18ftypisom\0\0\0\0isommp41", "a video"),
    (b"\0\0\0\x14ftypisomavifmp41", "a video"),  # a version that reads like a brand
    (b"\x89PN", "no image known here"),
    (b"\0", "no image known here"),
    (b"\0\0\1\0\0\0", "no image known here"),  # an icon of no picture
    (b"\0\0\1\0\xba\x21\0\1\xe1", "no image known here"),  # an MPEG stream
    (b"P6 is a format, says this text", "no image known here"),
    (b"P", "no image known here"),
    (b"SIMPLE  =                    T", "no image known here"),  # FITS
    (b"\xd7\xcd\xc6\x9a" + bytes(30), "no image known here"),  # WMF
    (b"P7\nWIDTH 2\n", "no image known here"),
]


@pytest.mark.parametrize(("data", "name"), FILES, ids=[f"{n}-{name}" for n, (_, name) in enumerate(FILES)])
def test_it_knows_a_format_by_its_bytes(data: bytes, name: str) -> None:
    assert sniff(data, ACCEPTABLE).name == name
    assert sniff(memoryview(data), ACCEPTABLE).name == name


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


def test_heic_and_svg_are_only_read_and_json_only_written() -> None:
    assert set(FORMATS) - set(WRITABLE) == {"heic", "svg"}
    assert set(FORMATS) - set(ACCEPTABLE) == {"json"}


def test_svg_is_read_only_on_request() -> None:
    assert set(ACCEPTABLE) - set(READABLE) == {"svg"}


def test_an_archive_is_an_array_by_its_first_member() -> None:
    member = b"PK\3\4" + bytes(22) + b"\x09\0\0\0"
    assert sniff(member + b"image.npy").name == "npz"
    with pytest.raises(FormatUnsupported, match="looks like a ZIP archive"):
        sniff(member + b"image.txt")


def test_no_name_stands_for_two_formats() -> None:
    names = [name for format in FORMATS.values() for name in (format.name, *format.names)]
    types = [name for format in FORMATS.values() for name in (format.media_type, *format.media_types)]
    suffixes = [name for format in FORMATS.values() for name in (format.suffix, *format.suffixes)]
    for known in (names, types, suffixes):
        assert len(known) == len(set(known))


def test_a_format_by_its_other_names() -> None:
    assert (ALIASES["jpg"], ALIASES["jp2"], ALIASES["heif"]) == ("jpeg", "jpeg2000", "heic")


@pytest.mark.parametrize("name", ["eps", "ps", "pdf", "wmf", "fits"])
def test_what_runs_programs_or_hides_its_size_is_no_format_here(name: str) -> None:
    assert name not in FORMATS
    assert name.upper() not in {format.pillow for format in FORMATS.values()}


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("image/png", "png"),
        ("IMAGE/JPEG", "jpeg"),
        ("image/heic", None),
        ("text/html", None),
        ("image/x-icon", "ico"),
        ("image/jpg", "jpeg"),
        ("image/x-ms-bmp", "bmp"),
        ("image/x-portable-anymap", "ppm"),
        ("image/jpx", "jpeg2000"),
        ("application/x-npy", "npy"),
        ("application/json", "json"),
    ],
)
def test_formats_are_found_by_media_type(media_type: str, name: str | None) -> None:
    found = by_media_type(media_type)
    assert (found.name if found else None) == name
