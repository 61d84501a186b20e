"""The files that mixed traffic sends: good ones in several formats, damaged ones and small bombs."""

import io
import struct
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import skimage
from PIL import Image

SAMPLES = Path(skimage.__file__).parent / "data"
OK = 200
BOMB = 48 << 20  # bytes that a text unpacks to


@cache
def pictures() -> dict[str, bytes]:
    """Real photos as files in several formats; 0.1 to 2 megapixels."""
    photo = Image.open(SAMPLES / "chelsea.png").convert("RGB")
    large = Image.open(SAMPLES / "coffee.png").convert("RGB").resize((1800, 1200))
    cutout = photo.convert("RGBA")
    cutout.putalpha(Image.radial_gradient("L").resize(photo.size))
    frames = [photo.resize((160, 106)).rotate(turn) for turn in (20, 40, 60, 80)]
    files: dict[str, tuple[Image.Image, dict[str, Any]]] = {
        "jpeg": (photo, {}), "large jpeg": (large, {"format": "jpeg"}), "png": (cutout, {}), "webp": (photo, {}),
        "gif": (frames[0], {"save_all": True, "append_images": frames[1:], "duration": 80}),
        "tiff": (photo, {"compression": "tiff_lzw"}), "bmp": (photo, {}), "avif": (photo, {}),
    }  # fmt: skip
    return {name: _encoded(image, **({"format": name} | options)) for name, (image, options) in files.items()}


@cache
def damaged() -> dict[str, tuple[bytes, tuple[int, ...]]]:
    """Files that are refused, and with what: cut short, not pictures, small bombs."""
    good = pictures()
    return {
        "text": (b"not a picture at all" * 50, (415,)),
        "cut png": (good["png"][: len(good["png"]) // 2], (422,)),
        "cut gif": (good["gif"][:600], (422,)),
        "wide png": (_png_claiming(60_000, 60_000), (413,)),
        "zip-text png": (_png_with_text(BOMB), (413, 422, OK)),
        "empty": (b"", (400,)),
    }


def _encoded(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png_claiming(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _png_with_text(size: int) -> bytes:
    """A good picture whose text unpacks to `size` bytes."""
    good = _encoded(Image.new("RGB", (64, 64)), format="png")
    return good[:33] + _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(size), 9)) + good[33:]
