"""PNM written as text: Pillow reads its numbers one by one, two microseconds each; NumPy takes them together.

Format: https://netpbm.sourceforge.net/doc/ppm.html, section "Plain PPM", and its kin.
"""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

RAW = {b"P1": b"P4", b"P2": b"P5", b"P3": b"P6"}
CHANNELS = {b"P1": 1, b"P2": 1, b"P3": 3}
COMMENT = re.compile(rb"#[^\n\r]*")
NUMBER = re.compile(rb"\s*(\d{1,10})")


def as_raw(data: bytes) -> bytes:
    """A plain file in its raw form, and any other as it is. Raises ValueError where numbers are missing or too large.

    The header's size is not judged here: numbers that are missing are not made up.
    """
    kind = bytes(data[:2])
    if kind not in RAW:
        return data
    text = COMMENT.sub(b" ", data[2:]) if b"#" in data else data[2:]
    header: list[int] = []
    at = 0
    while len(header) < (2 if kind == b"P1" else 3):
        number = NUMBER.match(text, at)
        if number is None:
            raise ValueError("no header")
        header.append(int(number[1]))
        at = number.end()
    width, height, *most = header
    values = _values(kind, text[at:], width * height * CHANNELS[kind])
    if kind == b"P1":
        packed = np.packbits(values.reshape(height, width), axis=1)
        return b"P4 %d %d\n" % (width, height) + packed.tobytes()
    if not 0 < most[0] < 65_536 or (values.size and not 0 <= values.min() <= values.max() <= most[0]):
        raise ValueError("numbers out of range")
    head = RAW[kind] + b" %d %d %d\n" % (width, height, most[0])
    return head + values.astype(">u2" if most[0] > 255 else "u1").tobytes()


def _values(kind: bytes, text: bytes, count: int) -> NDArray[Any]:
    """The first `count` numbers. The digits of a bitmap need no space between them."""
    if kind == b"P1":
        digits = np.frombuffer(text, np.uint8)
        values: NDArray[Any] = digits[(digits == ord("0")) | (digits == ord("1"))][:count] - ord("0")
    elif count > len(text):
        raise ValueError("numbers are missing")
    else:
        values = np.fromstring(text.decode("ascii"), np.int64, count, sep=" ")
    if len(values) < count:
        raise ValueError("numbers are missing")
    return values
