"""The system's libturbojpeg (2.0 or newer), where there is one.

No maintained package on PyPI brings its lossless turns or its way to planes. The interface is that of turbojpeg.h,
unchanged since 1.4; all of it is in the library, so that errors come back as a code and never end the process.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes.util import find_library

Bytes, Planes, Integers = ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_int)
Result, Length = ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_ulong)


class Transform(ctypes.Structure):
    """`tjtransform`: a region, a TJXOP, TJXOPT flags and two hooks."""

    _fields_ = [
        ("region", ctypes.c_int * 4), ("operation", ctypes.c_int), ("options", ctypes.c_int),
        ("data", ctypes.c_void_p), ("filter", ctypes.c_void_p),
    ]  # fmt: skip


HANDLE, INT, LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_ulong
SIGNATURES: dict[str, list[object]] = {
    "tjTransform": [HANDLE, Bytes, LONG, INT, Result, Length, ctypes.POINTER(Transform), INT],
    "tjDecompressHeader3": [HANDLE, Bytes, LONG, Integers, Integers, Integers, Integers],
    "tjDecompressToYUVPlanes": [HANDLE, Bytes, LONG, Planes, INT, Integers, INT, INT],
    "tjCompressFromYUVPlanes": [HANDLE, Planes, INT, Integers, INT, INT, Result, Length, INT, INT],
    "tjDestroy": [HANDLE],
    "tjGetErrorCode": [HANDLE],  # new in 2.0, which also stops on warnings
    "tjFree": [HANDLE],
}


def _load() -> ctypes.CDLL | None:
    """The library, or None where the system has none that fits."""
    name = find_library("turbojpeg")
    try:
        library = ctypes.CDLL(name) if name else None
        if library is None:
            return None
        for function, arguments in SIGNATURES.items():
            getattr(library, function).argtypes = arguments
        for function in ("tjInitTransform", "tjInitDecompress", "tjInitCompress"):
            getattr(library, function).restype = ctypes.c_void_p
        library.tjFree.restype = None
    except (OSError, AttributeError):
        return None
    return library


LIBRARY = _load()
HAS_TURBOJPEG = LIBRARY is not None


@contextmanager
def handle(kind: str) -> Iterator[tuple[ctypes.CDLL, int] | None]:
    """The library and a handle of a kind (`Transform`, `Decompress`, `Compress`), or None where there is none."""
    made = getattr(LIBRARY, f"tjInit{kind}")() if LIBRARY else None
    try:
        yield (LIBRARY, made) if LIBRARY and made else None
    finally:
        if LIBRARY and made:
            LIBRARY.tjDestroy(made)


@contextmanager
def buffer(library: ctypes.CDLL) -> Iterator[tuple[ctypes.c_void_p, ctypes.c_ulong]]:
    """Where the library puts a file it allocates, and its length."""
    result, size = ctypes.c_void_p(), ctypes.c_ulong()
    try:
        yield result, size
    finally:
        if result.value is not None:
            library.tjFree(result)
