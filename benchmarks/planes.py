"""What YCbCr planes instead of RGB would give and cost, and what decoding only a part of a JPEG would.

    .venv/bin/python -m benchmarks.planes        # needs the system's libturbojpeg 2.x; about a minute

Prints CPU milliseconds of both ways and how far the planes' result is from Pillow's. `benchmarks/CODECS.md` says what
follows.
"""

import ctypes
import time
from collections.abc import Callable
from ctypes.util import find_library

import numpy as np
from PIL import Image

from benchmarks import photos
from benchmarks.tables import table
from filters.engine.codecs.jpeg_arrays import decoded, encoded
from filters.engine.kernels.vision import Pixels, cv2

PHOTO = photos.Photo("6", "jpeg")
SAMPLING_420, CROP, ACCURATE_DCT = 2, 4, 4096  # TJSAMP_420, TJXOPT_CROP and TJFLAG_ACCURATEDCT of turbojpeg.h
FANCY, BOX = np.array([1, 3, 3, 1]) / 4, np.array([1, 1]) / 2  # libjpeg's filters of chroma: up and down
RADII = (1, 2, 4, 8)
Planes = list[Pixels]

library = ctypes.CDLL(find_library("turbojpeg"))
for name in ("tjInitDecompress", "tjInitCompress", "tjInitTransform"):
    getattr(library, name).restype = ctypes.c_void_p


class Transform(ctypes.Structure):
    """tjtransform."""

    _fields_ = [
        ("region", ctypes.c_int * 4), ("operation", ctypes.c_int), ("options", ctypes.c_int),
        ("data", ctypes.c_void_p), ("filter", ctypes.c_void_p),
    ]  # fmt: skip


