"""JPEG segments: the file without what is not needed to decode it (ITU-T T.81, annex B)."""

import re
from collections.abc import Iterator

from filters.engine.metadata import Metadata
from filters.engine.source import Header

SOI, EOI, SOS = b"\xff\xd8", 0xD9, 0xDA
JFIF, ADOBE, APP1, APP2 = 0xE0, 0xEE, 0xE1, 0xE2
CODING = {*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF} - {0xC8}
PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
JFIF_BODY, ADOBE_BODY = 14, 12  # bytes; a thumbnail may follow the first
AFTER_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")  # a marker that ends the coded pixels
LARGEST = 65_533  # bytes that one segment holds
XMP_NAME = b"http://ns.adobe.com/xap/1.0/\0"
ICC_NAME = b"ICC_PROFILE\0"
ICC_ROOM = LARGEST - len(ICC_NAME) - 2

Segment = tuple[int, int, int]  # marker, start and end; a scan's end is that of its coded pixels


def rewritten(data: bytes, header: Header, metadata: Metadata, *, keep: bool) -> bytes | None:
    """The file with the blocks of `metadata` alone, or with its own where `keep`; None where it has an odd form.

    What follows the end of the image goes, and with it the index that would point there (MPF).
    """
    parts: list[bytes] = []
    found = list(segments(data))
    if not found or found[-1][0] != EOI:
        return None
    end = found[-1][2]
    if keep and end == len(data):
        return data
    for marker, start, stop in found:
        if keep:
            body = b"" if marker == APP2 and data[start + 4 : start + 8] == b"MPF\0" else data[start:stop]
        else:
            body = _needed(data, marker, start, stop)
        parts.append(body)
    first = 1 if parts[0] and found[0][0] == JFIF else 0
    return b"".join([SOI, *parts[:first], *_blocks(metadata), *parts[first:]])


def segments(data: bytes) -> Iterator[Segment]:
    """Every segment in order, to the end of the image; the walk ends early where the file is damaged."""
    at = len(SOI)
    while at + 2 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == EOI:
            yield marker, at, at + 2
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end < at + 4 or end > len(data):
            return
        if marker == SOS:
            behind = AFTER_SCAN.search(data, end)
            if behind is None:
                return
            end = behind.start()
        yield marker, at, end
        at = end


def is_progressive(data: bytes) -> bool:
    """Whether the pixels come in scans of growing detail."""
    return any(marker in PROGRESSIVE for marker, _, _ in segments(data))


def _needed(data: bytes, marker: int, start: int, end: int) -> bytes:
    """The part of a segment without which the pixels could not be decoded, or would be decoded to other colors."""
    body = data[start + 4 : end]
    if marker in CODING or marker == EOI:
        return data[start:end]
    if marker == JFIF and body.startswith(b"JFIF\0") and len(body) >= JFIF_BODY:
        return _segment(JFIF, body[: JFIF_BODY - 2] + b"\0\0")  # no columns and rows of thumbnail
    if marker == ADOBE and body.startswith(b"Adobe") and len(body) >= ADOBE_BODY:
        return _segment(ADOBE, body[:ADOBE_BODY])
    return b""


def _blocks(metadata: Metadata) -> Iterator[bytes]:
    if metadata.exif and len(metadata.exif) <= LARGEST:
        yield _segment(APP1, metadata.exif)
    if metadata.xmp and len(metadata.xmp) + len(XMP_NAME) <= LARGEST:
        yield _segment(APP1, XMP_NAME + metadata.xmp)
    if metadata.profile:
        parts = [metadata.profile[at : at + ICC_ROOM] for at in range(0, len(metadata.profile), ICC_ROOM)]
        for number, part in enumerate(parts, start=1):
            yield _segment(APP2, ICC_NAME + bytes((number, len(parts))) + part)


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body
