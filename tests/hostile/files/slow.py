"""Files up to the size of an upload, of pieces so small that looking at each takes longer than anyone waits."""

import struct
from collections.abc import Callable

from tests.hostile.files.parts import (
    LONG,
    SHORT,
    box,
    chunk,
    directory,
    gray,
    piece,
    png,
    riff,
    saved,
    small,
    three,
    tiff,
)

MOST = 31 << 20


def _filled(part: bytes, length: int = MOST) -> bytes:
    """The part, over and over, to that length."""
    return part * (length // len(part))


def _gif(*before: bytes, pixels: bytes = b"\2D\1\0") -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    return screen + b"".join(before) + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2" + pixels + b";"


def _webp_of_chunks() -> bytes:
    extended = piece(b"VP8X", bytes((2, 0, 0, 0)) + three(31) + three(23))
    image = saved(small(), "WEBP", lossless=True)[12:]
    frame = piece(b"ANMF", three(0) * 2 + three(31) + three(23) + three(1) + b"\0" + image)
    return riff(extended, piece(b"ANIM", bytes(6)), frame, frame, _filled(piece(b"teSt", b"")))


def _jp2_of_boxes() -> bytes:
    data = saved(small(), "JPEG2000")
    at = data.index(b"jp2h") - 4
    return data[:at] + _filled(box(b"teSt", b"")) + data[at:]


def _jp2_of_inner_boxes() -> bytes:
    data = saved(small(), "JPEG2000")
    at = data.index(b"jp2h") - 4
    (length,) = struct.unpack_from(">I", data, at)
    inner = _filled(box(b"teSt", b""))
    header = struct.pack(">I", length + len(inner)) + data[at + 4 : at + length] + inner
    return data[:at] + header + data[at + length :]


def _tiff_of_strips(strips: int) -> bytes:
    counts = 16 + 4 * strips
    tags = [tag for tag in gray(1, strips, 8, rows=1) if tag[0] not in (273, 279)]
    tags += [(273, LONG, strips, 16), (279, LONG, strips, counts)]
    places, lengths = struct.pack("<I", 8) * strips, struct.pack("<I", 1) * strips
    return tiff(bytes(8), places, lengths, directory(tags), first=16 + 8 * strips)


def _tiff_of_pages_of_tags(pages: int, tags: int) -> bytes:
    filler = [(tag, SHORT, 1, 1) for tag in range(1000, 1000 + tags)]
    length = len(directory([*gray(1, 1, 8), *filler]))
    parts = [
        directory([*gray(1, 1, 8), *filler], 16 + (number + 1) * length if number + 1 < pages else 0)
        for number in range(pages)
    ]
    return tiff(bytes(8), *parts, first=16)


def _bmp_of_runs() -> bytes:
    """Runs of one pixel each."""
    pixels = _filled(b"\1\0", 16 << 20)
    side = 2896
    header = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 8, 1, len(pixels), 0, 0, 256, 0)
    at = 54 + 1024
    return b"BM" + struct.pack("<IHHI", at + len(pixels), 0, 0, at) + header + bytes(1024) + pixels


def _pnm(kind: bytes, most: int, channels: int, size: int = 1) -> bytes:
    side = int((MOST / channels / size) ** 0.5)
    return kind + b" %d %d %d\n" % (side, side, most) + bytes(side * side * channels * size)


def _exif_of_settings() -> bytes:
    """A directory of 65 535 tags whose settings and places are the same directory once more."""
    tags = [(34_665, LONG, 1, 24), (34_853, LONG, 1, 40), *((tag, SHORT, 1, 1) for tag in range(1, 30_000))]
    return png(chunk(b"eXIf", tiff(directory(tags), directory(tags))))


def _jpeg2000_of_markers(length: int) -> bytes:
    """A codestream whose main header goes on and on."""
    data = saved(small(), "JPEG2000", no_jp2=True)
    at = data.index(b"\xff\x52")
    return data[:at] + _filled(b"\xff\x64" + struct.pack(">H", length) + bytes(max(0, length - 2)), 8 << 20) + data[at:]


def _iso(brand: bytes) -> bytes:
    """An ISO media file of nothing but free space."""
    return box(b"ftyp", brand + bytes(4) + brand) + _filled(box(b"free", b""))


SLOW: dict[str, Callable[[], bytes]] = {
    "a JPEG 2000 of nothing but small comments": lambda: _jpeg2000_of_markers(2),
    "a JPEG 2000 of nothing but empty markers": lambda: _jpeg2000_of_markers(0),
    "an AVIF of nothing but free space": lambda: _iso(b"avif"),
    "a HEIC of nothing but free space": lambda: _iso(b"heic"),
    "a PNG of nothing but small chunks": lambda: png(_filled(chunk(b"teSt", b""))),
    "a PNG of nothing but small texts": lambda: png(_filled(chunk(b"tEXt", b"a\0b"))),
    "a PNG of pixels in empty chunks": lambda: png(_filled(chunk(b"IDAT", b""))),
    "a GIF of nothing but comments": lambda: _gif(_filled(b"!\xfe\1x\0")),
    "a GIF of one comment in blocks of one byte": lambda: _gif(b"!\xfe" + _filled(b"\1x") + b"\0"),
    "a GIF of nothing but unknown extensions": lambda: _gif(_filled(b"!\x99\0")),
    "a GIF of pixels in blocks of one byte": lambda: _gif(pixels=_filled(b"\1x") + b"\0"),
    "a GIF of nothing but stray bytes": lambda: _gif(_filled(b"\0")),
    "a WebP of nothing but small chunks": _webp_of_chunks,
    "a JPEG 2000 of nothing but small boxes": _jp2_of_boxes,
    "a JPEG 2000 of nothing but small boxes in its header": _jp2_of_inner_boxes,
    "a TIFF of 3 million strips": lambda: _tiff_of_strips(3_000_000),
    "a TIFF of 300 pages of 8000 tags": lambda: _tiff_of_pages_of_tags(300, 8000),
    "a TIFF of 30 pages of 60 000 tags": lambda: _tiff_of_pages_of_tags(30, 60_000),
    "a BMP of runs of one pixel": _bmp_of_runs,
    "a PPM of 254 grays": lambda: _pnm(b"P6", 254, 3),
    "a PGM of 1000 grays": lambda: _pnm(b"P5", 1000, 1, 2),
    "a PNG with EXIF whose 30 000 tags are told three times": _exif_of_settings,
}
"""What is refused for its many pieces, or read as a whole: 200, 413 or 422."""
