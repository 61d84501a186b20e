"""AVIF: a file that holds pictures and nothing else may stay as it is; items are not taken out of one."""

from filters.engine.metadata import Metadata
from filters.engine.source import Header

PICTURES = {b"ftyp", b"meta", b"mdat", b"moov"}
BLOCKS = (b"Exif", b"mime", b"uuid", b"prof", b"rICC")  # what the items and properties of metadata are called


def rewritten(data: bytes, header: Header, metadata: Metadata, *, keep: bool) -> bytes | None:
    """The file itself, or None where something would have to go."""
    at = 0
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind not in PICTURES or size < 8 or at + size > len(data):
            return None
        if not keep and kind != b"mdat" and (metadata.exif or any(name in data[at : at + size] for name in BLOCKS)):
            return None
        at += size
    return data if at == len(data) else None
