"""How stored files look, and what their facts are."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filters.engine.drawing.specimens import SMALL, font_specimen, look_sample, picture_thumbnail
from filters.engine.drawing.stored import read_font, read_picture
from filters.engine.drawing.text import bundled
from filters.engine.errors import EngineError, FontInvalid, PictureInvalid
from filters.engine.limits import Limits
from filters.engine.looks.bundled import BUNDLED
from tests.engine.pictures import cutout, encoded, furthest, opened, photo


@pytest.mark.parametrize("bold", [False, True])
def test_a_font_is_seen_in_its_own_letters(bold: bool) -> None:
    specimen = np.asarray(opened(font_specimen(bundled(bold=bold))).convert("L"))
    assert (specimen[0, 0], specimen.min()) == (255, 0)
    rows = (specimen < 128).any(axis=1)
    assert (np.diff(rows.astype(int)) == 1).sum() >= 3  # three lines


def test_two_fonts_look_different() -> None:
    assert font_specimen(bundled(bold=True)) != font_specimen(bundled())


@pytest.mark.parametrize(("bold", "style"), [(False, "Book"), (True, "Bold")])
def test_a_font_says_what_it_is(bold: bool, style: str) -> None:
    facts = read_font(bundled(bold=bold))
    assert (facts.family, facts.style) == ("DejaVu Sans", style)


def test_a_font_of_pictures_is_one_too() -> None:
    emoji = (Path(__file__).parent / "fonts" / "CBDTTestFont.ttf").read_bytes()
    assert read_font(emoji).family
    assert opened(font_specimen(emoji)).size == opened(font_specimen(bundled())).size


@pytest.mark.parametrize("size", [(2000, 1000), (300, 900), (4, 3)], ids=str)
def test_a_thumbnail_is_small(size: tuple[int, int]) -> None:
    made = opened(picture_thumbnail(encoded(photo(size=size), "PNG"), Limits()))
    assert max(made.size) == min(SMALL, max(size))


def test_a_thumbnail_keeps_what_is_transparent() -> None:
    assert opened(picture_thumbnail(encoded(cutout(), "PNG"), Limits())).mode == "RGBA"


def test_a_look_is_seen_on_a_photo() -> None:
    data = encoded(photo(), "PNG")
    assert furthest(opened(look_sample(BUNDLED[0].file(), data)), photo()) > 10


WRONG: dict[str, tuple[Callable[[], object], type[EngineError]]] = {
    "a font": (lambda: font_specimen(b"\0\1\0\0" + bytes(500)), FontInvalid),
    "a font's facts": (lambda: read_font(b"ttcf" + bytes(500)), FontInvalid),
    "half a font": (lambda: read_font(bundled()[:100_000]), FontInvalid),
    "a look": (lambda: look_sample(b"LUT_3D_SIZE 2\n", encoded(photo(), "PNG")), EngineError),
    "a picture": (lambda: read_picture(b"BM", Limits()), PictureInvalid),
    "a large picture": (lambda: read_picture(encoded(Image.new("1", (100, 101)), "PNG"), Limits(max_pixels=10_000)),
                        PictureInvalid),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_none_is_refused(name: str) -> None:
    show, error = WRONG[name]
    with pytest.raises(error):
        show()
