"""What is known of a file that is to be kept as a font or a picture; what is none is refused here.

Looks are read in `looks`.
"""

from dataclasses import dataclass

from filters.engine.decode import open_source
from filters.engine.drawing.text import Lettering, Style, open_face
from filters.engine.errors import EngineError, FontInvalid, PictureInvalid
from filters.engine.formats import Format
from filters.engine.limits import Limits, Size

MAX_BYTES = 20 * 1024 * 1024
TRIED_SIZE = 48  # pixels
LONGEST_NAME = 100
FONT_FILES = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf")
WEB_FONTS = (b"wOFF", b"wOF2")


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFacts:
    """What a font file says about itself."""

    family: str
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    """What a picture is; its size is upright."""

    format: Format
    size: Size


def read_font(data: bytes) -> FontFacts:
    """Family and style of a TrueType or OpenType font; of a collection, those of its first. Raises `FontInvalid`."""
    if len(data) > MAX_BYTES:
        raise FontInvalid(_too_large("font", data))
    if data[:4] in WEB_FONTS:
        raise FontInvalid(
            "This is a font packed for the web (WOFF). Send the TrueType or OpenType file it was made of."
        )
    if data[:4] not in FONT_FILES:
        raise FontInvalid("This is not a font. Send a TrueType or OpenType file: .ttf, .otf or .ttc.")
    face = open_face(data, TRIED_SIZE)
    Lettering(text="Ag", face=face, style=Style()).box()
    family, style = face.font.getname()
    return FontFacts(family=_clean(family), style=_clean(style))


def read_picture(data: bytes, limits: Limits) -> PictureFacts:
    """Format and size of a picture that decodes to its end. Raises `PictureInvalid`."""
    if len(data) > MAX_BYTES:
        raise PictureInvalid(_too_large("picture", data))
    try:
        source = open_source(data, limits)
        frame = next(iter(source.frames(every=False)))
    except EngineError as error:
        raise PictureInvalid(error.detail) from error
    return PictureFacts(format=source.header.format, size=frame.image.size)


def _clean(name: str | None) -> str:
    return "".join(sign for sign in name or "" if sign.isprintable()).strip()[:LONGEST_NAME]


def _too_large(what: str, data: bytes) -> str:
    return f"The {what} has {len(data) / 2**20:.1f} MiB; at most {MAX_BYTES // 2**20} MiB are kept."
