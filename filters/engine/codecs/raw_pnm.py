"""PNM in bytes whose range is not that of a byte: Pillow scales its numbers one by one, NumPy all of them together.

Format: https://netpbm.sourceforge.net/doc/ppm.html.
"""

import re

import numpy as np

SPACE = rb"(?:\s|#[^\n\r]*[\n\r])+"
HEADER = re.compile(rb"P[56]" + (SPACE + rb"(\d{1,10})") * 3 + rb"\s")
BYTE, WORD = 255, 65_535
CHANNELS = {b"P5": 1, b"P6": 3}


def in_full_range(data: bytes) -> bytes:
    """A P5 or P6 in a range that Pillow reads at once, 255 or for gray 65535 as well; any other file as it is.

    Numbers are what Pillow makes of them. Raises ValueError for a header of another form. What is missing at the end
    is not made up.
    """
    kind = bytes(data[:2])
    if kind not in CHANNELS:
        return data
    header = HEADER.match(data)
    if header is None:
        raise ValueError("no header")
    width, height, most = (int(number) for number in header.groups())
    top = WORD if kind == b"P5" and most > BYTE else BYTE
    if most == top or not 0 < most <= WORD:  # Pillow names the mistake
        return data
    there = np.frombuffer(
        data, "u1" if most <= BYTE else ">u2", offset=header.end(), count=_count(data, header.end(), most)
    )
    numbers = there[: width * height * CHANNELS[kind]]
    scaled = np.minimum(top, np.rint(np.arange(BYTE + 1 if most <= BYTE else WORD + 1) / most * top))
    table = scaled.astype("u1" if top == BYTE else ">u2")
    pixels: bytes = table[numbers].tobytes()
    return b"%s %d %d %d\n" % (kind, width, height, top) + pixels


def _count(data: bytes, start: int, most: int) -> int:
    """Whole numbers from a place on."""
    return (len(data) - start) // (1 if most <= BYTE else 2)
