"""JPEG: segments up to the first scan, and the quality that the quantization tables stand for.

Layout: ITU-T T.81, annex B. XMP: Adobe's specification, part 3. IPTC: Photoshop's resource 0x0404. C2PA: JUMBF boxes
in APP11 (ISO 19566-5).
"""

from collections.abc import Iterator
from functools import cache
from itertools import islice

import numpy as np

from filters.engine.inspection.containers.contents import MOST, Coding, Contents

START_OF_SCAN, END = 0xDA, 0xD9
ALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a length
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
TABLES, COMMENT, JFIF, XMP_OR_EXIF, JUMBF, PHOTOSHOP = 0xDB, 0xFE, 0xE0, 0xE1, 0xEB, 0xED
XMP = b"http://ns.adobe.com/xap/1.0/\0"
IPTC = b"8BIM\x04\x04"
PHOTOSHOP_THUMBNAILS = (b"8BIM\x04\x09", b"8BIM\x04\x0c")
SUBSAMPLING = {(1, 1): "4:4:4", (2, 1): "4:2:2", (2, 2): "4:2:0", (1, 2): "4:4:0", (4, 1): "4:1:1", (4, 2): "4:1:0"}
MIDDLE = 50  # the quality whose tables are those of annex K

Component = tuple[int, int, int]  # horizontal and vertical sampling, and which quantization table
Tables = dict[int, list[int]]
Values = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def contents(data: bytes) -> Contents:
    """What the segments hold."""
    found = Contents()
    tables: Tables = {}
    components: list[Component] = []
    progressive = False
    for marker, body in islice(segments(data), MOST):
        if marker in FRAMES and len(body) >= 6 and not components:
            found.depth, progressive = body[0], marker in PROGRESSIVE
            components = [(body[at + 1] >> 4, body[at + 1] & 15, body[at + 2]) for at in range(6, len(body) - 2, 3)]
        elif marker == TABLES:
            tables |= quantization_tables(body)
        else:
            _note(found, marker, body)
    if components:
        found.coding = Coding(
            quality=quality(tables, components), subsampling=_subsampling(components), progressive=progressive
        )
    return found


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment before the first scan."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in (START_OF_SCAN, END):
            return
        if marker == 0xFF or marker in ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)


def _note(found: Contents, marker: int, body: bytes) -> None:
    """Set what the segment shows."""
    if marker == COMMENT:
        found.comment = True
    elif marker == JFIF:
        found.thumbnail |= body.startswith(b"JFXX\0") or (body.startswith(b"JFIF\0") and any(body[12:14]))
    elif marker == XMP_OR_EXIF:
        found.xmp |= body.startswith(XMP)
    elif marker == JUMBF:
        found.c2pa |= b"jumb" in body[:64] and b"c2pa" in body[:64]
    elif marker == PHOTOSHOP:
        found.iptc |= IPTC in body
        found.thumbnail |= any(thumbnail in body for thumbnail in PHOTOSHOP_THUMBNAILS)


def quantization_tables(body: bytes) -> Tables:
    """The tables of one segment by their numbers, each 64 divisors in zigzag order."""
    tables: Tables = {}
    at = 0
    while at < len(body):
        width = 2 if body[at] >> 4 else 1
        values = body[at + 1 : at + 1 + 64 * width]
        if len(values) < 64 * width:
            break
        tables[body[at] & 15] = [int.from_bytes(values[n : n + width], "big") for n in range(0, len(values), width)]
        at += 1 + 64 * width
    return tables


def quality(tables: Tables, components: list[Component]) -> int | None:
    """The quality 1..100 whose tables come nearest to these; exact where the encoder was libjpeg or its kin.

    The Independent JPEG Group scales the tables of T.81, annex K: `jpeg_quality_scaling` of libjpeg's jcparam.c.
    """
    used = [*dict.fromkeys(table for _, _, table in components if table in tables)][:2]
    if not used:
        return None
    distance = sum(
        np.abs(scaled_tables(number) - np.array(tables[table])).sum(axis=1) for number, table in enumerate(used)
    )
    return int(np.argmin(distance)) + 1


@cache
def scaled_tables(number: int) -> Values:
    """The table of luminance (0) or of color (1) for the qualities 1 to 100, one a row."""
    base = np.array((LUMINANCE, COLOR)[number])[ZIGZAG]
    qualities = np.arange(1, 101)
    scale = np.where(qualities < MIDDLE, 5000 // qualities, 200 - 2 * qualities)
    tables: Values = ((scale[:, np.newaxis] * base + 50) // 100).clip(1, 255)
    return tables


def _subsampling(components: list[Component]) -> str | None:
    """How much finer luminance is sampled than color; None where there is no color."""
    if len(components) < 3:
        return None
    (across, down, _), (color_across, color_down, _) = components[:2]
    finer = (across // max(color_across, 1), down // max(color_down, 1))
    return SUBSAMPLING.get(finer, f"{finer[0]}x{finer[1]}")


ZIGZAG = sorted(range(64), key=lambda at: (at // 8 + at % 8, at // 8 if (at // 8 + at % 8) % 2 else at % 8))
LUMINANCE = (
    16, 11, 10, 16, 24, 40, 51, 61,
    12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77,
    24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
COLOR = (
    17, 18, 24, 47, 99, 99, 99, 99,
    18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99,
    *[99] * 32,
)  # fmt: skip
