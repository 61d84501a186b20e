"""Where a text has its lines broken. Pillow breaks at spaces; what has none is cut between letters before."""

import math
import unicodedata
from collections.abc import Iterator

from PIL import ImageFont, ImageText

from filters.engine.drawing.text import Face, font_damage

JOINER = "\u200d"  # makes one sign of two, as in emoji of families


def clean(text: str) -> str:
    """The text with every kind of line break as a newline: Raqm refuses the others."""
    return text.replace("\u2028", "\n").replace("\u2029", "\n")


def wrapped(text: str, face: Face, width: float) -> str:
    """The text with its lines broken at spaces so that none is wider than `width`; longer words are broken anywhere.

    A line holds one letter at least, however wide it is. Raises `FontInvalid`.
    """
    font = face.font
    with font_damage():
        widest = max((font.getbbox(letter)[2] for letter in {*_letters(text.replace("\n", ""))}), default=1)
        limit = max(math.ceil(width / face.scale), math.ceil(widest), 1)
        lines = [" ".join(_pieces(word, font, limit) for word in line.split(" ")) for line in text.split("\n")]
        laid = ImageText.Text("\n".join(lines), font)
        laid.wrap(limit)
    return str(laid.text)


def _pieces(word: str, font: ImageFont.FreeTypeFont, limit: int) -> str:
    """A word in pieces that fit, with line breaks between."""
    if font.getbbox(word)[2] <= limit:
        return word
    pieces = [""]
    for letter in _letters(word):
        if pieces[-1] and font.getbbox(pieces[-1] + letter)[2] > limit:
            pieces.append("")
        pieces[-1] += letter
    return "\n".join(pieces)


def _letters(word: str) -> Iterator[str]:
    """The letters of a word, each with its accents and with what is joined to it."""
    letter = ""
    for sign in word:
        belongs = unicodedata.category(sign) in ("Mn", "Mc", "Me") or JOINER in (sign, letter[-1:])
        if letter and not belongs:
            yield letter
            letter = ""
        letter += sign
    if letter:
        yield letter
