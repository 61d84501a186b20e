"""Animations and pages without end: few bytes for each frame, much work for who reads them."""

import struct
import zlib
from collections.abc import Callable

from PIL import Image

from tests.hostile.files.parts import (
    LONG,
    PNG,
    chunk,
    directory,
    gray,
    ihdr,
    piece,
    riff,
    saved,
    small,
    three,
    tiff,
)

MANY = 20_000


def _gif(frames: int, *, side: int = 1) -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + bytes(6)
    control = b"!\xf9\4\0\1\0\0\0"
    image = control + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\2D\1\0"
    return screen + image * frames + b";"


def _gif_of_nothing(frames: int) -> bytes:
    """Image blocks that hold no codes at all."""
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    return screen + (b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\0") * frames + b";"


def _gif_of_extensions(count: int) -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    return screen + b"!\xfe\1x\0" * count + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\2D\1\0;"


def _gif_of_a_long_comment(blocks: int) -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    comment = b"!\xfe" + (b"\xff" + b"c" * 255) * blocks + b"\0"
    return screen + comment + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\2D\1\0;"


def _apng(frames: int, *, side: int = 1, claimed: int | None = None) -> bytes:
    rows = zlib.compress((b"\0" + bytes(3 * side)) * side)
    parts = [PNG, ihdr(side, side), chunk(b"acTL", struct.pack(">II", claimed or frames, 0))]
    number = 0
    for frame in range(frames):
        parts.append(chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, side, side, 0, 0, 1, 100, 0, 0)))
        number += 1
        parts.append(chunk(b"IDAT", rows) if frame == 0 else chunk(b"fdAT", struct.pack(">I", number) + rows))
        number += frame > 0
    return b"".join((*parts, chunk(b"IEND")))


def _webp(frames: int, *, side: int = 1) -> bytes:
    image = saved(Image.new("RGB", (side, side)), "WEBP", lossless=True)[12:]
    frame = piece(b"ANMF", three(0) * 2 + three(side - 1) * 2 + three(1) + b"\0" + image)
    extended = piece(b"VP8X", bytes((2, 0, 0, 0)) + three(side - 1) * 2)
    return riff(extended, piece(b"ANIM", bytes(6)), *[frame] * frames)


def _tiff(pages: int) -> bytes:
    """Each page in a directory of its own, all over the same pixel."""
    length = len(directory(gray(1, 1, 8)))
    start = 16
    places = [start + number * length for number in range(pages)]
    following = [*places[1:], 0]
    return tiff(bytes(8), *(directory(gray(1, 1, 8), place) for place in following), first=start)


def _tiff_of_huge_second_page() -> bytes:
    first = directory(gray(1, 1, 8), 16 + len(directory(gray(1, 1, 8))))
    return tiff(bytes(8), first, directory(gray(60_000, 60_000, 8)), first=16)


def _tiff_of_strips(strips: int) -> bytes:
    """A picture of one row a strip, every strip at the same place."""
    counts = 16 + 4 * strips
    tags = [tag for tag in gray(1, strips, 8, rows=1) if tag[0] not in (273, 279)]
    tags += [(273, LONG, strips, 16), (279, LONG, strips, counts)]
    places, lengths = struct.pack("<I", 8) * strips, struct.pack("<I", 1) * strips
    return tiff(bytes(8), places, lengths, directory(tags), first=16 + 8 * strips)


def _avif(frames: int) -> bytes:
    images = [Image.new("L", (16, 16), number % 256) for number in range(frames)]
    return saved(images[0], "AVIF", save_all=True, append_images=images[1:], speed=10)


def _multi_picture(pictures: int) -> bytes:
    """A JPEG whose directory of pictures (CIPA DC-007) names thousands, all of them itself."""
    jpeg = saved(small(), "JPEG")
    entries = struct.pack("<IIIHH", 0x030000, len(jpeg), 0, 0, 0) * pictures
    tags = [(0xB000, 7, 4, int.from_bytes(b"0100", "little")), (0xB001, 4, 1, pictures), (0xB002, 7, len(entries), 50)]
    body = b"MPF\0" + tiff(directory(tags), entries)
    return jpeg[:2] + b"\xff\xe2" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def _gif_that_clears() -> bytes:
    """A frame that is to be cleared: Pillow fills as much when it opens the file."""
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    return screen + b"!\xf9\4\x08\0\0\0\0," + struct.pack("<HHHHB", 0, 0, 65_000, 65_000, 0) + b"\2\2D\1\0;"


TOO_MANY: dict[str, Callable[[], bytes]] = {
    "a GIF of one pixel that clears 65 000 a side when it is opened": _gif_that_clears,
    "a GIF of 20 000 frames": lambda: _gif(MANY),
    "a GIF of a million frames without codes": lambda: _gif_of_nothing(1_000_000),
    "a GIF of 299 frames of 4000 pixels a side": lambda: _gif(299, side=4000),
    "an APNG of 2000 frames": lambda: _apng(2000),
    "an APNG that claims two billion frames and has three": lambda: _apng(3, claimed=2**31 - 1),
    "an APNG of 299 frames of 500 pixels a side": lambda: _apng(299, side=500),
    "a WebP of 20 000 frames": lambda: _webp(MANY),
    "a WebP of 299 frames of 500 pixels a side": lambda: _webp(299, side=500),
    "a TIFF of 20 000 pages": lambda: _tiff(MANY),
    "a TIFF whose second page has 60 000 pixels a side": _tiff_of_huge_second_page,
    "an AVIF of 301 frames": lambda: _avif(301),
}
"""What is refused for its frames, or for the pixels of all of them together: 413."""

READ: dict[str, Callable[[], bytes]] = {
    "a GIF of 300 frames": lambda: _gif(300),
    "a GIF of 100 000 comments": lambda: _gif_of_extensions(100_000),
    "a GIF of a comment of 8 megabytes": lambda: _gif_of_a_long_comment(32_000),
    "an APNG of 300 frames": lambda: _apng(300),
    "a WebP of 300 frames": lambda: _webp(300),
    "a TIFF of 300 pages": lambda: _tiff(300),
    "a TIFF of 10 000 strips": lambda: _tiff_of_strips(10_000),
    "a JPEG that names 60 pictures behind it": lambda: _multi_picture(60),
    "a JPEG that names 4000 pictures behind it": lambda: _multi_picture(4000),
}
"""What is no more than the limits allow: 200."""
