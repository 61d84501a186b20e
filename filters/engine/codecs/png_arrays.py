"""PNG straight from arrays, by OpenCV: as small as Pillow's file, in a part of its time.

Photographs compress as well by runs and Huffman codes alone as by zlib's search for repeats, of which they have none;
drawings live from repeats. Which it is, some rows tell. `benchmarks/CODECS.md` has the figures.
"""

import io
import struct
import zlib

import numpy as np
from PIL.PngImagePlugin import putchunk

from filters.engine.kernels.vision import Pixels, cv2

Way = tuple[int, int, int]
PHOTO: Way = (1, cv2.IMWRITE_PNG_STRATEGY_RLE, cv2.IMWRITE_PNG_FILTER_PAETH)
DRAWINGS: tuple[Way, ...] = (
    (4, cv2.IMWRITE_PNG_STRATEGY_DEFAULT, cv2.IMWRITE_PNG_FILTER_NONE),
    (4, cv2.IMWRITE_PNG_STRATEGY_DEFAULT, cv2.IMWRITE_PNG_FILTER_UP),
)
"""Level, strategy and filter."""
GAIN = 0.97  # of the bytes; what saves less is not worth twice the time
BANDS, BAND = 4, 8  # of rows that are tried
HEADER = 33  # bytes: the signature and IHDR
BGR = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}


def encoded(
    pixels: Pixels, *, profile: bytes | None = None, exif: bytes | None = None, dpi: int | None = None
) -> bytes:
    """A PNG of (h, w) gray, (h, w, 3) RGB or (h, w, 4) RGBA values with straight alpha.

    Every pixel stays as it is, those without alpha, too. `profile` is an ICC profile; `exif` begins with its TIFF
    header or with "Exif". Raises ValueError for sides that the library does not write.
    """
    ordered = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, BGR[pixels.shape[2]])
    written, data = cv2.imencode(".png", ordered, _options(_way(ordered)))
    if not written:
        raise ValueError(f"a PNG cannot hold {pixels.shape[1]} x {pixels.shape[0]} pixels")
    chunks = _chunks(profile, exif, dpi)
    return b"".join([data[:HEADER].tobytes(), chunks, data[HEADER:].tobytes()]) if chunks else data.tobytes()


def _chunks(profile: bytes | None, exif: bytes | None, dpi: int | None) -> bytes:
    """The ancillary chunks as Pillow writes them; libpng would drop profiles that it has doubts about."""
    chunks = io.BytesIO()
    if profile:
        putchunk(chunks, b"iCCP", b"ICC Profile\0\0", zlib.compress(profile))
    if dpi is not None:
        per_meter = int(dpi / 0.0254 + 0.5)
        putchunk(chunks, b"pHYs", struct.pack(">IIB", per_meter, per_meter, 1))
    if exif:
        putchunk(chunks, b"eXIf", exif.removeprefix(b"Exif\0\0"))
    return chunks.getvalue()


def _way(ordered: Pixels) -> Way:
    """The way that makes the smallest file of some rows, or nearly that where it is the quick one."""
    sample = _sample(ordered)
    sizes = {way: len(cv2.imencode(".png", sample, _options(way))[1]) for way in (PHOTO, *DRAWINGS)}
    best = min(DRAWINGS, key=sizes.__getitem__)
    return best if sizes[best] < GAIN * sizes[PHOTO] else PHOTO


def _sample(ordered: Pixels) -> Pixels:
    """Bands of rows from the whole height."""
    height = len(ordered)
    if height <= BANDS * BAND:
        return ordered
    tops = [(height - BAND) * band // (BANDS - 1) for band in range(BANDS)]
    return np.concatenate([ordered[top : top + BAND] for top in tops])


def _options(way: Way) -> list[int]:
    level, strategy, filters = way
    return [  # in this order: the level would reset the other two
        cv2.IMWRITE_PNG_COMPRESSION, level, cv2.IMWRITE_PNG_STRATEGY, strategy, cv2.IMWRITE_PNG_FILTER, filters
    ]  # fmt: skip
