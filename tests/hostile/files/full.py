"""Small files that claim, or really hold, just as many pixels as the limits allow."""

import zlib
from collections.abc import Callable
from functools import partial

from PIL import Image

from tests.hostile.files.jpegs import progressive
from tests.hostile.files.parts import PNG, chunk, directory, gray, ihdr, saved, tiff
from tests.hostile.files.sizes import bmp, gif, jp2, jpeg, lossless_webp, qoi

SIDE = 8000
MEBI = 1 << 20


def _deflated(length: int) -> bytes:
    pack = zlib.compressobj(9)
    parts = [pack.compress(bytes(MEBI)) for _ in range(length // MEBI)]
    return b"".join([*parts, pack.compress(bytes(length % MEBI)), pack.flush()])


def _blank_png(bits: int, color: int, channels: int) -> bytes:
    rows = SIDE * (1 + SIDE * channels * bits // 8)
    return PNG + ihdr(SIDE, SIDE, bits=bits, color=color) + chunk(b"IDAT", _deflated(rows)) + chunk(b"IEND")


def _empty_png(bits: int, color: int) -> bytes:
    pixels = zlib.compress(b"\0")
    return PNG + ihdr(SIDE, SIDE, bits=bits, color=color) + chunk(b"IDAT", pixels) + chunk(b"IEND")


def _blank(format: str, mode: str = "RGB", size: tuple[int, int] = (SIDE, SIDE), **options: object) -> bytes:
    return saved(Image.new(mode, size), format, **options)


def _array() -> bytes:
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (8000, 8000, 3), }"
    return b"\x93NUMPY\1\0v\0" + header.ljust(117) + b"\n"


CLAIMED: dict[str, Callable[[], bytes]] = {
    "a PNG of nothing that claims 64 megapixels": partial(_empty_png, 8, 2),
    "a PNG of nothing that claims 64 megapixels of 64 bits": partial(_empty_png, 16, 6),
    "a JPEG of nothing that claims 64 megapixels": partial(jpeg, SIDE, SIDE),
    "a progressive JPEG of nothing that claims 64 megapixels": partial(jpeg, SIDE, SIDE, marker=0xC2),
    "a GIF of nothing that claims 64 megapixels": partial(gif, SIDE, SIDE, frame=(SIDE, SIDE)),
    "a lossless WebP of nothing that claims 64 megapixels": partial(lossless_webp, 16_000, 4000),
    "a BMP of nothing that claims 64 megapixels": partial(bmp, SIDE, SIDE),
    "a BMP in run lengths of nothing that claims 64 megapixels": partial(bmp, SIDE, SIDE, bits=8, compression=1),
    "a TIFF of nothing that claims 64 megapixels": lambda: tiff(directory(gray(SIDE, SIDE, 200)), bytes(300)),
    "a JPEG 2000 of nothing that claims 32 megapixels": partial(jp2, 8000, 4000),
    "a QOI of nothing that claims 64 megapixels": partial(qoi, SIDE, SIDE),
    "a PPM of nothing that claims 64 megapixels": lambda: b"P6 8000 8000 255\n",
    "a NumPy array of nothing that claims 64 megapixels": _array,
}
"""Found to be cut short before much memory is taken: 422."""

HELD: dict[str, Callable[[], bytes]] = {
    "a blank PNG of 64 megapixels": partial(_blank_png, 8, 2, 3),
    "a blank PNG of 64 megapixels of 64 bits": partial(_blank_png, 16, 6, 4),
    "a blank PNG of 64 megapixels of one bit": partial(_blank_png, 1, 0, 1),
    "a blank WebP of 64 megapixels in 34 bytes": partial(
        _blank, "WEBP", size=(16_000, 4000), lossless=True, quality=0, method=0
    ),
    "a blank JPEG of 64 megapixels": partial(_blank, "JPEG"),
    "a blank JPEG of 64 megapixels in ten scans": partial(progressive, 10, width=SIDE, height=SIDE),
    "a blank progressive JPEG of 64 megapixels in color": partial(_blank, "JPEG", progressive=True, subsampling=0),
    "a blank GIF of 64 megapixels": partial(_blank, "GIF", mode="P"),
    "a blank AVIF of 64 megapixels": partial(_blank, "AVIF", speed=10),
    "a blank TIFF of 64 megapixels": partial(_blank, "TIFF", compression="tiff_deflate"),
    "a blank JPEG 2000 of 32 megapixels": partial(_blank, "JPEG2000", size=(SIDE, SIDE // 2)),
    "a QOI of one run of 64 megapixels": partial(_blank, "QOI"),
}
"""Pictures as large as is allowed, which take the memory that such pictures may: 200."""
