"""Files of more pieces than anyone would make are refused before Pillow looks at each of them."""

import io
import struct
from typing import Any

import pytest
from PIL import Image

from filters.engine import process
from filters.engine.codecs.pieces import PIECES, require_few_pieces
from filters.engine.errors import EngineError, ImageTooLarge
from filters.engine.formats import FORMATS
from tests.engine.pictures import animation, encoded, photo
from tests.hostile.files.slow import SLOW

ELSEWHERE = ("grays", "times", "small comments", "markers")  # what is bounded by what reads it
GOOD = {
    "png": encoded(photo(), "PNG"),
    "gif": animation("GIF"),
    "webp": animation("WEBP"),
    "tiff": encoded(photo(), "TIFF", tiffinfo={278: 1}),
    "jpeg2000": encoded(photo(), "JPEG2000"),
    "bmp": encoded(photo(), "BMP"),
}


def pieces(data: bytes, format: str) -> int:
    return sum(1 for _ in PIECES[format][0](data))


@pytest.mark.parametrize(
    ("data", "format", "count"),
    [
        (encoded(Image.new("L", (1, 1)), "PNG"), "png", 2),  # IHDR, IDAT
        (encoded(Image.new("RGB", (1, 1)), "WEBP"), "webp", 1),  # VP8
        (animation("WEBP"), "webp", 2 + 3 * 2),  # VP8X, ANIM, three frames with pixels
        (encoded(Image.new("RGB", (1, 1)), "BMP"), "bmp", 0),
    ],
)
def test_it_counts_every_piece(data: bytes, format: str, count: int) -> None:
    assert pieces(data, format) == count


@pytest.mark.parametrize("options", [{}, {"big_tiff": True}])
def test_pages_tags_and_strips_count_together(options: dict[str, Any]) -> None:
    page = Image.new("L", (4, 30))
    single = encoded(page, "TIFF", tiffinfo={278: 1}, **options)
    double = encoded(page, "TIFF", save_all=True, append_images=[page], tiffinfo={278: 1}, **options)
    tags = len(Image.open(io.BytesIO(single)).tag_v2)  # type: ignore[attr-defined]
    assert pieces(single, "tiff") == 1 + tags + 30
    assert pieces(double, "tiff") == 2 * (1 + tags + 30)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_ring_of_directories_ends(order: str) -> None:
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    assert pieces(head + struct.pack(order + "HI", 0, 8) + bytes(8), "tiff") == 1


def test_what_follows_the_end_of_a_png_does_not_count() -> None:
    assert pieces(GOOD["png"] + bytes(1000), "png") == pieces(GOOD["png"], "png")


@pytest.mark.parametrize("format", GOOD)
def test_good_files_pass_by_far(format: str) -> None:
    require_few_pieces(GOOD[format], FORMATS[format])
    assert pieces(GOOD[format], format) < PIECES[format][1] / 100


@pytest.mark.parametrize("format", GOOD)
def test_files_cut_anywhere_raise_nothing_else(format: str) -> None:
    data = GOOD[format]
    for end in range(12, len(data), max(1, len(data) // 200)):
        try:
            require_few_pieces(data[:end], FORMATS[format])
        except struct.error as error:
            assert "unpack" in str(error)


@pytest.mark.parametrize("name", [name for name in SLOW if not name.endswith(ELSEWHERE)])
def test_too_many_are_refused_before_pillow_looks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.Image.open", lambda *_, **__: pytest.fail("opened"))
    with pytest.raises(ImageTooLarge, match="which is the most allowed"):
        process(SLOW[name]())


def test_the_sentence_says_how_many_are_allowed() -> None:
    with pytest.raises(EngineError) as caught:
        process(SLOW["a PNG of nothing but small chunks"]())
    assert caught.value.detail == "The PNG is made of more than 50000 chunks, which is the most allowed."
