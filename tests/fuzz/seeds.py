"""Where fuzzing begins: small files of every kind, hostile ones, and Pillow's own where its corpus is there."""

import json
from collections.abc import Iterator
from pathlib import Path

from filters.engine import OPERATIONS
from tests.corpus.fetch import FOLDER
from tests.hostile.files import FILES
from tests.hostile.files.cut import GOOD

LARGEST = 20_000  # bytes: small files are changed more often
SLOW_TO_MAKE = ("megabytes", "megapixels", "million", "nothing but")
PICTURES = ("picture", "facts", "containers", "claims")
TEXTS: dict[str, tuple[str, ...]] = {
    "output": (
        "format=webp\nquality=80", "format=auto\nmax_bytes=1000", "metadata=keep\nbackground=#fff",
        "format=png\ncolors=16",
        "format=jpeg\nprogressive=true\nsubsampling=4:4:4", "quality=auto\nlossless=true",
    ),
    "accept": ("image/webp,image/*;q=0.8,*/*;q=0.5", "image/avif", "text/html, image/png;q=0", "*/*"),
    "generator": (
        '{"source": "solid", "width": 64, "height": 48, "color": "navy"}',
        '{"source": "gradient", "width": 9, "height": 9, "angle": 45}',
        '{"source": "checkerboard", "width": 9, "height": 9}',
    ),
    "cube": (
        "TITLE \"x\"\nLUT_3D_SIZE 2\n" + "0 0 0\n" * 8, "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n",
        "# c\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1\nLUT_3D_SIZE 2\n" + "1e-3 .5 1\n" * 8,
    ),
}  # fmt: skip


def seeds(target: str) -> Iterator[bytes]:
    """The files that fuzzing of a target begins with."""
    if target in TEXTS:
        yield from (text.encode() for text in TEXTS[target])
    elif target == "pipeline":
        yield from (json.dumps([{"op": name, **dict(OPERATIONS[name].example)}]).encode() for name in OPERATIONS)
    elif target == "array":
        yield from (data for data in _hostile() if data[:6] in (b"\x93NUMPY", b"PK\3\4\x14\0"))
    elif target == "tags":
        yield from (data[data.index(b"Exif\0\0") + 6 :] for data in _hostile() if b"Exif\0\0" in data)
    else:
        yield from _pictures()


def _pictures() -> Iterator[bytes]:
    yield from (make() for make in GOOD.values())
    yield from _hostile()
    yield from (path.read_bytes() for path in _corpus())


def _hostile() -> Iterator[bytes]:
    quick = (file for file in FILES if not any(word in file.name for word in SLOW_TO_MAKE))
    yield from (data for data in (file.make() for file in quick) if len(data) <= LARGEST)


def _corpus() -> Iterator[Path]:
    found = sorted(FOLDER.rglob("*")) if FOLDER.is_dir() else []
    yield from (path for path in found if path.is_file() and path.stat().st_size <= LARGEST)
