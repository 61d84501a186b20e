"""Headers that claim many more pixels than their file could hold, or than anyone's memory could."""

import struct
from collections.abc import Callable

from tests.hostile.files.parts import (
    PNG,
    SOI,
    after_soi,
    box,
    chunk,
    directory,
    gray,
    ihdr,
    piece,
    png,
    riff,
    saved,
    segment,
    small,
    three,
    tiff,
)

HUGE = 60_000
MOST = 2**31 - 1


def jpeg(width: int, height: int, *, marker: int = 0xC0) -> bytes:
    data = bytearray(saved(small(), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 1] = marker
    struct.pack_into(">HH", data, at + 5, height, width)
    return bytes(data)


def _second_frame_header() -> bytes:
    """Small where the first header says it, huge where the second does."""
    good = saved(small(), "JPEG")
    at = good.index(b"\xff\xda")
    huge = segment(0xC0, struct.pack(">BHHB", 8, HUGE, HUGE, 3) + bytes((1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1)))
    return good[:at] + huge + good[at:]


def gif(width: int, height: int, *, frame: tuple[int, int] = (1, 1)) -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    image = b"," + struct.pack("<HHHHB", 0, 0, *frame, 0)
    return screen + image + b"\2\2D\1\0;"


def _webp(width: int, height: int) -> bytes:
    extended = piece(b"VP8X", bytes((0, 0, 0, 0)) + three(width - 1) + three(height - 1))
    return riff(extended, saved(small(), "WEBP")[12:])


def lossless_webp(width: int, height: int) -> bytes:
    return riff(piece(b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + bytes(20)))


def bmp(width: int, height: int, *, bits: int = 24, compression: int = 0) -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 64, 0, 0, 54) + header + bytes(64)


def _tiff(width: int, height: int) -> bytes:
    return tiff(directory(gray(width, height, 200, length=64)), bytes(300))


def _big_tiff(width: int, height: int) -> bytes:
    tags = gray(width, height, 400, length=64)
    packed = b"".join(struct.pack("<HHQQ", tag, kind, count, value) for tag, kind, count, value in tags)
    return b"II+\0" + struct.pack("<HHQ", 8, 0, 16) + struct.pack("<Q", len(tags)) + packed + bytes(400)


def _tiff_of_tiles(width: int, height: int) -> bytes:
    """One pixel, in a tile of 60 000 a side."""
    tags = [tag for tag in gray(1, 1, 200) if tag[0] not in (273, 278, 279)]
    tags += [(322, 4, 1, width), (323, 4, 1, height), (324, 4, 1, 200), (325, 4, 1, 64)]
    return tiff(directory(tags), bytes(300))


def _avif(width: int, height: int) -> bytes:
    data = bytearray(saved(small(), "AVIF"))
    struct.pack_into(">II", data, data.index(b"ispe") + 8, width, height)
    return bytes(data)


def _heic(width: int, height: int) -> bytes:
    """Only a header: the boxes that tell the size, and a primary picture that is not there."""
    sizes = box(b"ispe", struct.pack(">III", 0, width, height))
    codec = box(b"hvcC", bytes(23))
    links = box(b"ipma", struct.pack(">IIHBBB", 0, 1, 1, 2, 1, 0x82))
    properties = box(b"iprp", box(b"ipco", sizes + codec) + links)
    entry = box(b"infe", struct.pack(">IHH4s", 2 << 24, 1, 0, b"hvc1") + b"\0")
    info = box(b"iinf", struct.pack(">IH", 0, 1) + entry)
    handler = box(b"hdlr", struct.pack(">II4s12x", 0, 0, b"pict") + b"\0")
    place = box(b"iloc", struct.pack(">IHHHHHII", 0, 0x4400, 1, 1, 0, 1, 0, 64))
    meta = box(b"meta", bytes(4) + handler + box(b"pitm", struct.pack(">IH", 0, 1)) + info + properties + place)
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta + box(b"mdat", bytes(64))


def jp2(width: int, height: int, *, tile: int | None = None, inner: tuple[int, int] | None = None) -> bytes:
    data = bytearray(saved(small(), "JPEG2000"))
    struct.pack_into(">II", data, data.index(b"ihdr") + 4, height, width)
    siz = data.index(b"\xff\x4f\xff\x51")
    across, down = inner or (width, height)
    struct.pack_into(">6I", data, siz + 8, across, down, 0, 0, tile or across, tile or down)
    return bytes(data)


def _jp2_of_components(count: int) -> bytes:
    """A codestream of many components, each as large as the picture."""
    size = struct.pack(">H8IH", 0, 4000, 4000, 0, 0, 4000, 4000, 0, 0, count) + b"\7\1\1" * count
    return b"\xff\x4f\xff\x51" + struct.pack(">H", len(size) + 2) + size + bytes(64) + b"\xff\xd9"


def _icon(width: int, height: int, *, count: int = 1) -> bytes:
    """An icon that says 256 and holds a PNG that says more."""
    inner = PNG + ihdr(width, height) + chunk(b"IDAT", bytes(16)) + chunk(b"IEND")
    entries = struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(inner), 6 + 16 * count) * count
    return struct.pack("<HHH", 0, 1, count) + entries + inner


