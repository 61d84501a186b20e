"""Files that Pillow would refuse, read wrongly or read slowly, put right before it sees them."""

from collections.abc import Callable

from filters.engine.codecs.plain_pnm import as_raw
from filters.engine.codecs.png_profile import without_oversized_profile
from filters.engine.codecs.raw_pnm import in_full_range

EXTENDED, ANIMATED, TRANSPARENT = b"VP8X", 0x02, 0x10  # the chunk and two of its flags (RFC 9649, section 2.7.1)
FLAGS, CANVAS, FIRST_CHUNK = 20, 24, 30  # where they are, and where the chunks behind the first begin
FRAME, FRAME_FLAGS = b"ANMF", 15
CLEARED = 0x01  # the frame's place is emptied after it


def with_alpha_flag(data: bytes) -> bytes:
    """An animated WebP whose canvas shows through between its frames is marked as transparent, as it looks.

    libwebp leaves the mark out where no frame by itself is transparent, and Pillow then shows black.
    """
    extended = data[12:16] == EXTENDED and len(data) >= FIRST_CHUNK
    if not extended or data[FLAGS] & (ANIMATED | TRANSPARENT) != ANIMATED or not _shows_through(data):
        return data
    return data[:FLAGS] + bytes((data[FLAGS] | TRANSPARENT,)) + data[FLAGS + 1 :]


def _shows_through(data: bytes) -> bool:
    """Whether the first frame leaves some of the canvas empty, or a later one empties it again."""
    at, first = FIRST_CHUNK, True
    while at + 8 + FRAME_FLAGS < len(data):
        if data[at : at + 4] == FRAME:
            body = at + 8
            if data[body + FRAME_FLAGS] & CLEARED:
                return True
            if first and (any(data[body : body + 6]) or data[body + 6 : body + 12] != data[CANVAS : CANVAS + 6]):
                return True
            first = False
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return False


REPAIRS: dict[str, Callable[[bytes], bytes]] = {
    "png": without_oversized_profile, "webp": with_alpha_flag, "ppm": lambda data: in_full_range(as_raw(data)),
}  # fmt: skip
"""By the names of formats; each gives the file itself where nothing is wrong."""
