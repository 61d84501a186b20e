"""Turning a JPEG without decoding it to pixels, by the system's libturbojpeg where there is one (2.0 or newer).

No maintained package on PyPI brings this function. The interface is that of turbojpeg.h, unchanged since 1.2; all of
it is in the library, so that errors come back as a code and never end the process.
"""

import ctypes
from ctypes.util import find_library

from PIL import Image

PERFECT, PROGRESSIVE, COPY_NONE = 1, 32, 64  # TJXOPT_*
OPERATIONS = {
    Image.Transpose.FLIP_LEFT_RIGHT: 1, Image.Transpose.FLIP_TOP_BOTTOM: 2, Image.Transpose.TRANSPOSE: 3,
    Image.Transpose.TRANSVERSE: 4, Image.Transpose.ROTATE_270: 5, Image.Transpose.ROTATE_180: 6,
    Image.Transpose.ROTATE_90: 7,
}  # fmt: skip
"""TJXOP_*, which turns clockwise where Pillow turns counterclockwise."""


class _Transform(ctypes.Structure):
    _fields_ = [
        ("region", ctypes.c_int * 4), ("operation", ctypes.c_int), ("options", ctypes.c_int),
        ("data", ctypes.c_void_p), ("filter", ctypes.c_void_p),
    ]  # fmt: skip


def _load() -> ctypes.CDLL | None:
    """The library, or None where the system has none that fits."""
    name = find_library("turbojpeg")
    try:
        library = ctypes.CDLL(name) if name else None
        if library is None:
            return None
        library.tjInitTransform.restype = ctypes.c_void_p
        library.tjDestroy.argtypes = library.tjFree.argtypes = [ctypes.c_void_p]
        library.tjFree.restype = None
        library.tjTransform.argtypes = [
            ctypes.c_void_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p),
            ctypes.POINTER(ctypes.c_ulong), ctypes.POINTER(_Transform), ctypes.c_int,
        ]  # fmt: skip
    except (OSError, AttributeError):
        return None
    return library


LIBRARY = _load()
HAS_TURBOJPEG = LIBRARY is not None


def turned(data: bytes, method: Image.Transpose, *, progressive: bool) -> bytes | None:
    """The JPEG with its coefficients moved and no metadata.

    None where its size is no multiple of the blocks that would have to move, or the library refuses it.
    """
    handle = LIBRARY.tjInitTransform() if LIBRARY else None
    if LIBRARY is None or not handle:
        return None
    options = PERFECT | COPY_NONE | (PROGRESSIVE if progressive else 0)
    transform = _Transform((ctypes.c_int * 4)(), OPERATIONS[method], options, None, None)
    result, size = ctypes.c_void_p(), ctypes.c_ulong()
    try:
        failed = LIBRARY.tjTransform(handle, data, len(data), 1, result, size, transform, 0)
        return None if failed else ctypes.string_at(result, size.value)
    finally:
        if result.value is not None:
            LIBRARY.tjFree(result)
        LIBRARY.tjDestroy(handle)
