"""PNM: a raw file without comments may stay as it is."""

import re

from filters.engine.metadata import Metadata
from filters.engine.source import Header

RAW = re.compile(rb"P([456])\s(\d{1,9})\s(\d{1,9})\s(?:(\d{1,5})\s)?")
BITMAP, COLOR = b"4", b"6"


def rewritten(data: bytes, header: Header, metadata: Metadata, *, keep: bool) -> bytes | None:
    """The file itself, without what follows its pixels; None where it has another form than the usual one."""
    head = RAW.match(data[:64])
    if head is None or (head[4] is None) is not (head[1] == BITMAP):
        return None
    width, height = int(head[2]), int(head[3])
    if head[1] == BITMAP:
        row = (width + 7) // 8
    else:
        row = width * (3 if head[1] == COLOR else 1) * (2 if int(head[4]) > 255 else 1)
    end = head.end() + row * height
    return data[:end] if end <= len(data) else None
