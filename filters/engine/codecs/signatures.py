"""What files of each kind begin with."""

import codecs
import re
from collections.abc import Callable

HEAD = 4096  # bytes that decide; comments may stand before an SVG
BRANDED = 64  # of these, where brands are looked for
ISO_BRANDS_AT = 8
BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}
MOST_ICONS = 64  # pictures that one file is believed to hold
Signature = Callable[[bytes], bool]


def starts(*prefixes: bytes) -> Signature:
    """The first bytes are one of these."""
    return lambda head: head.startswith(prefixes)


def brand(*brands: bytes) -> Signature:
    """An ISO media file (HEIF family) whose major or compatible brands name one of `brands`."""

    def matches(head: bytes) -> bool:
        if head[4:8] != b"ftyp":
            return False
        box = head[ISO_BRANDS_AT : min(int.from_bytes(head[:4], "big"), BRANDED, len(head))]
        return any(box[at : at + 4] in brands for at in range(0, len(box), 4) if at != 4)

    return matches


is_avif = brand(b"avif", b"avis")
_is_hevc = brand(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")


def is_heif(head: bytes) -> bool:
    """A HEIC photo; an AVIF may call itself a HEIF too."""
    return _is_hevc(head) and not is_avif(head)


def is_webp(head: bytes) -> bool:
    """A RIFF file of that type."""
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def is_bmp(head: bytes) -> bool:
    """ "BM" begins many texts; the size of the second header tells."""
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in BMP_HEADERS


def is_icon(head: bytes) -> bool:
    """Four plain bytes that others begin with too; the number of pictures and a byte that is always 0 tell."""
    return head[:4] == b"\0\0\1\0" and 0 < int.from_bytes(head[4:6], "little") <= MOST_ICONS and head[9:10] == b"\0"


def is_pnm(head: bytes) -> bool:
    """P1 to P6; a space and a digit or a comment follow, else it is a text."""
    after = head[2:].lstrip(b" \t\r\n")
    return head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace() and after[:1] in b"0123456789#"


def is_npz(head: bytes) -> bool:
    """A ZIP archive whose first member is called like an array."""
    name = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    return head[:4] == b"PK\3\4" and name.endswith(b".npy")


def is_svg(head: bytes) -> bool:
    """XML whose first element is an `svg`, behind whatever may stand before it."""
    text = _as_text(head)
    while aside := ASIDE.match(text):
        text = text[aside.end() :]
    return DRAWING.match(text) is not None


def is_xml(head: bytes) -> bool:
    """Whether a tag may begin here."""
    return _as_text(head).lstrip().startswith("<")


def _as_text(head: bytes) -> str:
    """The beginning of an XML file; UTF-16 is told by its first bytes (XML 1.0, appendix F)."""
    if head.startswith((codecs.BOM_UTF16_LE, b"<\0")):
        return head.decode("utf-16-le", "ignore").removeprefix("\ufeff")
    if head.startswith((codecs.BOM_UTF16_BE, b"\0<")):
        return head.decode("utf-16-be", "ignore").removeprefix("\ufeff")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


ASIDE = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE\s+(?:[\w.-]+:)?svg\b[^\[>]*(?:\[[^\]]*\]\s*)?>", re.DOTALL)
DRAWING = re.compile(r"<(?:[\w.-]+:)?svg[\s/>]")

FOREIGN: dict[str, Signature] = {
    "a PDF document": starts(b"%PDF"),
    "a PostScript file": starts(b"%!PS", b"\xc5\xd0\xd3\xc6"),
    "an SVG drawing": starts(b"<svg", b"<?xml"),
    "an HTML page": lambda head: head.lstrip().lower().startswith((b"<!doctype html", b"<html")),
    "a ZIP archive": starts(b"PK\3\4"),
    "a JPEG XL image": starts(b"\xff\x0a", b"\0\0\0\x0cJXL "),
    "a compressed file; an .svgz has to be unpacked first": starts(b"\x1f\x8b"),
    "a Photoshop file": starts(b"8BPS"),
    "a video": lambda head: head[4:8] == b"ftyp" or head.startswith(b"\x1a\x45\xdf\xa3"),
}


def foreign(head: bytes) -> str:
    """What a file that is no picture here looks like, for a sentence."""
    return next((name for name, matches in FOREIGN.items() if matches(head)), "no image known here")
