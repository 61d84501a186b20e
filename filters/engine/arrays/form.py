"""The header of an `.npy`: which numbers, in which shape, judged before any memory is taken for them.

Layout: NumPy's NEP 1. NumPy's own reader parses the header, from the first few kilobytes only.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.lib import format as npy

from filters.engine.errors import DAMAGED, FormatUnsupported, ImageTooLarge, ImageUnreadable
from filters.engine.limits import Limits, Size
from filters.engine.source import Numbers

HEADER = 4096  # bytes that a header is believed to have; NumPy's own have 128
NUMBERS = {("u", 1): "uint8", ("u", 2): "uint16", ("f", 2): "float16", ("f", 4): "float32", ("f", 8): "float64"}
CHANNELS = (1, 2, 3, 4)
LONGEST = 2**31 - 1  # of any side
BYTES_A_PIXEL = 4  # what the limit on pixels allows a decoded picture of any format
READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
TAKEN = "Send uint8, uint16, float16, float32 or float64."
SHAPES = (
    "Send height x width, height x width x channels (1, 2, 3 or 4, colors as RGB), "
    "or frames x height x width x channels."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What an array is: its type and shape, how it is laid out, and at which byte it begins."""

    dtype: "np.dtype[Any]"
    shape: tuple[int, ...]
    fortran: bool
    offset: int

    @property
    def frames(self) -> int:
        """How many pictures."""
        return self.shape[0] if len(self.shape) == 4 else 1

    @property
    def size(self) -> Size:
        """Width and height of each."""
        height, width = self.shape[:2] if len(self.shape) < 4 else self.shape[1:3]
        return width, height

    @property
    def channels(self) -> int:
        """1 gray, 2 gray and alpha, 3 RGB, 4 RGBA."""
        return 1 if len(self.shape) == 2 else self.shape[-1]

    @property
    def nbytes(self) -> int:
        """Bytes of the numbers."""
        return prod(self.shape) * self.dtype.itemsize

    def numbers(self, data: bytes | memoryview) -> Numbers:
        """The array over the bytes of a whole file, without a copy. Raises `ImageUnreadable`."""
        flat = np.frombuffer(data, self.dtype, prod(self.shape), self.offset)
        numbers = flat.reshape(self.shape, order="F" if self.fortran else "C")
        if self.dtype.kind == "f":
            _require_unit_range(numbers)
        return numbers


def read_form(head: bytes | memoryview, length: int, limits: Limits) -> Form:
    """The form of an `.npy` of `length` bytes, from its first `HEADER` bytes.

    Raises `ImageUnreadable` where the file is broken, `FormatUnsupported` where it holds no picture, `ImageTooLarge`
    and `TooManyFrames`.
    """
    file = io.BytesIO(head[:HEADER])
    try:
        shape, fortran, dtype = READERS[npy.read_magic(file)](file, max_header_size=HEADER)
        form = Form(dtype=dtype, shape=shape, fortran=fortran, offset=file.tell())
    except (*DAMAGED, TokenError) as error:
        raise ImageUnreadable("The array begins like an .npy but its header cannot be read.") from error
    _require_picture(form)
    _require_room(form, limits)
    if form.offset + form.nbytes != length:
        has = length - form.offset
        raise ImageUnreadable(
            f"The array {_shape(shape)} of {dtype} needs {form.nbytes} bytes; the file has {has}. Send the whole file."
        )
    return form


def _require_picture(form: Form) -> None:
    """Refuse numbers and shapes that are no picture."""
    dtype, shape = form.dtype, form.shape
    if (dtype.kind, dtype.itemsize) not in NUMBERS:
        kind = "Python objects, which are never unpickled" if dtype.hasobject else str(dtype)[:80]
        raise FormatUnsupported(f"The array holds {kind}. {TAKEN}")
    if any(isinstance(side, bool) for side in shape):
        raise ImageUnreadable(f"The array has the shape {_shape(shape)}, which is not of numbers.")
    if any(side < 0 for side in shape):
        raise ImageUnreadable(f"The array has the shape {_shape(shape)}, with a side below zero.")
    if len(shape) not in (2, 3, 4) or (len(shape) > 2 and shape[-1] not in CHANNELS):
        raise FormatUnsupported(f"The array has the shape {_shape(shape)}, which is no picture. {SHAPES}")
    if 0 in shape:
        raise ImageUnreadable(f"The array has the shape {_shape(shape)}: a picture without pixels.")


def _require_room(form: Form, limits: Limits) -> None:
    """Refuse more pixels than allowed, or more bytes than as many pixels have in other formats."""
    if max(form.shape) > LONGEST:
        raise ImageTooLarge(f"The array has the shape {_shape(form.shape)}; no picture is as large as that.")
    limits.check_source([form.size] * min(form.frames, limits.max_frames + 1))
    if form.nbytes > (most := limits.max_pixels * BYTES_A_PIXEL):
        raise ImageTooLarge(
            f"The array {_shape(form.shape)} of {form.dtype} has {form.nbytes} bytes; at most {most} are allowed. "
            "Send fewer pixels, or uint8."
        )


def _require_unit_range(numbers: Numbers) -> None:
    with np.errstate(invalid="ignore"):
        low, high = float(numbers.min()), float(numbers.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ImageUnreadable("The array holds NaN or infinity; floats must lie between 0 and 1.")
    if low < 0 or high > 1:
        raise ImageUnreadable(
            f"The array ranges from {low:g} to {high:g}; floats must lie between 0 and 1. "
            "Divide by the largest value that there can be, or send uint8."
        )


def _shape(shape: Sequence[int]) -> str:
    """As Python writes it, cut where it is absurd."""
    text = str(tuple(shape[:8]))
    return text if len(text) <= 80 and len(shape) <= 8 else f"{text[:80]}..."