def to_planes(data: bytes, width: int, height: int) -> Planes:
    """Y, Cb and Cr of a trusted JPEG of even sides in 4:2:0."""
    planes = [np.empty((height // part, width // part), np.uint8) for part in (1, 2, 2)]
    handle = ctypes.c_void_p(library.tjInitDecompress())
    failed = library.tjDecompressToYUVPlanes(
        handle, data, ctypes.c_ulong(len(data)), _addresses(planes), width, None, height, 0
    )
    library.tjDestroy(handle)
    if failed:
        raise ValueError("not decoded")
    return planes


def from_planes(planes: Planes, quality: int) -> bytes:
    """The JPEG of such planes."""
    height, width = planes[0].shape
    handle, file, size = ctypes.c_void_p(library.tjInitCompress()), ctypes.c_void_p(), ctypes.c_ulong()
    library.tjCompressFromYUVPlanes(
        handle, _addresses(planes), width, None, height, SAMPLING_420, ctypes.byref(file), ctypes.byref(size), quality,
        ACCURATE_DCT,
    )  # fmt: skip
    return _taken(handle, file, size)


def cut(data: bytes, region: tuple[int, int, int, int]) -> bytes:
    """The JPEG of a part (x, y, width, height, in whole blocks), its coefficients copied."""
    handle, file, size = ctypes.c_void_p(library.tjInitTransform()), ctypes.c_void_p(), ctypes.c_ulong()
    transform = Transform((ctypes.c_int * 4)(*region), 0, CROP, None, None)
    library.tjTransform(
        handle, data, ctypes.c_ulong(len(data)), 1, ctypes.byref(file), ctypes.byref(size), ctypes.byref(transform), 0
    )
    return _taken(handle, file, size)


def _addresses(planes: Planes) -> ctypes.Array[ctypes.c_void_p]:
    return (ctypes.c_void_p * 3)(*(plane.ctypes.data for plane in planes))


def _taken(handle: ctypes.c_void_p, file: ctypes.c_void_p, size: ctypes.c_ulong) -> bytes:
    data = ctypes.string_at(file, size.value)
    library.tjFree(file)
    library.tjDestroy(handle)
    return data


def weights(radius: float) -> Pixels:
    """A Gaussian's."""
    kernel = np.exp(-(np.arange(-4 * radius, 4 * radius + 1) ** 2) / (2 * radius * radius))
    return kernel / kernel.sum()


def of_chroma(kernel: Pixels) -> Pixels:
    """What a filter of full size does to chroma at half: enlarged by libjpeg, filtered, reduced again."""
    whole = np.convolve(np.convolve(FANCY, kernel), BOX)
    return whole[(len(whole) // 2) % 2 :: 2]


def filtered(pixels: Pixels, kernel: Pixels) -> Pixels:
    """Both ways, borders repeated."""
    return cv2.sepFilter2D(pixels, -1, kernel, kernel, borderType=cv2.BORDER_REPLICATE)


def drawing() -> Image.Image:
    """Rectangles of pure colors: where chroma is halved and rounded, many pixels leave the RGB cube and are clipped."""
    pixels, random = np.zeros((400, 600, 3), np.uint8), np.random.default_rng(1)
    for top, left, height, width in random.integers((0, 0, 2, 2), (400, 600, 60, 60), (300, 4)):
        pixels[top : top + height, left : left + width] = random.choice([0, 255], 3)
    return Image.fromarray(pixels)


def main() -> None:
    """Measure and print."""
    photos.make([PHOTO])
    data = PHOTO.data()
    pixels = decoded(data)
    assert pixels is not None
    height, width = pixels.shape[:2]
    noise = np.random.default_rng(0).integers(0, 256, (400, 600, 3), dtype=np.uint8)
    pictures = {"photo": pixels[700:1300, 1000:1800].copy(), "drawing": np.asarray(drawing()), "noise": noise}
    files = {name: encoded(picture, quality=90) for name, picture in pictures.items()}
    lines = []
    for radius in RADII:
        kernel = weights(radius)
        by_rgb = cost(lambda kernel=kernel: encoded(filtered(decoded(data), kernel), quality=80))  # type: ignore[misc, arg-type]
        by_planes = cost(lambda kernel=kernel: from_planes(blurred(to_planes(data, width, height), kernel), 80))  # type: ignore[misc]
        differences = [difference(file, kernel) for file in files.values()]
        lines.append(
            [f"radius {radius}", f"{by_rgb:.0f}", f"{by_planes:.0f}", f"{by_rgb / by_planes:.2f}", *differences]
        )
    print(table(("Gaussian", "RGB ms", "planes ms", "ratio", *(f"{name}: mean, most" for name in files)), lines))
    print(f"\ndecoding all: {cost(lambda: decoded(data)):.0f} ms")
    for region in ((1200, 800, 608, 416), (width // 64 * 16, height // 64 * 16, width // 32 * 16, height // 32 * 16)):
        part = cost(lambda region=region: decoded(cut(data, region)))  # type: ignore[misc]
        print(f"only {region[2]} x {region[3]}: {part:.0f} ms")


def blurred(planes: Planes, kernel: Pixels) -> Planes:
    """Each plane by its own kernel."""
    return [filtered(planes[0], kernel), *(filtered(plane, of_chroma(kernel)) for plane in planes[1:])]


def difference(file: bytes, kernel: Pixels) -> str:
    """Of the planes, before they are encoded: the mean, and the most."""
    rgb = decoded(file)
    assert rgb is not None
    height, width = rgb.shape[:2]
    theirs = to_planes(encoded(filtered(rgb, kernel), quality=100), width, height)
    ours = blurred(to_planes(file, width, height), kernel)
    apart = [np.abs(one.astype(int) - other) for one, other in zip(ours, theirs, strict=True)]
    return f"{np.mean([plane.mean() for plane in apart]):.2f}, {max(int(plane.max()) for plane in apart)}"


def cost(function: Callable[[], object]) -> float:
    """The least CPU time of five runs, in milliseconds."""
    times = []
    for _ in range(5):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times) * 1000


if __name__ == "__main__":
    main()
