"""Setting text: Pillow and Raqm called directly, fonts that are none, and texts that are too much."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, features

from filters.engine.drawing.text import (
    FOLDER,
    MOST_PIXELS,
    Lettering,
    Style,
    TextTooLarge,
    bundled,
    open_face,
)
from filters.engine.errors import FontInvalid
from filters.engine.kernels.vision import Pixels
from tests.engine.pictures import values

FONTS = Path(__file__).parent / "fonts"
BITMAPS = (FONTS / "CBDTTestFont.ttf").read_bytes()  # color pictures, of 64 pixels only
SBIX = (FONTS / "chromacheck-sbix.woff").read_bytes()  # one picture, of 300 pixels, in a private character
NOT_FONTS = {
    "empty": b"", "text": b"not a font\n" * 100, "png": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "cut short": bundled()[:100_000], "zeros": bytes(10_000), "only a header": bundled()[:12],
    "endless tables": b"\0\1\0\0\xff\xff" + bytes(24),
}  # fmt: skip


def lettering(text: str, size: float = 40, data: bytes | None = None, **style: Any) -> Lettering:
    return Lettering(text=text, face=open_face(data or bundled(), size), style=Style(**style))


def mask(text: str, size: float = 40, **style: Any) -> Pixels:
    inked = lettering(text, size, **style).ink()
    assert inked is not None
    return values(inked[0].getchannel("A"))


def test_the_layout_is_raqms() -> None:
    assert features.check("raqm")
    assert open_face(bundled(), 40).font.layout_engine == ImageFont.Layout.RAQM


@pytest.mark.parametrize("text", ["Hello", "two\nlines, gjpq", "Ünïcödé ©"])
def test_the_ink_is_pillows(text: str) -> None:
    font = ImageFont.truetype(FOLDER / "DejaVuSans.ttf", 40)
    canvas = Image.new("L", (400, 200))
    ImageDraw.Draw(canvas).text((10.25, 20.5), text, 255, font, spacing=4)
    inked = lettering(text, spacing=0.1).ink((10.25, 20.5))
    assert inked is not None
    ours = Image.new("L", (400, 200))
    ours.paste(inked[0].getchannel("A"), inked[1])
    assert ours.tobytes() == canvas.tobytes()


def ltr(text: str) -> str:
    """Unicode's override: these letters run from left to right, whatever they are."""
    return f"\u202d{text}\u202c"


def test_hebrew_runs_from_right_to_left() -> None:
    word = "שלום"
    assert np.array_equal(mask(word), mask(ltr(word[::-1])))
    assert not np.array_equal(mask(word), mask(ltr(word)))


def test_a_direction_orders_words_of_both_kinds() -> None:
    assert np.array_equal(mask("ab שלום", direction="ltr"), mask(ltr("ab " + "שלום"[::-1])))
    assert np.array_equal(mask("ab שלום", direction="rtl"), mask(ltr("שלום"[::-1] + " ab")))


def test_arabic_letters_join() -> None:
    """Shaped, they are narrower than alone: a joiner that forbids it keeps them apart."""
    assert mask("سلم").shape[1] < mask("س\u200cل\u200cم").shape[1]


def test_a_latin_word_among_hebrew_ones_keeps_its_order() -> None:
    assert np.array_equal(mask("אב cd"), mask(ltr("cd בא")))


@pytest.mark.parametrize(
    "text", ["\U0001f468\u200d\U0001f469\u200d\U0001f467", "漢字", "\U0010fffd", "a\ufe0f", "\ufeff."]
)
def test_unknown_letters_do_no_harm(text: str) -> None:
    assert mask(text).any()


@pytest.mark.parametrize("text", [" ", "\n", "\n\n \n", "\u200f", "\u00a0", "\u3000"])
def test_blank_text_has_no_ink(text: str) -> None:
    assert lettering(text).ink() is None


