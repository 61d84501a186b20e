"""What a file claims to be is bounded before anything is decoded."""

import struct
from typing import Any

import pytest
from PIL import Image

from filters.engine import Limits, process
from filters.engine.codecs.claims import icon_sizes, jpeg2000_sizes, webp_sizes
from filters.engine.errors import EngineError, ImageTooLarge, ImageUnreadable
from tests.engine.pictures import cutout, encoded, furthest, opened, photo, picture, same

SIZES = [(16, 16), (48, 48), (32, 32)]


def icon(*sizes: tuple[int, int], **options: Any) -> bytes:
    return encoded(picture("RGBA", (64, 64)), "ICO", sizes=list(sizes), **options)


@pytest.mark.parametrize("kind", ["png", "bmp"])
def test_an_icon_gives_its_largest_picture(kind: str) -> None:
    data = icon(*SIZES, bitmap_format=kind)
    assert sorted(icon_sizes(data)) == sorted(SIZES)
    result = process(data, format="png")
    assert (result.size, result.frames) == ((48, 48), 1)
    assert same(opened(result.data), opened(data).convert("RGBA"))


def test_an_icon_that_says_256_and_holds_30000_is_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(icon((64, 64)))
    at = data.index(b"IHDR") + 4
    data[at : at + 8] = struct.pack(">II", 30_000, 30_000)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda *_: pytest.fail("decoded"))
    with pytest.raises(ImageTooLarge, match="30000 x 30000"):
        process(bytes(data))


def test_a_bitmap_in_an_icon_is_bounded_too() -> None:
    data = bytearray(icon((64, 64), bitmap_format="bmp"))
    struct.pack_into("<ii", data, 6 + 16 + 4, 20_000, -2 * 20_000)
    with pytest.raises(ImageTooLarge, match="20000 x 20000"):
        process(bytes(data))


@pytest.mark.parametrize("options", [{}, {"no_jp2": True}, {"irreversible": True}, {"tile_size": (64, 64)}])
def test_the_size_of_a_jpeg_2000_is_in_its_codestream(options: dict[str, Any]) -> None:
    data = encoded(photo(size=(200, 130)), "JPEG2000", **options)
    assert jpeg2000_sizes(data) == ((200, 130),)
    result = process(data, format="png")
    assert furthest(opened(result.data), opened(data)) == 0


def test_a_codestream_larger_than_its_box_says_is_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(encoded(photo(size=(200, 130)), "JPEG2000"))
    siz = data.index(b"\xff\x4f\xff\x51")
    struct.pack_into(">6I", data, siz + 8, 40_000, 40_000, 0, 0, 40_000, 40_000)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda *_: pytest.fail("decoded"))
    with pytest.raises(ImageTooLarge, match="40000 x 40000"):
        process(bytes(data))


def test_a_jpeg_2000_of_countless_tiles_is_refused() -> None:
    data = bytearray(encoded(photo(size=(400, 300)), "JPEG2000"))
    struct.pack_into(">II", data, data.index(b"\xff\x4f\xff\x51") + 24, 4, 4)
    with pytest.raises(ImageTooLarge, match="7500 tiles; at most 4096"):
        process(bytes(data))


@pytest.mark.parametrize(("format", "options"), [("JPEG2000", {}), ("JXL", {"effort": 1})])
def test_a_decoder_that_needs_much_gets_little(
    format: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """829 bytes of JPEG 2000 would take 2.3 GB, 14 KB of JPEG XL 15 seconds."""
    data = encoded(Image.new("L", (8000, 4001)), format, **options)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda *_: pytest.fail("decoded"))
    with pytest.raises(ImageTooLarge, match="8000 x 4001; at most 32 megapixels are allowed in JPEG"):
        process(data)


@pytest.mark.parametrize("offset", [8, 12, 24, 28])
def test_a_canvas_without_pixels_is_damage(offset: int) -> None:
    data = bytearray(encoded(photo(size=(40, 30)), "JPEG2000"))
    struct.pack_into(">I", data, data.index(b"\xff\x4f\xff\x51") + offset, 0)
    with pytest.raises(ImageUnreadable):
        process(bytes(data))


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_jpeg_2000_goes_both_ways_without_loss(mode: str) -> None:
    image = picture(mode, (40, 30))
    data = process(encoded(image, "PNG"), format="jpeg2000", quality=100).data
    assert same(opened(process(data, format="png").data), image)


def test_a_comment_in_a_jpeg_2000_goes() -> None:
    data = encoded(cutout(), "JPEG2000", comment="SECRET")
    assert b"SECRET" in data
    assert b"SECRET" not in process(data).data


FILES = {
    "png icon": icon(*SIZES),
    "bmp icon": icon(*SIZES, bitmap_format="bmp"),
    "jp2": encoded(photo(size=(60, 40)), "JPEG2000"),
    "j2k": encoded(photo(size=(60, 40)), "JPEG2000", no_jp2=True),
    "qoi": encoded(photo(size=(60, 40)), "QOI"),
    "ppm": encoded(photo(size=(60, 40)), "PPM"),
    "pbm": encoded(Image.new("1", (60, 40)), "PPM"),
    "plain": b"P3 2 2 255\n" + b" 1 2 3" * 4,
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_damage_is_named_and_nothing_worse(name: str) -> None:
    data, limits = FILES[name], Limits(max_pixels=1_000_000)
    codes = set()
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 0x55
        for broken in (data[:at], bytes(flipped)) if at < 64 or at % 97 == 0 else ():
            try:
                process(broken, format="png", limits=limits)
            except EngineError as error:
                codes.add(error.code)
    assert codes <= {"image_unreadable", "image_too_large", "image_missing", "format_unsupported"}
    assert "image_unreadable" in codes


@pytest.mark.parametrize("name", [name for name in FILES if name != "pbm"])
def test_half_a_file_is_refused(name: str) -> None:
    with pytest.raises(ImageUnreadable, match="damaged"):
        process(FILES[name][: len(FILES[name]) // 2], format="png")


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("RGB", {}),
        ("RGBA", {}),
        ("RGB", {"lossless": True}),
        ("RGBA", {"lossless": True}),
        ("RGB", {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"}),
        ("RGB", {"save_all": True, "append_images": [picture("RGB", (45, 30))]}),
    ],
    ids=["lossy", "lossy with alpha", "lossless", "lossless with alpha", "extended", "animation"],
)
def test_a_webp_claims_what_pillow_finds(mode: str, options: dict[str, Any]) -> None:
    data = encoded(picture(mode, (45, 30)), "WEBP", **options)
    assert webp_sizes(data) == (opened(data).size,) == ((45, 30),)


def test_a_webp_of_268_megapixels_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    bits = struct.pack("<I", 16_382 | 16_382 << 14)
    data = b"RIFF" + struct.pack("<I", 40) + b"WEBPVP8L" + struct.pack("<I", 25) + b"\x2f" + bits + bytes(21)
    monkeypatch.setattr(Image, "open", lambda *given, **options: pytest.fail("it was opened"))
    with pytest.raises(ImageTooLarge, match="16383 x 16383"):
        process(data)
