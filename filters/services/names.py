"""File names that strangers chose, made safe to show and to save under. They are never paths here."""

import unicodedata
from pathlib import PurePosixPath

LONGEST = 150  # characters; in a header each may become 12
LONGEST_SUFFIX = 20
CONTROL_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}  # controls, lone surrogates, line and paragraph separators
TURNING = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}  # `gpj.exe` must not be shown as `exe.jpg`


def last_part(name: str) -> str:
    """The last part of a path without control characters: `..\\..\\my "cat".png` is `my "cat".png`."""
    shown = "".join(
        char for char in name if unicodedata.category(char) not in CONTROL_CATEGORIES and char not in TURNING
    )
    return PurePosixPath(shown.replace("\\", "/")).name


def safe_name(name: str, *, otherwise: str = "file") -> str:
    """The name that a file is kept under: NFC, without a path, dots and spaces around it, at most `LONGEST` characters.

    `otherwise` where nothing is left of it. What is safe already stays as it is.
    """
    found = unicodedata.normalize("NFC", last_part(name)).strip(". ")
    if len(found) > LONGEST:
        stem, dot, suffix = found.rpartition(".")
        ending = f"{dot}{suffix}" if stem and len(suffix) <= LONGEST_SUFFIX else ""
        found = found[: LONGEST - len(ending)].rstrip(". ") + ending
    return found or otherwise
