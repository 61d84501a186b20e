"""Reading Hald CLUT images: a cube of colors laid out as a square picture (Eskil Steenberg's format).

A picture of level n has n cubed pixels to a side and holds a cube of n squared points to a side, red running fastest,
then green, then blue, from its top left corner.
"""

import numpy as np
from PIL import Image

from filters.engine.decode import open_source
from filters.engine.errors import EngineError, LookInvalid
from filters.engine.formats import FORMATS
from filters.engine.limits import Limits, Size
from filters.engine.looks.lut import Floats, Lut, Table, resampled

LEVELS = range(2, 13)  # 12, of 1728 pixels, is what collections of film looks come in
LARGEST = 64  # points to a side that are kept; higher levels are reduced to these
MAX_BYTES = 20 * 1024 * 1024
LOSSLESS = frozenset({"png", "tiff", "bmp", "webp"})
LIMITS = Limits(max_pixels=LEVELS[-1] ** 6, max_frames=1, formats_in=LOSSLESS)


def read_hald(data: bytes) -> Lut:
    """The look in a Hald image. Raises `LookInvalid`, which names the sizes that are right.

    Colors are taken as the numbers they are: a color profile is ignored, and so is transparency.
    """
    if len(data) > MAX_BYTES:
        raise LookInvalid(f"The Hald image has {len(data) / 2**20:.0f} MiB; at most {MAX_BYTES // 2**20} are read.")
    try:
        source = open_source(data, LIMITS)
        level = _level(source.header.size)
        frame = next(iter(source.frames(every=False, keep_profile=True)))
    except LookInvalid:
        raise
    except EngineError as error:
        formats = ", ".join(FORMATS[name].label for name in FORMATS if name in LOSSLESS)
        detail = (
            f"The Hald image cannot be used: {error.detail} It must be {formats}, of one of these sizes: {_sizes()}."
        )
        raise LookInvalid(detail) from error
    return Lut(cube=_cube(frame.image, level**2))


def _cube(image: Image.Image, size: int) -> Table:
    points: Floats = np.asarray(image.convert("RGB"), np.float32).reshape(size, size, size, 3) / np.float32(255)
    return Table(points if size <= LARGEST else resampled(points, LARGEST))


def _level(size: Size) -> int:
    width, height = size
    for level in LEVELS:
        if width == height == level**3:
            return level
    raise LookInvalid(f"The picture is {width} x {height}, which is no Hald image. One has a size of {_sizes()}.")


def _sizes() -> str:
    sides = [f"{level**3} x {level**3}" for level in LEVELS]
    return f"{', '.join(sides[:-1])} or {sides[-1]}"
