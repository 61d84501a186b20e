"""ICO: a file of pictures one behind the other keeps all of its sizes."""

import struct

from filters.engine.lossless import png
from filters.engine.metadata import Metadata
from filters.engine.source import Header

DIRECTORY, ENTRY = 6, 16  # bytes


def rewritten(data: bytes, header: Header, metadata: Metadata, *, keep: bool) -> bytes | None:
    """The file itself, or None where something would have to go, or lies between the pictures."""
    (count,) = struct.unpack_from("<H", data, 4) if len(data) >= DIRECTORY else (0,)
    end = DIRECTORY + ENTRY * count
    if count == 0 or end > len(data):
        return None
    places = [struct.unpack_from("<II", data, DIRECTORY + ENTRY * number + 8) for number in range(count)]
    for size, start in sorted(places, key=lambda place: place[1]):
        picture = data[start : start + size]
        if start != end or len(picture) < size or not size:
            return None
        if picture.startswith(png.SIGNATURE) and png.rewritten(picture, header, Metadata(), keep=keep) != picture:
            return None
        end += size
    return data[:end]
