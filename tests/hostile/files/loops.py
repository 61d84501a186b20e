"""Directories that lead back to themselves, and directories as long as their counters reach."""

import itertools
import struct
from collections.abc import Callable
from functools import partial

from tests.hostile.files.parts import (
    ASCII,
    BYTE,
    LONG,
    RATIONAL,
    SHORT,
    UNDEFINED,
    Entry,
    after_soi,
    chunk,
    directory,
    gray,
    piece,
    png,
    riff,
    saved,
    segment,
    small,
    three,
    tiff,
)

EXIF, GPS, INTEROP, MAKER, SUB = 34_665, 34_853, 40_965, 37_500, 330
ORIENTATION, XMP = 274, 700


def _exif(block: bytes) -> bytes:
    """A JPEG with this EXIF."""
    return after_soi(saved(small(), "JPEG"), segment(0xE1, b"Exif\0\0" + block))


def _exif_of(*entries: Entry, following: int = 0, behind: bytes = b"") -> bytes:
    return _exif(tiff(directory(entries, following), behind))


def _in_png(block: bytes) -> bytes:
    return png(chunk(b"eXIf", block))


def _in_webp(block: bytes) -> bytes:
    extended = piece(b"VP8X", bytes((8, 0, 0, 0)) + three(31) + three(23))
    return riff(extended, saved(small(), "WEBP")[12:], piece(b"EXIF", block))


def _tiff_page(following: int, *more: Entry) -> bytes:
    """One good page whose next directory is at `following`."""
    return tiff(bytes(8), directory([*gray(1, 1, 8), *more], following), first=16)


def _two_pages_in_a_ring() -> bytes:
    length = len(directory(gray(1, 1, 8)))
    return tiff(bytes(8), directory(gray(1, 1, 8), 16 + length), directory(gray(1, 1, 8), 16), first=16)


def _xmp_in_jpeg(packet: bytes) -> bytes:
    return after_soi(saved(small(), "JPEG"), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet))


def _entities() -> bytes:
    """A billion laughs: an entity of ten of an entity of ten, ten times over."""
    names = "abcdefghijk"
    lines = [f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in itertools.pairwise(names)]
    return ('<!DOCTYPE x [<!ENTITY a "ha">' + "".join(lines) + "]><x>&k;</x>").encode()


def _same_tag(count: int) -> bytes:
    """EXIF of one tag, over and over, in a PNG: a JPEG's segment would not hold it."""
    entry = struct.pack("<HHII", 271, ASCII, 4, 0x41414141)
    return _in_png(tiff(struct.pack("<H", count) + entry * count + bytes(4)))


def _different_tags(count: int) -> bytes:
    entries = b"".join(struct.pack("<HHII", tag, SHORT, 1, tag) for tag in range(count))
    return _in_png(tiff(struct.pack("<H", count) + entries + bytes(4)))


def _tiff_of_tags(count: int) -> bytes:
    """As many tags as the counter holds, each of a value that is the whole file."""
    own = gray(1, 1, 8)
    private = [(tag, UNDEFINED, 700_000, 0) for tag in range(40_000, 40_000 + count)]
    return tiff(bytes(8), directory([*own, *private]), bytes(0), first=16)


def _values_over_values() -> bytes:
    """Tags that all point to the same 60 000 bytes: 4000 times as much as the file holds."""
    entries = [(tag, BYTE, 60_000, 8) for tag in range(1, 4000)]
    return _in_png(tiff(directory(entries), bytes(60_000)))


