"""WebP chunks: the file without what tells about something else than its pixels (RFC 9649, section 2)."""

from collections.abc import Iterator

from filters.engine.metadata import Metadata
from filters.engine.source import Header

HEAD = 12  # bytes: RIFF, size, WEBP
FRAME_HEAD = 16  # bytes of an ANMF chunk before its own chunks
PIXELS = {b"VP8 ", b"VP8L", b"ALPH", b"ANIM"}
ICC, ALPHA, EXIF, XMP, ANIMATION = 0x20, 0x10, 0x08, 0x04, 0x02  # flags of VP8X
EXIF_PREFIX = b"Exif\0\0"

Chunk = tuple[bytes, bytes]


def rewritten(data: bytes, header: Header, metadata: Metadata, *, keep: bool) -> bytes | None:
    """The file with the blocks of `metadata` alone, or with its own where `keep`; None where it has an odd form.

    What follows the size that the file gives itself goes.
    """
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        return None
    if keep:
        return data[:end]
    exif = (metadata.exif or b"").removeprefix(EXIF_PREFIX)
    try:
        kept = [part for part in _chunks(data, HEAD, end) if part[0] in PIXELS | {b"VP8X", b"ANMF"}]
        body = [(kind, _frame(body) if kind == b"ANMF" else body) for kind, body in kept]
    except ValueError:
        return None
    if not body:
        return None
    if len(body) == 2 and body[0][0] == b"VP8X" and not exif:
        del body[0]  # one chunk of pixels needs no other before it
    elif body[0][0] == b"VP8X":
        flags = body[0][1][0] & (ALPHA | ANIMATION) | (EXIF if exif else 0)
        body[0] = (b"VP8X", bytes((flags,)) + body[0][1][1:])
    elif exif:
        body.insert(0, (b"VP8X", _extended(header)))
    if exif:
        body.append((b"EXIF", exif))
    content = b"WEBP" + b"".join(_written(part) for part in body)
    return b"RIFF" + len(content).to_bytes(4, "little") + content


def _chunks(data: bytes, at: int, end: int) -> Iterator[Chunk]:
    """Raises ValueError where they do not fill the place exactly."""
    while at + 8 <= end:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > end:
            raise ValueError("a chunk that is cut short")
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    if at < end:
        raise ValueError("bytes between chunks")


def _frame(body: bytes) -> bytes:
    """A frame of an animation without chunks that hold no pixels."""
    parts = [_written(part) for part in _chunks(body, FRAME_HEAD, len(body)) if part[0] in PIXELS]
    return body[:FRAME_HEAD] + b"".join(parts)


def _extended(header: Header) -> bytes:
    """The header that a file with EXIF needs."""
    width, height = header.size
    flags = EXIF | (ALPHA if header.has_alpha else 0)
    return bytes((flags, 0, 0, 0)) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def _written(chunk: Chunk) -> bytes:
    kind, body = chunk
    return kind + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)
