"""Sizes that a file claims, read before Pillow is asked, in formats where it would decode first.

Opening an ICO decodes its largest picture, and opening a GIF or a WebP makes room for pixels. A JPEG 2000 file may
announce one size outside and another inside. A JPEG may ask for much more work than its size tells.
"""

import struct
from collections.abc import Callable, Iterable, Iterator

from filters.engine.codecs.gif import gif_sizes
from filters.engine.codecs.jpeg_claims import jpeg_sizes
from filters.engine.errors import ImageTooLarge
from filters.engine.limits import Size

ICON_HEADER, ICON_ENTRY = 6, 16  # bytes
WEBP_CHUNK = 12  # where the first one stands, behind RIFF, a length and WEBP
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
CODESTREAM = b"\xff\x4f\xff\x51"  # the markers SOC and SIZ
RESTRICTED_ICC = (2, 3)  # methods of a color specification
MOST_TILES = 4096  # the decoder sets up each of them, 5 kB, before it reads the first


def icon_sizes(data: bytes) -> tuple[Size, ...]:
    """The size of each picture in an ICO, by its own header: the directory's may lie. Raises ValueError."""
    (count,) = struct.unpack_from("<H", data, 4)
    return tuple(_icon_size(data, ICON_HEADER + number * ICON_ENTRY) for number in range(count))


def _icon_size(data: bytes, entry: int) -> Size:
    (at,) = struct.unpack_from("<I", data, entry + 12)
    if data[at : at + 8] == PNG_MAGIC:
        width, height = struct.unpack_from(">II", data, at + 16)
        return width, height
    width, height = struct.unpack_from("<ii", data, at + 4)
    return abs(width), abs(height) // 2  # a mask of the same size follows the picture


def webp_sizes(data: bytes) -> tuple[Size, ...]:
    """The size of the canvas in the first chunk (RFC 9649, sections 2.5 to 2.7): opening makes room for two of it.

    Raises ValueError.
    """
    kind, at = data[WEBP_CHUNK : WEBP_CHUNK + 4], WEBP_CHUNK + 8
    if kind == b"VP8X":
        width, height = (1 + int.from_bytes(data[at + place : at + place + 3], "little") for place in (4, 7))
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, at + 1)
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, at + 6))
    else:
        raise ValueError("no WebP picture")
    return ((width, height),)


def jpeg2000_sizes(data: bytes) -> tuple[Size, ...]:
    """The size of the canvas in the codestream (ISO 15444-1, annex A.5.1). Raises ValueError and `ImageTooLarge`."""
    at = jpeg2000_codestream(data)
    right, bottom, left, top, width, height, tiles_left, tiles_top = struct.unpack_from(">8I", data, at + 8)
    if not (left < right and top < bottom and width and height and tiles_left <= left and tiles_top <= top):
        raise ValueError("a canvas without pixels")
    tiles = -((tiles_left - right) // width) * -((tiles_top - bottom) // height)
    if tiles > MOST_TILES:
        raise ImageTooLarge(f"The JPEG 2000 image has {tiles} tiles; at most {MOST_TILES} are allowed.")
    return ((right - left, bottom - top),)


def jpeg2000_codestream(data: bytes) -> int:
    """Where the codestream begins. Raises ValueError."""
    inside = (begin for kind, begin, _ in boxes(data) if kind == b"jp2c")
    at = 0 if data.startswith(CODESTREAM) else next(inside, -1)
    if at < 0 or data[at : at + 4] != CODESTREAM:
        raise ValueError("no codestream")
    return at


def jpeg2000_profile(data: bytes) -> bytes | None:
    """The ICC profile in the header of a JP2 (annex I.5.3.3), which Pillow does not read; None where there is none."""
    for header, start, stop in boxes(data):
        for kind, begin, end in boxes(data, start, stop) if header == b"jp2h" else ():
            if kind == b"colr" and data[begin] in RESTRICTED_ICC:
                return data[begin + 3 : end]
    return None


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """The type of each box, and where what it holds begins and ends (ISO 15444-1, annex I.4)."""
    end = len(data) if end is None else min(end, len(data))
    while start + 8 <= end:
        length, kind = struct.unpack_from(">I4s", data, start)
        head = 16 if length == 1 else 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, start + 8)
        yield kind, start + head, start + length if length else end
        if length < head:
            return  # 0: to the end of the file
        start += length


CLAIMS: dict[str, Callable[[bytes], Iterable[Size]]] = {
    "gif": gif_sizes, "ico": icon_sizes, "jpeg": jpeg_sizes, "jpeg2000": jpeg2000_sizes, "webp": webp_sizes,
}  # fmt: skip
"""For each such format, every size that decoding could come upon."""