_BLOCKS: dict[str, bytes] = {
    "whose next directory is itself": tiff(directory([(ORIENTATION, SHORT, 1, 6)], 8)),
    "whose own directory of settings is itself": tiff(directory([(EXIF, LONG, 1, 8), (GPS, LONG, 1, 8)])),
    "whose settings have settings without end": tiff(
        directory([(EXIF, LONG, 1, 26)]), directory([(EXIF, LONG, 1, 26), (INTEROP, LONG, 1, 26)])
    ),
    "whose directories are behind its end": tiff(directory([(EXIF, LONG, 1, 2**31), (GPS, LONG, 1, 2**32 - 1)])),
    "whose directory is behind its end": tiff(first=2**32 - 1),
    "whose values are four billion long": tiff(directory([(271, ASCII, 2**32 - 1, 8), (315, RATIONAL, 2**32 - 1, 8)])),
    "whose types do not exist": tiff(directory([(271, 99, 1, 8), (ORIENTATION, 0, 1, 6), (315, 255, 2**32 - 1, 0)])),
    "whose orientation is a text": tiff(directory([(ORIENTATION, ASCII, 4, 0x41414141)])),
    "whose orientation is 60 000": tiff(directory([(ORIENTATION, SHORT, 1, 60_000)])),
    "whose numbers are divided by zero": tiff(directory([(282, RATIONAL, 1, 8), (EXIF, LONG, 1, 0)])),
    "of 65 535 entries that are not there": tiff(struct.pack("<H", 65_535)),
    "of nothing": b"",
    "of one byte": b"I",
    "of random order": b"IM*\0\x08\0\0\0",
}
"""EXIF, called by what it is."""

_WRAPPED: dict[str, Callable[[bytes], bytes]] = {"a JPEG": _exif, "a PNG": _in_png, "a WebP": _in_webp}

READ: dict[str, Callable[[], bytes]] = {
    f"{kind} with EXIF {what}": partial(wrap, block)
    for kind, wrap in _WRAPPED.items()
    for what, block in _BLOCKS.items()
} | {
    "a PNG with EXIF of 65 535 times the same tag": lambda: _same_tag(65_535),
    "a PNG with EXIF of 65 535 tags": lambda: _different_tags(65_535),
    "a PNG with EXIF whose 4000 tags are the same 60 000 bytes": _values_over_values,
    "a JPEG with 100 blocks of EXIF": lambda: after_soi(
        saved(small(), "JPEG"), *[segment(0xE1, b"Exif\0\0" + tiff(directory([(ORIENTATION, SHORT, 1, 6)])))] * 100
    ),
    "a TIFF whose next page is itself": lambda: _tiff_page(16),
    "a TIFF whose two pages follow one another": _two_pages_in_a_ring,
    "a TIFF whose smaller pages are itself": lambda: _tiff_page(0, (SUB, LONG, 1, 16)),
    "a TIFF whose settings are its own directory": lambda: _tiff_page(0, (EXIF, LONG, 1, 16), (GPS, LONG, 1, 16)),
    "a TIFF of 20 000 tags of values that are not there": lambda: _tiff_of_tags(20_000),
    "a JPEG with XMP of entities in entities": lambda: _xmp_in_jpeg(_entities()),
    "a JPEG with XMP of 10 000 elements in one another": lambda: _xmp_in_jpeg(b"<a>" * 10_000),
    "a JPEG with XMP that makes a slow pattern slow": lambda: _xmp_in_jpeg(b"<x:Thumbnails " * 4500),
    "a JPEG with XMP of 60 000 spaces": lambda: _xmp_in_jpeg(b"<x:y tiff:Orientation=" + b" " * 60_000),
    "a JPEG with XMP of a name of 60 000 letters": lambda: _xmp_in_jpeg(b"<" + b"a" * 60_000 + b":Orientation"),
    "a PNG with XMP that makes a slow pattern slow": lambda: png(
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"<x:Thumbnails " * 200_000)
    ),
    "a PNG with XMP of a name of 4 million letters": lambda: png(
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"<" + b"a" * 4_000_000)
    ),
    "a PNG with XMP of 4 million spaces": lambda: png(
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0 tiff:Orientation=" + b" " * 4_000_000)
    ),
}
"""What is read in spite of its directories: 200."""

DAMAGED: dict[str, Callable[[], bytes]] = {
    "a TIFF whose next page is behind its end": lambda: _tiff_page(2**31),
    "a TIFF whose first page is behind its end": lambda: tiff(first=2**31),
    "a TIFF whose first page is its own beginning": lambda: tiff(first=0),
    "a TIFF of 65 535 tags that are not there": lambda: tiff(struct.pack("<H", 65_535)),
}
"""What is refused for what it is: 422."""
