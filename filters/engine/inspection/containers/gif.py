"""GIF: its extensions (GIF89a, sections 23 to 26). XMP and C2PA lie in application extensions."""

from itertools import islice

from filters.engine.codecs.gif import blocks
from filters.engine.inspection.containers.contents import MOST, Contents

CONTROL, COMMENT, APPLICATION = 0xF9, 0xFE, 0xFF


def contents(data: bytes) -> Contents:
    """What the extensions hold."""
    found = Contents(depth=8)
    delay, duration, frames = 0, 0, 0
    for label, at in islice(blocks(data), MOST):
        if label is None:
            duration, delay, frames = duration + delay, 0, frames + 1
        elif label == CONTROL:
            delay = 10 * int.from_bytes(data[at + 2 : at + 4], "little")
        elif label == COMMENT:
            found.comment = True
        elif label == APPLICATION:
            name = data[at + 1 : at + 9]
            found.xmp |= name == b"XMP Data"
            found.c2pa |= name == b"C2PA_GIF"
    found.duration = float(duration) if frames > 1 else None
    return found
