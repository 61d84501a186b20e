"""GIF blocks: the file without comments and foreign extensions (GIF89a, sections 17 to 27)."""

from filters.engine.codecs.gif import spans
from filters.engine.metadata import Metadata
from filters.engine.source import Header

CONTROL, APPLICATION = 0xF9, 0xFF
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
TRAILER = b"\x3b"


def rewritten(data: bytes, header: Header, metadata: Metadata, *, keep: bool) -> bytes | None:
    """The file without its metadata, or with it where `keep`; None where it has an odd form.

    What lies between blocks and what follows the trailer goes. A GIF has no place for EXIF.
    """
    found = list(spans(data))
    if not found or data[found[-1][2] : found[-1][2] + 1] != TRAILER:
        return None
    if keep:
        return data[: found[-1][2] + 1]
    parts = [data[start:end] for label, start, end in found if _needed(data, label, start)]
    return data[: found[0][1]] + b"".join(parts) + TRAILER


def _needed(data: bytes, label: int | None, start: int) -> bool:
    return label in (None, CONTROL) or (label == APPLICATION and data[start + 3 : start + 14] in LOOPS)
