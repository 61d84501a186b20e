"""From bytes to frames: headers, limits before decoding, damage."""

import io
import struct
import zlib

import numpy as np
import pytest
import tifffile

from filters.engine import EngineError, Limits, process
from filters.engine.decode import open_source
from filters.engine.errors import FormatUnsupported, ImageMissing, ImageTooLarge, ImageUnreadable, PipelineInvalid
from filters.engine.modes import WORKING
from filters.engine.source import Source
from tests.engine.pictures import animation, encoded, frames_of, opened, photo, photo_bytes, picture, same

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # what Pillow says about damaged files
LIMITS = Limits()


def source(data: bytes) -> Source:
    return open_source(data, LIMITS)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG by hand: gray, one bit a pixel."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (photo_bytes("chelsea.png"), ("png", (451, 300), "RGB", 1, False)),
        (photo_bytes("camera.png"), ("png", (512, 512), "L", 1, False)),
        (photo_bytes("horse.png"), ("png", (400, 328), "RGBA", 1, True)),
        (photo_bytes("rocket.jpg"), ("jpeg", (640, 427), "RGB", 1, False)),
        (photo_bytes("multipage.tif"), ("tiff", (10, 15), "L", 2, False)),
        (photo_bytes("no_time_for_that_tiny.gif"), ("gif", (14, 25), "P", 24, False)),
        (animation("WEBP"), ("webp", (24, 16), "RGB", 3, False)),
        (animation("AVIF"), ("avif", (24, 16), "RGB", 3, False)),
        (animation("PNG"), ("png", (24, 16), "RGB", 3, False)),
        (encoded(picture("P+tRNS"), "PNG"), ("png", (13, 7), "P", 1, True)),
    ],
)
def test_the_header_is_known_before_decoding(data: bytes, facts: tuple[object, ...]) -> None:
    header = source(data).header
    assert (header.format.name, header.size, header.mode, header.frames, header.has_alpha) == facts


@pytest.mark.parametrize(
    ("format", "mode"),
    [
        *(("TIFF", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F")),
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "P+tRNS", "RGB", "RGB+tRNS", "RGBA", "I;16")),
    ],
)
def test_every_mode_in_a_file_becomes_a_working_mode(format: str, mode: str) -> None:
    data = encoded(picture(mode, (20, 10)), format)
    frame = next(source(data).frames())
    assert frame.image.size == (20, 10)
    assert frame.image.mode in WORKING
    assert ("A" in frame.image.mode) == (mode in ("LA", "P+tRNS", "RGB+tRNS", "RGBA"))


def test_no_bytes_are_a_missing_image() -> None:
    with pytest.raises(ImageMissing):
        source(b"")


def test_a_large_picture_is_refused_without_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[object] = []
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded.append)
    with pytest.raises(ImageTooLarge) as caught:
        process(png(30_000, 30_000, bytes(3751) * 30_000))
    assert caught.value.detail.startswith("The image is 30000 x 30000, 900 megapixels; at most 64 are allowed.")
    assert decoded == []


def test_the_same_png_in_a_small_size_is_fine() -> None:
    assert process(png(16, 2, b"\0\xff\x00\0\x0f\xf0")).size == (16, 2)


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (2**31 - 1, 2**31 - 1)])
def test_senseless_sizes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises((ImageUnreadable, ImageTooLarge)):
        process(png(*size))


def test_an_mpo_is_the_jpeg_that_it_begins_with() -> None:
    data = encoded(photo(size=(40, 30)), "MPO", save_all=True, append_images=[photo(size=(80, 60))])
    result = process(data, format="png")
    assert (result.size, result.frames, result.notes) == ((40, 30), 1, ())


def test_what_is_behind_the_end_of_a_file_does_no_harm() -> None:
    data = photo_bytes("rocket.jpg")
    assert process(data + b"<?php evil(); ?>" * 99, format="png").data == process(data, format="png").data


