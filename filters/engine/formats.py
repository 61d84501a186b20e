"""The image formats: how each is known by its bytes, and what it can hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from filters.engine.codecs import signatures
from filters.engine.codecs.plugins import HAS_JXL, HAS_SVG
from filters.engine.codecs.signatures import starts
from filters.engine.errors import FormatUnsupported

Frames = Literal["one", "animation", "pages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One file format. `max_side` is the longest side in pixels that its encoder and Pillow's decoder both take."""

    name: str
    label: str
    media_type: str
    pillow: str
    suffix: str
    matches: Callable[[bytes], bool]
    names: tuple[str, ...] = ()  # what else people call it
    media_types: tuple[str, ...] = ()  # what else clients call it
    suffixes: tuple[str, ...] = ()  # what else its files are called
    writable: bool = True
    alpha: bool = True
    frames: Frames = "one"
    profile: bool = True  # has a place for a color profile
    turned: bool = False  # its decoder applies the orientation
    shown: bool = True  # browsers show it
    extra: str = ""  # the optional dependency that reads and writes it
    array: bool = False  # numbers for programs: chosen only where they are asked for by name
    readable: bool = True
    on_request: bool = False  # read only where the operator names it
    max_pixels: int | None = None  # over all frames, where the file would grow too large
    max_side: int = 65_535
    max_decoded: int | None = None  # pixels that its decoder takes within a gigabyte and some seconds
    quality: int | None = None

    @property
    def all_names(self) -> tuple[str, ...]:
        """Media types and suffixes, as a file dialog wants them."""
        return (self.media_type, *self.media_types, self.suffix, *self.suffixes)


