"""What encoder settings cost and give: CPU milliseconds, kilobytes and likeness of three pictures, as a table.

    .venv/bin/python -m benchmarks.codecs               # everything: about five minutes
    .venv/bin/python -m benchmarks.codecs PNG WebP      # these formats

`benchmarks/CODECS.md` holds a run and what follows from it; settings in bold are the defaults here.
"""

import argparse
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from skimage.metrics import structural_similarity

from benchmarks import photos
from benchmarks.places import ROOT
from benchmarks.tables import table
from filters.engine import modes
from filters.engine.codecs import jpeg_arrays, png_arrays
from filters.engine.encoders import ENCODERS, for_opaque
from filters.engine.kernels.vision import Pixels
from filters.engine.output import Output

Encoder = Callable[["Picture"], bytes]
WHITE = (255, 255, 255)
FLAT = ("JPEG", "JPEG2000")
PHOTO = photos.Photo("6", "jpeg")
PATIENCE = 1.0  # seconds of CPU; what takes longer is measured once
PREDICTOR = {317: 2}  # a TIFF's differences of neighbors


@dataclass(frozen=True, slots=True)
class Picture:
    """The same as Pillow holds it and as an array; formats without transparency get it before white."""

    image: Image.Image
    pixels: Pixels
    flat: Image.Image
    flat_pixels: Pixels


def pillow(format: str, **options: Any) -> Encoder:
    """Pillow's own encoder with these options."""

    def encode(picture: Picture) -> bytes:
        buffer = io.BytesIO()
        (picture.flat if format in FLAT else picture.image).save(buffer, format, **options)
        return buffer.getvalue()

    return encode


def ours(name: str, format: str, quality: int, **choices: Any) -> Encoder:
    """As a request is answered that leaves the rest open."""

    def encode(picture: Picture) -> bytes:
        output = Output(**choices)
        options = ENCODERS[name](output, quality)
        opaque = picture.image.mode not in modes.ALPHA
        return pillow(format, **(for_opaque(output, name, options) if opaque else options))(picture)

    return encode


def pillow_from_array(picture: Picture) -> bytes:
    """What a JPEG costs where filters left an array."""
    buffer = io.BytesIO()
    Image.fromarray(picture.flat_pixels).save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


SETTINGS: dict[str, dict[str, Encoder]] = {
    "JPEG, quality 80": {
        "Pillow": pillow("JPEG", quality=80),
        "Pillow, of an array": pillow_from_array,
        "**array**": lambda picture: jpeg_arrays.encoded(picture.flat_pixels, quality=80),
        "optimize": pillow("JPEG", quality=80, optimize=True),
        "progressive": pillow("JPEG", quality=80, progressive=True),
        "4:4:4": pillow("JPEG", quality=80, subsampling="4:4:4"),
    },
    "PNG": {
        **{f"Pillow, level {level}": pillow("PNG", compress_level=level) for level in (1, 2, 4, 6, 9)},
        "Pillow, runs": pillow("PNG", compress_level=1, compress_type=3),
        "**array**": lambda picture: png_arrays.encoded(picture.pixels),
    },
    "WebP, quality 80": {
        **{f"method {method}": pillow("WEBP", quality=80, method=method) for method in range(6)},
        "**2, alpha 4**": ours("webp", "WEBP", 80),
    },
    "WebP, lossless": {
        "Pillow: 4, effort 80": pillow("WEBP", lossless=True),
        **{
            f"{method}, effort {effort}": pillow("WEBP", lossless=True, exact=True, method=method, quality=effort)
            for method, effort in ((0, 20), (1, 20), (4, 20), (4, 30))
        },
        "**1, effort 30**": ours("webp", "WEBP", 80, lossless=True),
    },
    "AVIF, quality 75": {
        "Pillow: 6, all cores": pillow("AVIF", max_threads=0),
        **{f"speed {speed}": pillow("AVIF", speed=speed, max_threads=1) for speed in (6, 7, 9, 10)},
        "**8, one thread**": ours("avif", "AVIF", 75),
        "8, all cores": pillow("AVIF", speed=8, max_threads=0),
        "8, one tile": pillow("AVIF", speed=8, max_threads=1, autotiling=False),
    },
    "GIF": {"**Pillow**": ours("gif", "GIF", 0), "optimize": pillow("GIF", optimize=True)},
    "TIFF": {
        "none": pillow("TIFF"),
        "lzw": pillow("TIFF", compression="tiff_lzw"),
        "lzw, differences": pillow("TIFF", compression="tiff_lzw", tiffinfo=PREDICTOR),
        "**deflate**": ours("tiff", "TIFF", 0),
        "deflate, differences": pillow("TIFF", compression="tiff_adobe_deflate", tiffinfo=PREDICTOR),
    },
    "JPEG 2000": {"**38 dB**": ours("jpeg2000", "JPEG2000", 80)},
}  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*", help="beginnings of their names; all without one")
    wanted = tuple(parser.parse_args().formats) or ("",)
    pictures = {name: both(image) for name, image in (("photo", photo()), ("drawing", drawing()), ("screen", screen()))}
    for name, picture in pictures.items():
        print(f"{name}: {picture.image.width} x {picture.image.height} {picture.image.mode}")
    head = ("", *(f"{name} {unit}" for name in pictures for unit in ("ms", "kB", "SSIM")))
    for title, settings in SETTINGS.items():
        if title.startswith(wanted):
            print(f"\n### {title}\n")
            print(table(head, (line(label, encode, list(pictures.values())) for label, encode in settings.items())))


