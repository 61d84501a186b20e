"""What kind of file this is, judged by its first bytes, and whether a browser may show it."""

from filters.engine.codecs import signatures
from filters.engine.codecs.signatures import Signature, starts
from filters.engine.formats import FORMATS

UNKNOWN = "application/octet-stream"


def _html(head: bytes) -> bool:
    return head.lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _wave(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WAVE"


OTHERS: dict[str, Signature] = {
    "image/svg+xml": signatures.is_svg,
    "image/jxl": starts(b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"),
    "text/html": _html,
    "application/pdf": starts(b"%PDF-"),
    "application/zip": starts(b"PK\3\4", b"PK\5\6"),
    "application/gzip": starts(b"\x1f\x8b"),
    "video/quicktime": lambda head: head[4:12] == b"ftypqt  ",
    "video/mp4": lambda head: head[4:8] == b"ftyp",
    "video/webm": lambda head: head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64],
    "audio/mpeg": starts(b"ID3"),
    "audio/ogg": starts(b"OggS"),
    "audio/flac": starts(b"fLaC"),
    "audio/wav": _wave,
}
"""What is no picture here, by media type; the first that matches is it."""

SHOWN = frozenset(
    format.media_type for format in FORMATS.values() if format.shown and not format.array and format.name != "svg"
)
"""Raster images that browsers show. Everything else is saved: a drawing or a page could run a script."""


def media_type_of(head: bytes) -> str:
    """The media type of a file that begins with these bytes."""
    known = next((format.media_type for format in FORMATS.values() if format.matches(head)), None)
    return known or next((name for name, matches in OTHERS.items() if matches(head)), UNKNOWN)


def is_picture(media_type: str) -> bool:
    """Whether it is an image that is worked on here."""
    return any(format.media_type == media_type for format in FORMATS.values() if not format.array)
