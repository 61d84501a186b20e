"""From planes and arrays to files without Pillow: one writer a format, in a table."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from filters.engine.codecs import jpeg_arrays, png_arrays
from filters.engine.codecs.jpeg_planes import encoded_planes
from filters.engine.encoding import Encoding
from filters.engine.kernels.vision import to_array
from filters.engine.source import Frame

Blocks = Mapping[str, Any]
"""Metadata as Pillow's save options have it."""


def directly(frames: Sequence[Frame], encoding: Encoding, blocks: Blocks) -> bytes | None:
    """The file of one frame where its format has a writer that takes it so; None for Pillow's way."""
    write = DIRECT.get(encoding.format.name)
    return write(frames[0], encoding, blocks) if write and len(frames) == 1 else None


def _jpeg(frame: Frame, encoding: Encoding, blocks: Blocks) -> bytes | None:
    """A plain JPEG of planes, or of an array, the same bytes as Pillow's without its copies."""
    if not (frame.planes or frame.is_array) or max(frame.size) > jpeg_arrays.MAX_SIDE or blocks:
        return None
    options = encoding.options
    quality, subsampling = options.pop("quality"), options.pop("subsampling", None)
    if options or subsampling not in (None, *jpeg_arrays.SAMPLING):
        return None
    data = encoded_planes(frame.planes, quality=quality) if frame.planes else None
    return data or jpeg_arrays.encoded(frame.pixels, quality=quality, subsampling=subsampling)


def _png(frame: Frame, encoding: Encoding, blocks: Blocks) -> bytes | None:
    """A PNG in all its colors, with the filters and the compression that fit its rows."""
    if frame.mode == "LA" or encoding.colors is not None or encoding.choices.level is not None:
        return None
    pixels = to_array(frame.image) if frame.mode == "RGBA" else frame.pixels
    dpi = encoding.choices.dpi
    return png_arrays.encoded(pixels, profile=blocks.get("icc_profile"), exif=blocks.get("exif"), dpi=dpi)


DIRECT: dict[str, Callable[[Frame, Encoding, Blocks], bytes | None]] = {"jpeg": _jpeg, "png": _png}
