"""What picture files are put together from."""

import io
import struct
import zlib
from collections.abc import Iterable
from typing import Any

from PIL import Image

PNG = b"\x89PNG\r\n\x1a\n"
SHORT, LONG, RATIONAL, BYTE, ASCII, UNDEFINED = 3, 4, 5, 1, 2, 7
SOI, EOI = b"\xff\xd8", b"\xff\xd9"

Entry = tuple[int, int, int, int]
"""Tag, type, count, and the value or where it is."""


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    """A picture as Pillow writes it."""
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def small(mode: str = "RGB", size: tuple[int, int] = (32, 24)) -> Image.Image:
    """A good picture with something to be seen in it."""
    return Image.radial_gradient("L").resize(size).convert(mode)


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def ihdr(width: int, height: int, *, bits: int = 8, color: int = 2, interlaced: bool = False) -> bytes:
    """A PNG's header; color 2 is RGB."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, interlaced))


def png(*chunks: bytes, width: int = 4, height: int = 4) -> bytes:
    """A good RGB picture with more chunks before its pixels."""
    rows = zlib.compress((b"\0" + bytes(3 * width)) * height)
    return b"".join((PNG, ihdr(width, height), *chunks, chunk(b"IDAT", rows), chunk(b"IEND")))


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def after_soi(jpeg: bytes, *parts: bytes) -> bytes:
    """A JPEG with more behind its first marker."""
    return b"".join((jpeg[:2], *parts, jpeg[2:]))


def directory(entries: Iterable[Entry], following: int = 0, order: str = "<") -> bytes:
    """A directory of a TIFF, and where the one after it is."""
    fields = sorted(entries)
    packed = b"".join(struct.pack(order + "HHII", *entry) for entry in fields)
    return struct.pack(order + "H", len(fields)) + packed + struct.pack(order + "I", following)


def tiff(*parts: bytes, first: int = 8) -> bytes:
    """A little-endian TIFF whose first directory is at `first`."""
    return b"II*\0" + struct.pack("<I", first) + b"".join(parts)


def gray(width: int, height: int, at: int, *, length: int = 0, rows: int | None = None) -> list[Entry]:
    """The tags of a picture of 8 bits in one strip."""
    return [
        (256, LONG, 1, width), (257, LONG, 1, height), (258, SHORT, 1, 8), (259, SHORT, 1, 1), (262, SHORT, 1, 1),
        (273, LONG, 1, at), (277, SHORT, 1, 1), (278, LONG, 1, rows or height),
        (279, LONG, 1, length or width * height),
    ]  # fmt: skip


def riff(*chunks: bytes) -> bytes:
    """A WebP of these chunks."""
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def piece(kind: bytes, body: bytes) -> bytes:
    """A chunk of a WebP."""
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def box(kind: bytes, body: bytes) -> bytes:
    """A box of an ISO media file or a JP2."""
    return struct.pack(">I", len(body) + 8) + kind + body


def three(number: int) -> bytes:
    """24 bits, the low ones first."""
    return number.to_bytes(3, "little")
