"""The image formats: how each is known by its bytes, and what it can hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

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
    writable: bool = True
    alpha: bool = True
    frames: Frames = "one"
    profile: bool = True  # has a place for a color profile
    max_side: int = 65_535
    quality: int | None = None


def _starts(*prefixes: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(prefixes)


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    """An ISO media file (HEIF family) whose major or compatible brands name one of `brands`."""

    def matches(head: bytes) -> bool:
        if head[4:8] != b"ftyp":
            return False
        box = head[8 : min(int.from_bytes(head[:4], "big"), len(head))]
        return any(box[at : at + 4] in brands for at in range(0, len(box), 4) if at != 4)

    return matches


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_bmp(head: bytes) -> bool:
    """ "BM" begins many texts; the size of the second header tells."""
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in {12, 16, 40, 52, 56, 64, 108, 124}


JPEG = Format(
    name="jpeg", label="JPEG", media_type="image/jpeg", pillow="JPEG", suffix=".jpg",
    matches=_starts(b"\xff\xd8\xff"), alpha=False, max_side=65_500, quality=80,
)  # fmt: skip
PNG = Format(
    name="png", label="PNG", media_type="image/png", pillow="PNG", suffix=".png",
    matches=_starts(b"\x89PNG\r\n\x1a\n"), frames="animation",
)  # fmt: skip
WEBP = Format(
    name="webp", label="WebP", media_type="image/webp", pillow="WEBP", suffix=".webp",
    matches=_is_webp, frames="animation", max_side=16_383, quality=80,
)  # fmt: skip
AVIF = Format(
    name="avif", label="AVIF", media_type="image/avif", pillow="AVIF", suffix=".avif",
    matches=_brand(b"avif", b"avis"), frames="animation", max_side=32_768, quality=65,
)  # fmt: skip
GIF = Format(
    name="gif", label="GIF", media_type="image/gif", pillow="GIF", suffix=".gif",
    matches=_starts(b"GIF87a", b"GIF89a"), frames="animation", profile=False,
)  # fmt: skip
TIFF = Format(
    name="tiff", label="TIFF", media_type="image/tiff", pillow="TIFF", suffix=".tiff",
    matches=_starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), frames="pages",
)  # fmt: skip
BMP = Format(
    name="bmp", label="BMP", media_type="image/bmp", pillow="BMP", suffix=".bmp",
    matches=_is_bmp, writable=False, alpha=False,
)  # fmt: skip

FORMATS = {format.name: format for format in (JPEG, PNG, WEBP, AVIF, GIF, TIFF, BMP)}
WRITABLE = tuple(name for name, format in FORMATS.items() if format.writable)
ALIASES = {"jpg": "jpeg", "tif": "tiff"}
HEAD = 64  # bytes that decide

FOREIGN = {
    "a PDF document": _starts(b"%PDF"),
    "a PostScript file": _starts(b"%!PS", b"\xc5\xd0\xd3\xc6"),
    "a HEIC photo": _brand(b"heic", b"heix", b"hevc", b"mif1", b"msf1"),
    "an SVG drawing": _starts(b"<svg", b"<?xml"),
    "an HTML page": lambda head: head.lstrip().lower().startswith((b"<!doctype html", b"<html")),
    "a ZIP archive": _starts(b"PK\3\4"),
    "an icon": _starts(b"\0\0\1\0"),
    "a JPEG 2000 image": _starts(b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"),
    "a Photoshop file": _starts(b"8BPS"),
}


def sniff(data: bytes | memoryview, allowed: Iterable[str] = FORMATS) -> Format:
    """The format that the bytes are in, never the name. Raises `FormatUnsupported`."""
    head = bytes(data[:HEAD])
    labels = ", ".join(format.label for name, format in FORMATS.items() if name in set(allowed))
    for format in FORMATS.values():
        if format.matches(head):
            if format.name not in set(allowed):
                raise FormatUnsupported(f"{format.label} images are switched off here. Send one of: {labels}.")
            return format
    looks_like = next((name for name, matches in FOREIGN.items() if matches(head)), "no image known here")
    raise FormatUnsupported(f"The file looks like {looks_like}. Send one of: {labels}.")


def by_media_type(media_type: str) -> Format | None:
    """The writable format of a media type such as `image/webp`."""
    return next((FORMATS[name] for name in WRITABLE if FORMATS[name].media_type == media_type.lower()), None)
