"""Arrays as files: what NumPy writes, and what it never would."""

import io
import struct
import zipfile
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
SHAPES = ((7, 5), (7, 5, 1), (7, 5, 2), (7, 5, 3), (7, 5, 4), (1, 1), (3, 4, 5, 1), (2, 4, 5, 3), (1, 4, 5, 4))
DTYPES = ("|u1", "<u2", ">u2", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8")


def numbers(dtype: str = "|u1", shape: tuple[int, ...] = (7, 5, 3), seed: int = 0) -> Array:
    """Noise over the whole range of the type: 0..255, 0..65535 or 0..1, its ends among them."""
    random = np.random.default_rng(seed)
    kind = np.dtype(dtype)
    top = 1 if kind.kind == "f" else np.iinfo(kind).max
    values: Array = random.random(shape) if kind.kind == "f" else random.integers(0, top + 1, shape)
    values.flat[0], values.flat[-1] = top, 0
    return values.astype(kind)


def npy(array: Any, **options: Any) -> bytes:
    """The `.npy` that NumPy writes."""
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def npz(compressed: bool = False, **arrays: Any) -> bytes:
    """The `.npz` that NumPy writes."""
    buffer = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(buffer, **arrays)
    return buffer.getvalue()


def loaded(data: bytes) -> Array:
    """The array in either, as NumPy reads it."""
    found = np.load(io.BytesIO(data), allow_pickle=False)
    return np.asarray(found if isinstance(found, np.ndarray) else found["image"])


def with_header(text: str, data: bytes = b"", version: bytes = b"\1\0") -> bytes:
    """An `.npy` with a header of one's own."""
    header = text.encode("latin1")
    return b"\x93NUMPY" + version + struct.pack("<H", len(header)) + header + data


def header(shape: str, descr: str = "'|u1'", fortran: str = "False") -> str:
    """The header's text."""
    return f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}"


def archive(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in members:
            file.writestr(name, data)
    return buffer.getvalue()
