"""A NumPy array as a picture: exact numbers where nothing is done to them, 8 bits for the steps."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from filters.engine.arrays.archive import Member, find_member
from filters.engine.arrays.form import HEADER, read_form
from filters.engine.formats import Format
from filters.engine.limits import Limits
from filters.engine.source import WHOLE, Decoding, Frame, Header, Numbers, Source

MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
DURATION = 100.0  # milliseconds a frame shows: an array has no time of its own
STRIP = 1 << 20  # numbers that are brought to 8 bits at one time


class ArraySource(Source):
    """The array of an `.npy` or `.npz`. Its numbers are sRGB, and colors stand in the order red, green, blue."""

    def __init__(self, data: bytes, format: Format, limits: Limits) -> None:
        self._member: Member | None = find_member(data, limits) if format.name == "npz" else None
        self._data = data
        self.form = self._member.form if self._member else read_form(data[:HEADER], len(data), limits)
        self.header = Header(
            format=format,
            size=self.form.size,
            mode=MODES[self.form.channels],
            frames=self.form.frames,
            has_alpha=self.form.channels in (2, 4),
        )

    def numbers(self) -> Numbers:
        """The array as it came. Raises `ImageUnreadable` where floats are not within 0..1."""
        return self.form.numbers(self._member.read() if self._member else self._data)

    def frames(self, *, every: bool = True, keep_profile: bool = False, decoding: Decoding = WHOLE) -> Iterator[Frame]:
        """The pictures in order, scaled to 8 bits; only the first unless `every`. Raises `ImageUnreadable`."""
        width, height = self.form.size
        numbers = self.numbers().reshape(self.form.frames, height, width, self.form.channels)
        for picture in numbers if every else numbers[:1]:
            pixels = np.ascontiguousarray(eight_bits(picture))
            yield Frame(Image.frombytes(self.header.mode, (width, height), pixels.data), DURATION)


def eight_bits(numbers: Numbers) -> Numbers:
    """Numbers of a nominal range (0..1 for floats, 0..65535 for uint16) as 0..255, to the nearest; strip by strip."""
    if numbers.dtype.itemsize == 1:
        return numbers
    result = np.empty(numbers.shape, np.uint8)
    rows = max(1, STRIP // numbers[0].size)
    for top in range(0, len(numbers), rows):
        strip = numbers[top : top + rows]
        if strip.dtype.kind == "f":
            result[top : top + rows] = np.rint(strip.astype(np.result_type(strip, np.float32)) * 255)
        else:
            result[top : top + rows] = (strip.astype(np.uint32) * 255 + 32767) // 65535
    return result
