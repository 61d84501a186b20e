"""A PNG whose color profile Pillow would refuse, and the whole picture with it."""

import zlib

from PIL import PngImagePlugin

SIGNATURE, FIXED = 8, 12  # bytes; a chunk has its length, type and checksum beside its content
LONGEST_NAME = 79  # characters of a profile (W3C PNG, section 11.3.2.3)


def without_oversized_profile(data: bytes) -> bytes:
    """The file itself; or without the iCCP chunk, where that is compressed oddly or holds more than Pillow reads."""
    at = SIGNATURE
    while at + FIXED <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind == b"IDAT":
            break
        if kind == b"iCCP" and not _readable(data[at + 8 : at + 8 + length]):
            return data[:at] + data[at + FIXED + length :]
        at += FIXED + length
    return data


def _readable(chunk: bytes) -> bool:
    """Damaged data count as readable: Pillow leaves them out."""
    name = chunk.find(b"\0", 0, LONGEST_NAME + 1)
    if name < 0 or chunk[name + 1 : name + 2] != b"\0":
        return False
    unpacker = zlib.decompressobj()
    try:
        unpacker.decompress(chunk[name + 2 :], PngImagePlugin.MAX_TEXT_CHUNK)
    except zlib.error:
        return True
    return not unpacker.unconsumed_tail