def test_eps_in_disguise_is_refused() -> None:
    with pytest.raises(FormatUnsupported, match="a PostScript file"):
        process(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")


FILES = {
    "jpeg": encoded(photo(size=(60, 40)), "JPEG"),
    "progressive": encoded(photo(size=(60, 40)), "JPEG", progressive=True),
    "png": encoded(photo(size=(60, 40)), "PNG"),
    "gif": encoded(photo(size=(60, 40)), "GIF"),
    "webp": encoded(photo(size=(60, 40)), "WEBP"),
    "avif": encoded(photo(size=(60, 40)), "AVIF"),
    "tiff": encoded(photo(size=(60, 40)), "TIFF"),
    "lzw": encoded(photo(size=(60, 40)), "TIFF", compression="tiff_lzw"),
    "bmp": encoded(photo(size=(60, 40)), "BMP"),
    "apng": animation("PNG"),
    "animated gif": animation("GIF"),
    "animated webp": animation("WEBP"),
    "animated avif": animation("AVIF"),
    "pages": animation("TIFF"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_cut_file_is_unreadable_and_nothing_worse(name: str) -> None:
    data = FILES[name]
    refused = 0
    for cut in {
        1,
        2,
        4,
        8,
        12,
        13,
        16,
        24,
        32,
        40,
        48,
        64,
        *range(80, len(data), max(1, len(data) // 40)),
        len(data) - 1,
    }:
        try:
            process(data[:cut], format="png")
        except (ImageUnreadable, FormatUnsupported) as error:
            refused += 1
            assert error.problems[0].field == "image"
    assert refused > 10


@pytest.mark.parametrize("name", ["jpeg", "png", "gif", "webp", "avif", "tiff", "bmp"])
def test_half_a_file_is_refused(name: str) -> None:
    with pytest.raises(ImageUnreadable, match="damaged"):
        process(FILES[name][: len(FILES[name]) // 2])


@pytest.mark.parametrize("name", FILES)
def test_flipped_bits_are_survived(name: str) -> None:
    data = FILES[name]
    limits = Limits(max_pixels=1_000_000)
    outcomes = set()
    for at in range(0, len(data), max(1, len(data) // 60)):
        broken = bytearray(data)
        broken[at] ^= 0x55
        try:
            process(bytes(broken), format="png", limits=limits)
            outcomes.add("fine")
        except EngineError as error:
            outcomes.add(error.code)
    assert outcomes <= {"fine", "image_unreadable", "format_unsupported", "image_too_large", "too_many_frames"}
    assert len(outcomes) > 1


def test_no_path_and_no_library_name_is_in_a_message() -> None:
    with pytest.raises(ImageUnreadable) as caught:
        process(FILES["png"][:200])
    assert "PIL" not in caught.value.detail
    assert "BytesIO" not in caught.value.detail


def tiff(*sizes: tuple[int, int]) -> bytes:
    pages = [photo(size=size) for size in sizes]
    return encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="tiff_deflate")


def test_pages_of_a_tiff_may_differ_in_size() -> None:
    result = process(tiff((40, 30), (20, 60)), [{"op": "resize", "width": 10}])
    assert [page.size for page in frames_of(result.data)] == [(10, 8), (10, 30)]


def test_pages_are_summed_by_their_own_sizes() -> None:
    data = tiff((4, 3), (400, 300), (400, 300))
    process(data, format="png", limits=Limits(max_pixels=240_012))
    with pytest.raises(ImageTooLarge, match="up to 400 x 300 x 3 frames"):
        process(data, format="png", limits=Limits(max_pixels=240_011))


def test_a_crop_that_a_later_page_is_too_small_for_is_refused_before_work() -> None:
    with pytest.raises(PipelineInvalid) as caught:
        process(tiff((40, 30), (20, 10)), [{"op": "crop", "width": 30, "height": 5}])
    assert caught.value.problems[0].field == "pipeline[0].width"


def test_a_gif_frame_outside_the_screen_does_not_show() -> None:
    """Screen 24 x 16; the second frame claims 30 x 16."""
    data = bytearray(animation("GIF"))
    second = data.index(b"\x2c", data.index(b"\x2c") + 1)
    larger = bytearray(animation("GIF", size=(30, 16)))
    frame = larger[larger.index(b"\x2c", larger.index(b"\x2c") + 1) :]
    result = process(bytes(data[:second] + frame), format="png")
    assert result.size == (24, 16)
    assert opened(result.data).size == (24, 16)


def test_a_picture_is_the_same_from_bytes_of_any_kind() -> None:
    data = FILES["png"]
    image = next(source(bytearray(data)).frames()).image  # type: ignore[arg-type]
    assert same(image, photo(size=(60, 40)))


def test_forms_that_no_one_reads_are_refused_in_a_sentence() -> None:
    """A JPEG of 12 bits, and a TIFF of three floating-point channels."""
    jpeg = bytearray(FILES["jpeg"])
    jpeg[jpeg.index(b"\xff\xc0") + 4] = 12
    floats = io.BytesIO()
    tifffile.imwrite(floats, np.zeros((4, 5, 3), np.float32), photometric="rgb")
    for data in (bytes(jpeg), floats.getvalue()):
        with pytest.raises(ImageUnreadable, match="a form that is not read here"):
            process(data)


def test_damaged_pixels_are_told_where_exif_is_looked_for_behind_them() -> None:
    data = bytearray(encoded(photo(size=(64, 48)), "PNG"))
    data[data.index(b"IDAT") + 40 : -20] = bytes(len(data) - 20 - data.index(b"IDAT") - 40)
    with pytest.raises(ImageUnreadable, match="PNG is damaged"):
        process(bytes(data) + b"eXIf")
