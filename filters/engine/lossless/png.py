"""PNG chunks: the file without what tells about something else than its pixels (W3C PNG, third edition)."""

import zlib

from filters.engine.lossless.png_pixels import Pixels
from filters.engine.metadata import Metadata
from filters.engine.source import Header

SIGNATURE = b"\x89PNG\r\n\x1a\n"
FIXED = 12  # bytes of length, type and checksum
PIXELS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT"}
APPEARANCE = {b"sRGB", b"gAMA", b"cHRM", b"cICP", b"sBIT", b"bKGD", b"pHYs"}
EXIF_PREFIX = b"Exif\0\0"


def rewritten(data: bytes, header: Header, metadata: Metadata, *, keep: bool) -> bytes | None:
    """The file with the blocks of `metadata` alone, or with its own where `keep`; None where it has an odd form.

    What follows the last chunk goes; a file whose pixels are followed by more, in their chunks, has an odd form.
    """
    parts = [SIGNATURE]
    at = len(SIGNATURE)
    kind = b""
    pixels = Pixels()
    while kind != b"IEND":
        if at + FIXED > len(data):
            return None
        end = at + FIXED + int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if end > len(data) or (kind not in PIXELS and kind[:1].isupper()):
            return None
        pixels.feed(kind, data[at + 8 : end - 4])
        if keep or kind in PIXELS or kind in APPEARANCE:
            parts.append(data[at:end])
        if kind == b"IHDR" and metadata.exif and not keep:
            parts.append(_chunk(b"eXIf", metadata.exif.removeprefix(EXIF_PREFIX)))
        at = end
    return b"".join(parts) if pixels.are_whole() else None


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
