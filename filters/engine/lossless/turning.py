"""Turning a JPEG without decoding it to pixels, by the system's libturbojpeg where there is one."""

import ctypes

from PIL import Image

from filters.engine.codecs.turbojpeg import Transform, buffer, handle

PERFECT, PROGRESSIVE, COPY_NONE = 1, 32, 64  # TJXOPT_*
OPERATIONS = {
    Image.Transpose.FLIP_LEFT_RIGHT: 1, Image.Transpose.FLIP_TOP_BOTTOM: 2, Image.Transpose.TRANSPOSE: 3,
    Image.Transpose.TRANSVERSE: 4, Image.Transpose.ROTATE_270: 5, Image.Transpose.ROTATE_180: 6,
    Image.Transpose.ROTATE_90: 7,
}  # fmt: skip
"""TJXOP_*, which turns clockwise where Pillow turns counterclockwise."""


def turned(data: bytes, method: Image.Transpose, *, progressive: bool) -> bytes | None:
    """The JPEG with its coefficients moved and no metadata.

    None where its size is no multiple of the blocks that would have to move, or the library refuses it.
    """
    options = PERFECT | COPY_NONE | (PROGRESSIVE if progressive else 0)
    transform = Transform((ctypes.c_int * 4)(), OPERATIONS[method], options, None, None)
    with handle("Transform") as found:
        if found is None:
            return None
        library, transformer = found
        with buffer(library) as (result, size):
            failed = library.tjTransform(transformer, data, len(data), 1, result, size, transform, 0)
            return None if failed else ctypes.string_at(result, size.value)
