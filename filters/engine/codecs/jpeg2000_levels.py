"""JPEG 2000 decoded small: without its finest levels of detail, by Pillow's `reduce`.

What is left of each level is a wavelet's low band, which keeps finer detail than an average of blocks would, jagged:
whoever shrinks the picture further should have a side at least `MARGIN` times as long as is needed.
"""

import io
import struct
from collections.abc import Iterator

from PIL import Image

from filters.engine.codecs.claims import jpeg2000_codestream
from filters.engine.errors import DAMAGED

MARGIN = 2
SCALES = (2, 4, 8)
SOC = 2  # bytes
MOST_SEGMENTS = 4096  # of a main header; there are a few, and some for each component
SIZ, COD, COC, SOT = 0xFF51, 0xFF52, 0xFF53, 0xFF90  # markers (ISO 15444-1, annex A)


def scales(data: bytes) -> tuple[int, ...]:
    """The fractions 1/2, 1/4 and 1/8 that the file holds, as their denominators; sides are rounded up.

    Only those where Pillow, which rounds to the nearest, comes to the same size; none where the canvas or its tiles
    begin elsewhere than at 0, or components differ in size or levels.
    """
    try:
        segments = dict(_segments(data, jpeg2000_codestream(data)))
        width, height, *offsets = struct.unpack_from(">8I", segments[SIZ], 2)
        (levels,) = struct.unpack_from(">5xB", segments[COD])
    except (ValueError, KeyError, struct.error):
        return ()
    sampling = segments[SIZ][36:]
    if any((*offsets[:2], *offsets[4:])) or COC in segments or {*sampling[1::3], *sampling[2::3]} != {1}:
        return ()
    return tuple(
        scale for scale in SCALES if scale <= 1 << levels and all(_agrees(side, scale) for side in (width, height))
    )


def decoded(data: bytes, scale: int) -> Image.Image | None:
    """The picture as Pillow decodes it at one of `scales`; None where it turns out that it cannot."""
    image = Image.open(io.BytesIO(data), formats=("JPEG2000",))
    image.reduce = scale.bit_length() - 1  # type: ignore[method-assign, assignment]
    try:
        image.load()
    except DAMAGED:
        return None
    return image


def _agrees(side: int, scale: int) -> bool:
    return (side + scale // 2) // scale == -(-side // scale)


def _segments(data: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment of the main header. Raises struct.error and ValueError where it does not end."""
    at = start + SOC
    for _ in range(MOST_SEGMENTS):
        marker, length = struct.unpack_from(">HH", data, at)
        if marker == SOT:
            return
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length
    raise ValueError("a header of segments without end")
