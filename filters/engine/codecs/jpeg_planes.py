"""JPEG to and from planes of Y'CbCr in 4:2:0, by the system's libturbojpeg where there is one.

simplejpeg writes planes too, but cannot be told to use the accurate DCT; reading them, no package on PyPI does.
"""

import ctypes

import numpy as np
from numpy import empty

from filters.engine.codecs import jpeg_arrays
from filters.engine.codecs.jpeg_arrays import CLEAR
from filters.engine.codecs.turbojpeg import HAS_TURBOJPEG, buffer, handle
from filters.engine.kernels.vision import Pixels, cv2
from filters.engine.planes import Planes

__all__ = ["HAS_TURBOJPEG", "decoded_planes", "encoded_planes"]

SAMPLED_420, IN_YCBCR = 2, 1  # TJSAMP_420, TJCS_YCbCr
ACCURATE, STRICT = 4096, 8192  # TJFLAG_ACCURATEDCT, TJFLAG_STOPONWARNING


def decoded_planes(data: bytes, *, scale: int = 1) -> Planes | None:
    """The planes as stored, without orientation, at 1/`scale` (1, 2, 4 or 8) of the size, rounded up.

    None where the library is missing, where the file is not Y'CbCr in 4:2:0, and where it as much as warns.
    """
    frame = jpeg_arrays.plain_frame(data)  # none where codes are arithmetic, for one, which Pillow does not read
    with handle("Decompress") as found:
        if found is None or frame is None:
            return None
        library, decoder = found
        width, height, sampling, space = (ctypes.c_int() for _ in range(4))
        if library.tjDecompressHeader3(decoder, data, len(data), width, height, sampling, space):
            return None
        if (height.value, width.value) != frame[:2] or min(frame[:2]) < CLEAR:
            return None
        if (sampling.value, space.value) != (SAMPLED_420, IN_YCBCR):
            return None
        size = -(-width.value // scale), -(-height.value // scale)
        planes = [empty(shape, np.uint8) for shape in _shapes(size)]
        failed = library.tjDecompressToYUVPlanes(
            decoder, data, len(data), _places(planes), size[0], _strides(planes), size[1], STRICT
        )
        luma, *colors = planes
        return None if failed else Planes(np.ascontiguousarray(luma[: size[1], : size[0]]), *colors)


def encoded_planes(planes: Planes, *, quality: int) -> bytes | None:
    """A baseline JPEG of planes in color; `quality` is 1..100. None where the library is missing or refuses."""
    width, height = planes.size
    even = cv2.copyMakeBorder(planes.luma, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    parts = [np.ascontiguousarray(plane) for plane in (even, *planes.colors)]
    if [part.shape for part in parts] != _shapes((width, height)):
        raise ValueError("the planes of color have to be half the size of the luma, rounded up")
    with handle("Compress") as found:
        if found is None:
            return None
        library, encoder = found
        with buffer(library) as (result, size):
            failed = library.tjCompressFromYUVPlanes(
                encoder, _places(parts), width, _strides(parts), height, SAMPLED_420, result, size, quality, ACCURATE
            )
            return None if failed else ctypes.string_at(result, size.value)


def _shapes(size: tuple[int, int]) -> list[tuple[int, int]]:
    """The shapes of the three planes of a picture of `size`, as the library has them: the luma's sides are even."""
    width, height = size
    half = -(-height // 2), -(-width // 2)
    return [(2 * half[0], 2 * half[1]), half, half]


def _places(planes: list[Pixels]) -> "ctypes.Array[ctypes.c_void_p]":
    return (ctypes.c_void_p * 3)(*(plane.ctypes.data for plane in planes))


def _strides(planes: list[Pixels]) -> "ctypes.Array[ctypes.c_int]":
    return (ctypes.c_int * 3)(*(plane.shape[1] for plane in planes))