JPEG = Format(
    name="jpeg", label="JPEG", media_type="image/jpeg", pillow="JPEG", suffix=".jpg", names=("jpg",),
    media_types=("image/jpg", "image/pjpeg"), suffixes=(".jpeg", ".jpe", ".jfif"),
    matches=starts(b"\xff\xd8\xff"), alpha=False, max_side=65_500, quality=80,
)  # fmt: skip
PNG = Format(
    name="png", label="PNG", media_type="image/png", pillow="PNG", suffix=".png",
    media_types=("image/apng", "image/x-png"), suffixes=(".apng",),
    matches=starts(b"\x89PNG\r\n\x1a\n"), frames="animation",
)  # fmt: skip
WEBP = Format(
    name="webp", label="WebP", media_type="image/webp", pillow="WEBP", suffix=".webp",
    matches=signatures.is_webp, frames="animation", max_side=16_383, quality=80,
)  # fmt: skip
AVIF = Format(
    name="avif", label="AVIF", media_type="image/avif", pillow="AVIF", suffix=".avif",
    media_types=("image/avif-sequence",), suffixes=(".avifs",),
    matches=signatures.is_avif, frames="animation", max_side=32_768, quality=65,
)  # fmt: skip
GIF = Format(
    name="gif", label="GIF", media_type="image/gif", pillow="GIF", suffix=".gif",
    matches=starts(b"GIF87a", b"GIF89a"), frames="animation", profile=False,
)  # fmt: skip
TIFF = Format(
    name="tiff", label="TIFF", media_type="image/tiff", pillow="TIFF", suffix=".tiff", names=("tif",),
    suffixes=(".tif",), matches=starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), frames="pages",
    turned=True, shown=False,
)  # fmt: skip
HEIC = Format(
    name="heic", label="HEIC", media_type="image/heic", pillow="HEIF", suffix=".heic", names=("heif",),
    media_types=("image/heif", "image/heic-sequence", "image/heif-sequence"), suffixes=(".heif", ".hif"),
    matches=signatures.is_heif,
    writable=False, turned=True, shown=False,
)  # fmt: skip
JPEG2000 = Format(
    name="jpeg2000", label="JPEG 2000", media_type="image/jp2", pillow="JPEG2000", suffix=".jp2",
    names=("jp2", "j2k", "jpx"), media_types=("image/jpx", "image/jpeg2000", "image/x-jp2", "image/j2c"),
    suffixes=(".j2k", ".j2c", ".jpx", ".jpf"), matches=starts(b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"),
    profile=False, shown=False, max_decoded=32_000_000, quality=80,
)  # fmt: skip
JXL = Format(
    name="jxl", label="JPEG XL", media_type="image/jxl", pillow="JXL", suffix=".jxl", names=("jpegxl",),
    matches=starts(b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"), turned=True, shown=False, extra="jxl",
    max_decoded=32_000_000, quality=80,
)  # fmt: skip
ICO = Format(
    name="ico", label="ICO", media_type="image/vnd.microsoft.icon", pillow="ICO", suffix=".ico", names=("icon",),
    media_types=("image/x-icon", "image/ico"), matches=signatures.is_icon, profile=False, max_side=256,
)  # fmt: skip
BMP = Format(
    name="bmp", label="BMP", media_type="image/bmp", pillow="BMP", suffix=".bmp", names=("dib",),
    media_types=("image/x-ms-bmp", "image/x-bmp"), suffixes=(".dib",),
    matches=signatures.is_bmp, alpha=False, profile=False,
)  # fmt: skip
PPM = Format(
    name="ppm", label="PPM", media_type="image/x-portable-pixmap", pillow="PPM", suffix=".ppm",
    names=("pgm", "pbm", "pnm"), suffixes=(".pgm", ".pbm", ".pnm"),
    media_types=("image/x-portable-graymap", "image/x-portable-bitmap", "image/x-portable-anymap"),
    matches=signatures.is_pnm, alpha=False, profile=False, shown=False,
)  # fmt: skip
QOI = Format(
    name="qoi", label="QOI", media_type="image/qoi", pillow="QOI", suffix=".qoi", media_types=("image/x-qoi",),
    matches=starts(b"qoif"), profile=False, shown=False,
)  # fmt: skip
SVG = Format(
    name="svg", label="SVG", media_type="image/svg+xml", pillow="SVG", suffix=".svg", matches=signatures.is_svg,
    writable=False, profile=False, extra="svg", on_request=True, max_decoded=16_000_000,
)  # fmt: skip

NPY = Format(
    name="npy", label="NumPy array", media_type="application/x-npy", pillow="", suffix=".npy",
    matches=starts(b"\x93NUMPY"), frames="animation", profile=False, shown=False, array=True, max_side=2**31 - 1,
)  # fmt: skip
NPZ = Format(
    name="npz", label="NumPy archive", media_type="application/x-npz", pillow="", suffix=".npz",
    matches=signatures.is_npz, frames="animation", profile=False, shown=False, array=True, max_side=2**31 - 1,
)  # fmt: skip
JSON = Format(
    name="json", label="JSON array", media_type="application/json", pillow="", suffix=".json",
    matches=lambda head: False, readable=False, frames="animation", profile=False, shown=False, array=True,
    max_side=2**31 - 1, max_pixels=1_000_000,
)  # fmt: skip

OPTIONAL = (JXL,) if HAS_JXL else ()
DRAWINGS = (SVG,) if HAS_SVG else ()
PICTURES = (JPEG, PNG, WEBP, AVIF, GIF, TIFF, HEIC, JPEG2000, *OPTIONAL, ICO, BMP, PPM, QOI, *DRAWINGS)
FORMATS: dict[str, Format] = {format.name: format for format in (*PICTURES, NPY, NPZ, JSON)}
ACCEPTABLE = tuple(name for name, format in FORMATS.items() if format.readable)
READABLE = tuple(name for name in ACCEPTABLE if not FORMATS[name].on_request)
"""What is read where nobody says otherwise."""
WRITABLE = tuple(name for name, format in FORMATS.items() if format.writable)
WRITABLE_PICTURES = tuple(name for name in WRITABLE if not FORMATS[name].array)
ALIASES = {alias: format.name for format in FORMATS.values() for alias in format.names}
MEDIA_TYPES = {
    media_type: format for format in FORMATS.values() for media_type in (format.media_type, *format.media_types)
}


def sniff(data: bytes | memoryview, allowed: Iterable[str] = READABLE) -> Format:
    """The format that the bytes are in, never the name. Raises `FormatUnsupported`."""
    head = bytes(data[: signatures.HEAD])
    allowed = frozenset(allowed)
    labels = ", ".join(format.label for name, format in FORMATS.items() if name in allowed)
    for format in FORMATS.values():
        if format.matches(head):
            if format.name not in allowed:
                raise FormatUnsupported(f"{format.label} images are switched off here. Send one of: {labels}.")
            return format
    raise FormatUnsupported(f"The file looks like {signatures.foreign(head)}. Send one of: {labels}.")


def by_media_type(media_type: str) -> Format | None:
    """The writable format of a media type such as `image/webp`, by any name that clients have for it."""
    format = MEDIA_TYPES.get(media_type.lower())
    return format if format and format.writable else None