def test_a_font_of_pictures_is_enlarged_and_keeps_its_colors() -> None:
    inked = lettering("AB", 96, BITMAPS).ink()
    assert inked is not None
    image = inked[0]
    assert image.mode == "RGBA"
    assert abs(image.width - 144) <= 2
    assert image.getpixel((20, 80)) == (255, 0, 0, 255)
    assert image.getpixel((120, 80)) == (0, 0, 255, 255)


def test_a_font_of_pictures_takes_no_stroke_and_is_dimmed_by_the_colors_alpha() -> None:
    inked = lettering("A", 64, BITMAPS, stroke=0.2, color=(0, 0, 0, 128)).ink()
    assert inked is not None
    assert inked[0].getpixel((10, 50)) == (255, 0, 0, 128)


def test_a_compressed_font_with_one_large_picture() -> None:
    inked = lettering("\ue901", 30, SBIX).ink()
    assert inked is not None and inked[0].size == (30, 30)


@pytest.mark.parametrize("data", NOT_FONTS.values(), ids=NOT_FONTS)
def test_what_is_not_a_font_is_refused(data: bytes) -> None:
    with pytest.raises(FontInvalid, match="not a font"):
        open_face(data, 20)


@pytest.mark.parametrize("at", [200, 5_000, 100_000, 300_000, 600_000])
def test_a_damaged_font_is_refused_or_set(at: int) -> None:
    data = bytearray(bundled())
    data[at : at + 200] = bytes(range(200))
    try:
        Lettering(text="Hello شلו", face=open_face(bytes(data), 40), style=Style()).ink()
    except FontInvalid as error:
        assert error.code == "parameter_invalid"


def test_text_that_would_take_too_much_memory_is_refused_first() -> None:
    with pytest.raises(TextTooLarge, match=r"\d+ x \d+ pixels"):
        lettering("W" * 500, 2000).ink()
    left, top, right, bottom = lettering("W" * 500, 2000).box()
    assert (right - left) * (bottom - top) > MOST_PIXELS


def test_a_stroke_leaves_the_lines_where_they_are() -> None:
    plain = lettering("one\ntwo", spacing=0.2).box()
    stroked = lettering("one\ntwo", spacing=0.2, stroke=0.1).box()
    assert [abs(a - b) for a, b in zip(plain, stroked, strict=True)] == pytest.approx([4] * 4, abs=1)


def test_the_stroke_lies_under_the_letters() -> None:
    inked = lettering("I", 100, stroke=0.1, stroke_color=(255, 0, 0, 255), color=(0, 0, 255, 255)).ink()
    assert inked is not None
    colors = {color for _, color in inked[0].getcolors(1 << 20) or []}
    assert {(255, 0, 0, 255), (0, 0, 255, 255)} <= colors


def test_a_shadow_is_soft_and_lies_away() -> None:
    plain = lettering("I", 100, color=(0, 0, 255, 255)).ink()
    shaded = lettering(
        "I", 100, color=(0, 0, 255, 255), shadow_color=(255, 0, 0, 255), shadow_offset=0.5, shadow_blur=0.02
    ).ink()
    assert plain is not None and shaded is not None
    image, (left, top) = shaded
    x, y = plain[1][0] - left + plain[0].width // 2, plain[1][1] - top + plain[0].height // 2
    assert image.getpixel((x, y)) == (0, 0, 255, 255)
    assert image.getpixel((x + 50, y + 50))[:3] == (255, 0, 0)  # type: ignore[index]


@pytest.mark.parametrize(("align", "side"), [("left", 0), ("right", -1)])
def test_lines_stand_flush(align: str, side: int) -> None:
    short = mask("I\nIIIIII", 60, align=align)[:40]
    assert short[:, : short.shape[1] // 2].any() == (side == 0)
    assert short[:, short.shape[1] // 2 :].any() == (side == -1)


def test_without_a_hue_the_ink_is_gray() -> None:
    assert lettering("a").ink()[0].mode == "LA"  # type: ignore[index]
    assert lettering("a", color=(1, 2, 3, 255)).ink()[0].mode == "RGBA"  # type: ignore[index]
