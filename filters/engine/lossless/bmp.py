"""BMP: a file that its header accounts for to the last byte may stay as it is; it has no place for metadata."""

import struct

from filters.engine.metadata import Metadata
from filters.engine.source import Header

FILE_HEADER, INFO_HEADER = 14, 40  # bytes
PLAIN = 0  # no compression


def rewritten(data: bytes, header: Header, metadata: Metadata, *, keep: bool) -> bytes | None:
    """The file itself, without what follows its pixels; None where it has another form than the usual one."""
    if len(data) < FILE_HEADER + INFO_HEADER:
        return None
    start, size, width, height, _, bits, compression, _, _, _, colors, _ = struct.unpack_from("<IIiiHHIIiiII", data, 10)
    palette = 4 * (colors or (1 << bits if bits <= 8 else 0))
    end = start + (width * bits + 31) // 32 * 4 * abs(height)
    usual = size == INFO_HEADER and compression == PLAIN and start == FILE_HEADER + INFO_HEADER + palette
    return data[:end] if usual and start < end <= len(data) else None
