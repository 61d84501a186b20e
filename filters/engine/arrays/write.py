"""From numbers to the bytes of an `.npy`, an `.npz` or a JSON array."""

import io
import json
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image

from filters.engine.arrays.form import NUMBERS
from filters.engine.source import Numbers


def stacked(images: Sequence[Image.Image]) -> Numbers:
    """Height x width for gray, height x width x channels for the rest; several pictures come as frames in front."""
    first = np.asarray(images[0])
    if len(images) == 1:
        return first
    height, width = first.shape[:2]
    return np.stack([np.asarray(image).reshape(height, width, -1) for image in images])


def write_numbers(numbers: Numbers, format: str) -> bytes:
    """The file, in the array format of that name."""
    return WRITERS[format](numbers)


def _npy(numbers: Numbers) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, numbers, allow_pickle=False)
    return buffer.getvalue()


def _npz(numbers: Numbers) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, image=numbers)
    return buffer.getvalue()


def _json(numbers: Numbers) -> bytes:
    """`data` is flat, row by row, the channels of a pixel side by side; with `shape` it is the array again."""
    name = NUMBERS[numbers.dtype.kind, numbers.dtype.itemsize]
    values = {"shape": numbers.shape, "dtype": name, "data": numbers.ravel().tolist()}
    return json.dumps(values, separators=(",", ":")).encode()


WRITERS: dict[str, Callable[[Numbers], bytes]] = {"npy": _npy, "npz": _npz, "json": _json}