def line(label: str, encode: Encoder, pictures: list[Picture]) -> list[str]:
    """One setting on every picture."""
    cells = [label]
    for picture in pictures:
        milliseconds, data = measured(partial(encode, picture))
        cells += [f"{milliseconds:.0f}", f"{len(data) / 1000:.0f}", f"{likeness(data, picture):.3f}"]
    return cells


def measured(function: Callable[[], bytes]) -> tuple[float, bytes]:
    """The least CPU time of three runs in milliseconds, and the result."""
    times: list[float] = []
    while len(times) < 3 and sum(times) < PATIENCE:
        start = time.process_time()
        result = function()
        times.append(time.process_time() - start)
    return min(times) * 1000, result


def likeness(data: bytes, picture: Picture) -> float:
    """The structural similarity of the file and the picture, both before white."""
    shown = modes.flatten(Image.open(io.BytesIO(data)).convert(picture.image.mode), WHITE)
    return float(structural_similarity(np.asarray(shown), picture.flat_pixels, channel_axis=2))


def both(image: Image.Image) -> Picture:
    """The picture in each of its forms."""
    flat = modes.flatten(image, WHITE)
    return Picture(image, np.asarray(image), flat, np.asarray(flat))


def photo() -> Image.Image:
    """A photograph of 1.5 megapixels."""
    photos.make([PHOTO])
    return Image.open(PHOTO.path).convert("RGB").resize((1500, 1000), Image.Resampling.LANCZOS)


def drawing() -> Image.Image:
    """Shapes and letters of soft edges, which let what is behind them through."""
    image = Image.new("RGBA", (2400, 1600))
    draw = ImageDraw.Draw(image)
    random = np.random.default_rng(3)
    for number in range(60):
        x, y, radius = (int(value) for value in random.integers((0, 0, 20), (2400, 1600, 200)))
        shape = draw.ellipse if number % 2 else draw.rectangle
        shape((x - radius, y - radius, x + radius, y + radius), fill=tuple(random.integers(90, 256, 4).tolist()))
    for number in range(30):
        draw.text((20, 50 * number), f"The quick brown fox jumps over lazy dog {number}", "black", font_size=44)
    return image.resize((1200, 800), Image.Resampling.LANCZOS)


def screen() -> Image.Image:
    """The page of this service, with a photo in it."""
    return Image.open(ROOT / "docs" / "screenshot.webp").convert("RGB")


if __name__ == "__main__":
    main()