def _icns() -> bytes:
    inner = png(width=HUGE, height=1)
    return b"icns" + struct.pack(">I", len(inner) + 16) + b"ic10" + struct.pack(">I", len(inner) + 8) + inner


def _blp() -> bytes:
    """One that Pillow reads takes 667 MB."""
    return b"BLP1" + struct.pack("<IIIIII", 1, 0, HUGE, HUGE, 5, 0) + bytes(256)


def qoi(width: int, height: int) -> bytes:
    return b"qoif" + struct.pack(">IIBB", width, height, 4, 0) + b"\xfd" * 64


def _pnm(kind: str, width: int, height: int, most: str = "255") -> bytes:
    return f"{kind}\n{width} {height}\n{most}\n".encode() + b"1 " * 64


TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "a PNG of two billion pixels a side": lambda: PNG + ihdr(MOST, MOST) + chunk(b"IDAT", bytes(16)),
    "a PNG that is all width": lambda: PNG + ihdr(MOST, 1) + chunk(b"IDAT", bytes(16)) + chunk(b"IEND"),
    "a PNG of one bit a pixel and 60 000 pixels a side": lambda: (
        PNG + ihdr(HUGE, HUGE, bits=1, color=0) + chunk(b"IDAT", bytes(16)) + chunk(b"IEND")
    ),
    "an interlaced PNG of 60 000 pixels a side": lambda: (
        PNG + ihdr(HUGE, HUGE, interlaced=True) + chunk(b"IDAT", bytes(16)) + chunk(b"IEND")
    ),
    "a JPEG of 65 500 pixels a side": lambda: jpeg(65_500, 65_500),
    "a progressive JPEG of 60 000 pixels a side": lambda: jpeg(HUGE, HUGE, marker=0xC2),
    "a GIF whose screen has 65 535 pixels a side": lambda: gif(65_535, 65_535),
    "a GIF of one pixel whose frame has 65 535 a side": lambda: gif(1, 1, frame=(65_535, 65_535)),
    "a WebP whose canvas has 16 million pixels a side": lambda: _webp(1 << 24, 1 << 24),
    "a lossless WebP of 16 383 pixels a side": lambda: lossless_webp(16_383, 16_383),
    "a BMP of two billion pixels a side": lambda: bmp(MOST, MOST),
    "a BMP that counts its rows from the top, two billion of them": lambda: bmp(MOST, -MOST),
    "a BMP in run lengths of 60 000 pixels a side": lambda: bmp(HUGE, HUGE, bits=8, compression=1),
    "a TIFF of two billion pixels a side": lambda: _tiff(MOST, MOST),
    "a BigTIFF of 60 000 pixels a side": lambda: _big_tiff(HUGE, HUGE),
    "a JPEG 2000 of four billion pixels a side": lambda: jp2(2**32 - 1, 2**32 - 1),
    "a JPEG 2000 that is small outside and huge inside": lambda: jp2(32, 24, inner=(HUGE, HUGE)),
    "a JPEG 2000 of a million tiles": lambda: jp2(4000, 4000, tile=4),
    "an icon of 256 pixels that holds a PNG of 13 300": lambda: _icon(13_300, 13_300),
    "a QOI of four billion pixels a side": lambda: qoi(2**32 - 1, 2**32 - 1),
    "a PPM of a billion pixels a side": lambda: _pnm("P6", 10**9, 10**9),
    "a JPEG whose second header claims 60 000 pixels a side": _second_frame_header,
    "a JPEG that is nothing but a header of 60 000 pixels a side": lambda: after_soi(
        SOI, segment(0xC0, struct.pack(">BHHB", 8, HUGE, HUGE, 1) + b"\1\x11\0")
    ),
    "a HEIC that says it has 60 000 pixels a side": lambda: _heic(HUGE, HUGE),
}
"""What is refused for its size: 413."""

DAMAGED: dict[str, Callable[[], bytes]] = {
    "a PNG of no width": lambda: PNG + ihdr(0, 5) + chunk(b"IDAT", bytes(16)) + chunk(b"IEND"),
    "a JPEG of no height": lambda: jpeg(32, 0),
    "an AVIF that says it has 60 000 pixels a side": lambda: _avif(HUGE, HUGE),
    "a bitmap as text of 60 000 pixels a side": lambda: _pnm("P1", HUGE, HUGE),
    "a JPEG 2000 of 16 384 components": lambda: _jp2_of_components(16_384),
    "a PGM whose numbers have more digits than a machine": lambda: _pnm("P5", 8, 8, "9" * 4000),
    "a PPM whose width has more digits than a machine": lambda: b"P6\n" + b"9" * 40_000 + b" 1\n255\n",
}
"""What is refused for what it is: 422."""

FOREIGN: dict[str, Callable[[], bytes]] = {
    "an ICNS that holds a PNG of 60 000 pixels": _icns,
    "a BLP in a JPEG's place, of 60 000 pixels a side": _blp,
}
"""What is no format here, and goes to no decoder: 415."""

READ: dict[str, Callable[[], bytes]] = {
    "a TIFF of one pixel in a tile of 60 000 a side": lambda: _tiff_of_tiles(HUGE, HUGE),
}
"""What is read in spite of its claims: 200."""
