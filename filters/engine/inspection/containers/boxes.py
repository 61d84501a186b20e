"""AVIF and HEIC: the boxes of an ISO media file.

Layout: ISO 14496-12 (boxes, `mdhd`), ISO 23008-12 (`pixi`, thumbnails), AV1 in ISOBMFF (`av1C`). C2PA: a `uuid` box
(C2PA 2.1, appendix A.5).
"""

from collections.abc import Iterator
from itertools import islice

from filters.engine.inspection.containers.contents import MOST, Contents

C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
FULL = 4  # bytes of version and flags before the content of a full box
DEPTHS = {0: 8, 0b10: 10, 0b11: 12}  # av1C's flags high_bitdepth and twelve_bit

Box = tuple[bytes, int, int]  # type, start and end of the content


def contents(data: bytes) -> Contents:
    """What the boxes hold."""
    found = Contents()
    for kind, start, end in children(data, 0, len(data)):
        if kind == b"uuid":
            found.c2pa |= data[start : start + 16] == C2PA
        elif kind == b"meta":
            body = data[start:end]
            found.xmp |= b"application/rdf+xml" in body
            found.thumbnail |= b"thmb" in body
            found.depth = _depth(data, start + FULL, end)
        elif kind == b"moov":
            found.duration = _duration(data, start, end)
    return found


def children(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes that lie between two places, one after the other."""
    return islice(_children(data, start, end), MOST)


def _children(data: bytes, start: int, end: int) -> Iterator[Box]:
    while start + 8 <= end:
        size, kind, head = int.from_bytes(data[start : start + 4], "big"), data[start + 4 : start + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        stop = end if size == 0 else start + size
        if size and size < head:
            return
        yield kind, start + head, min(stop, end)
        start = stop


def descend(data: bytes, start: int, end: int, *path: bytes) -> Box | None:
    """The first box at the end of a path of types."""
    for kind in path:
        step = next((box for box in children(data, start, end) if box[0] == kind), None)
        if step is None:
            return None
        _, start, end = step
    return path[-1], start, end


def _depth(data: bytes, start: int, end: int) -> int | None:
    """Bits a channel, of the first picture that says so."""
    properties = descend(data, start, end, b"iprp", b"ipco")
    if properties is None:
        return None
    for kind, at, stop in children(data, properties[1], properties[2]):
        if kind == b"pixi" and stop - at > FULL + 1:
            return data[at + FULL + 1]
        if kind == b"av1C" and stop - at > 2:
            return DEPTHS.get(data[at + 2] >> 5 & 3)
    return None


def _duration(data: bytes, start: int, end: int) -> float | None:
    """Milliseconds of the first track's media."""
    header = descend(data, start, end, b"trak", b"mdia", b"mdhd")
    if header is None:
        return None
    at, width = header[1] + FULL, 8 if data[header[1]] == 1 else 4
    scale = int.from_bytes(data[at + 2 * width : at + 2 * width + 4], "big")
    length = int.from_bytes(data[at + 2 * width + 4 : at + 3 * width + 4], "big")
    return 1000 * length / scale if scale else None
