"""WebP: the chunks of a RIFF file (RFC 9649, section 2). C2PA: chunk `C2PA` (C2PA 2.1, appendix A.3.3)."""

from collections.abc import Iterator
from itertools import islice

from filters.engine.inspection.containers.contents import MOST, Contents

HEAD = 12  # bytes: RIFF, size, WEBP


def contents(data: bytes) -> Contents:
    """What the chunks hold."""
    found = Contents(depth=8)
    durations: list[int] = []
    for kind, body in islice(chunks(data), MOST):
        if kind == b"ANMF" and len(body) == 16:
            durations.append(int.from_bytes(body[12:15], "little"))
        found.xmp |= kind == b"XMP "
        found.c2pa |= kind == b"C2PA"
    found.duration = float(sum(durations)) if durations else None
    return found


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and first bytes of each chunk."""
    at = HEAD
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        yield data[at : at + 4], data[at + 8 : at + 8 + min(length, 16)]
        at += 8 + length + length % 2
