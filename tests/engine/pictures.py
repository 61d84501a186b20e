"""Pictures for tests: one of every mode, real photographs, files of every format."""

import io
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image
from pydantic import BaseModel

MODES = (
    "1", "L", "LA", "P", "P+tRNS", "PA", "RGB", "RGB+tRNS", "RGBA", "CMYK", "I;16", "I", "F", "YCbCr", "LAB", "HSV",
    "La", "RGBa",
)  # fmt: skip
SIZES = ((1, 1), (1, 9), (9, 1), (13, 7))
DATA = Path(find_spec("skimage").origin).parent / "data"  # type: ignore[union-attr, arg-type]
PHOTOS = ("chelsea.png", "coffee.png", "camera.png")  # a cat, a cup, and one in gray

Size = tuple[int, int]


def photo_bytes(name: str) -> bytes:
    """A file of scikit-image's own photographs."""
    return (DATA / name).read_bytes()


@cache
def _photo(name: str) -> Image.Image:
    image = opened(photo_bytes(name))
    image.info = {}
    return image


def photo(name: str = "chelsea.png", size: Size | None = None) -> Image.Image:
    """A decoded photograph, of `size` where that is asked."""
    image = _photo(name)
    return image.resize(size) if size else image.copy()


def cutout(mode: str = "RGBA", size: Size = (40, 30)) -> Image.Image:
    """The cat under a mask with hard edges, soft edges and hidden colors."""
    image = photo(size=size).convert("L" if mode == "LA" else "RGB")
    alpha = np.zeros(size[::-1], np.uint8)
    alpha[5:25, 8:30] = 255
    alpha[10:20, 30:34] = (200, 128, 40, 3)
    image.putalpha(Image.fromarray(alpha))
    return image


def picture(mode: str = "RGB", size: Size = (13, 7), seed: int = 0) -> Image.Image:
    """Noise in any mode that Pillow knows; the same for the same arguments."""
    random = np.random.default_rng(seed)
    shape = size[::-1]
    if mode in ("I;16", "I"):
        return Image.fromarray(random.integers(0, 65536, shape, dtype=np.uint16 if mode == "I;16" else np.int32))
    if mode == "F":
        return Image.fromarray(random.random(shape, dtype=np.float32))
    if mode == "1":
        return picture("L", size, seed).convert("1")
    if mode in ("P", "P+tRNS", "RGB+tRNS"):
        return _with_transparent_color(mode, size, seed)
    if mode in ("La", "RGBa"):
        return picture({"La": "LA", "RGBa": "RGBA"}[mode], size, seed).convert(mode)
    count = size[0] * size[1] * Image.getmodebands(mode)
    return Image.frombytes(mode, size, random.integers(0, 256, count, dtype=np.uint8).tobytes())


def _with_transparent_color(mode: str, size: Size, seed: int) -> Image.Image:
    image = picture("RGB", size, seed)
    if mode == "RGB+tRNS":
        image.info["transparency"] = image.getpixel((0, 0))
        return image
    image = image.quantize(8)
    if mode == "P+tRNS":
        image.info["transparency"] = image.getpixel((0, 0))
    return image


def encoded(image: Image.Image, format: str, **options: Any) -> bytes:
    """The file that Pillow writes."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def heic(image: Image.Image, *others: Image.Image, **options: Any) -> bytes:
    """A photo as a telephone would write it, maybe with others behind it; only tests encode this format."""
    buffer = io.BytesIO()
    file = pillow_heif.from_pillow(image)
    for other in others:
        file.add_from_pillow(other)
    file.save(buffer, **({"quality": 90} | options))
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    """The file as Pillow reads it, decoded."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def frames_of(data: bytes) -> list[Image.Image]:
    """Every frame as RGBA."""
    image = Image.open(io.BytesIO(data))
    frames = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        frames.append(image.convert("RGBA"))
    return frames


COLORS = ("#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff")


def animation(
    format: str = "GIF", durations: Sequence[int] = (100, 200, 300), size: Size = (24, 16), **options: Any
) -> bytes:
    """Frames of one color each; a duration may stand for many of its kind."""
    frames = [Image.new("RGB", size, COLORS[number % len(COLORS)]) for number in range(len(durations))]
    return encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=list(durations), **options)


def values(image: Image.Image) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The pixels as numbers that can be subtracted."""
    return np.asarray(image).astype(np.int64)


def same(one: Image.Image, other: Image.Image) -> bool:
    """Bit for bit: mode, size and bytes."""
    return (one.mode, one.size, one.tobytes()) == (other.mode, other.size, other.tobytes())


def furthest(one: Image.Image, other: Image.Image) -> int:
    """The largest difference of any channel."""
    assert (one.mode, one.size) == (other.mode, other.size)
    return int(np.abs(values(one) - values(other)).max())


def visible(image: Image.Image) -> bytes:
    """What a viewer sees: the pixels, with everything under full transparency made black."""
    pixels = np.asarray(image.convert("RGBA")).copy()
    pixels[pixels[..., 3] == 0] = 0
    return pixels.tobytes()


def label(value: object) -> str:
    """A test case's id without a memory address, so that it is the same in every process."""
    return repr(value) if isinstance(value, BaseModel) else type(value).__name__
