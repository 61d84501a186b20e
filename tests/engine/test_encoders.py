"""What the encoders are told really shows in their files."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, JpegImagePlugin

from filters.engine import Output, process
from filters.engine.encoders import ENCODERS, for_opaque
from filters.engine.formats import FORMATS, WRITABLE
from tests.engine.pictures import encoded, opened, photo, picture, values

PHOTO = encoded(photo(size=(200, 130)), "PNG")
GRAPHIC = encoded(picture("RGBA", (64, 48)), "PNG")


def made(data: bytes = PHOTO, **choices: Any) -> Any:
    return Image.open(io.BytesIO(process(data, **choices).data))


def size(**choices: Any) -> int:
    return len(process(PHOTO, **choices).data)


def test_every_written_format_has_an_encoder() -> None:
    assert set(WRITABLE) <= set(ENCODERS)


@pytest.mark.parametrize(("asked", "sampling"), [("4:4:4", 0), ("4:2:2", 1), ("4:2:0", 2)])
def test_a_jpegs_chroma_is_sampled_as_asked(asked: str, sampling: int) -> None:
    assert JpegImagePlugin.get_sampling(made(format="jpeg", subsampling=asked)) == sampling


@pytest.mark.parametrize("progressive", [True, False])
def test_a_jpeg_is_progressive_as_asked(progressive: bool) -> None:
    assert bool(made(format="jpeg", progressive=progressive).info.get("progressive")) == progressive


@pytest.mark.parametrize("progressive", [True, False])
def test_a_gif_is_interlaced_as_asked(progressive: bool) -> None:
    data = process(PHOTO, format="gif", progressive=progressive).data
    descriptor = data.index(b"\x2c", 13 + 3 * (2 << (data[10] & 7)))
    assert bool(data[descriptor + 9] & 0x40) == progressive


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"format": "jpeg", "optimize": True}, {"format": "jpeg", "optimize": False}),
        ({"format": "png", "level": 7}, {"format": "png", "level": 1}),
        ({"format": "png", "level": 1}, {"format": "png", "level": 0}),
        ({"format": "webp", "method": 6}, {"format": "webp", "method": 0}),
        ({"format": "avif", "speed": 6}, {"format": "avif", "speed": 10}),
        ({"format": "avif", "subsampling": "4:2:0"}, {"format": "avif", "subsampling": "4:4:4"}),
        ({"format": "tiff", "compression": "deflate"}, {"format": "tiff", "compression": "none"}),
        ({"format": "png", "colors": 16}, {"format": "png", "colors": 256}),
        ({"format": "gif", "colors": 16}, {"format": "gif"}),
        ({"format": "gif", "dither": False}, {"format": "gif", "dither": True}),
        ({"format": "jpeg2000", "quality": 50}, {"format": "jpeg2000", "lossless": True}),
    ],
)
def test_what_compresses_more_is_smaller(better: dict[str, Any], worse: dict[str, Any]) -> None:
    assert size(**better) < size(**worse)


@pytest.mark.parametrize(("asked", "code"), [("none", 1), ("lzw", 5), ("deflate", 8)])
def test_a_tiff_is_compressed_as_asked_and_loses_nothing(asked: str, code: int) -> None:
    image = made(format="tiff", compression=asked)
    assert image.tag_v2[259] == code
    assert np.array_equal(values(image), values(opened(PHOTO)))


@pytest.mark.parametrize("format", ["webp", "jpeg2000"])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_lossless_comes_back_exactly_hidden_colors_too(mode: str, format: str) -> None:
    image = picture(mode, (40, 30))
    rendition = process(encoded(image, "PNG"), format=format, lossless=True)
    assert rendition.quality is None
    back = opened(rendition.data)
    assert np.array_equal(values(back.convert(mode)), values(image))


@pytest.mark.parametrize("format", ["png", "gif"])
@pytest.mark.parametrize("colors", [2, 16, 256])
def test_a_palette_has_at_most_so_many_colors(colors: int, format: str) -> None:
    image = made(format=format, colors=colors)
    assert image.mode == "P"
    assert len(image.getcolors()) <= colors


@pytest.mark.parametrize("format", ["png", "gif"])
def test_an_animation_in_few_colors_keeps_its_frames(format: str) -> None:
    frames = [photo(size=(50, 40)).rotate(turn) for turn in (0, 30, 60)]
    data = encoded(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=100)
    rendition = process(data, format=format, colors=8)
    result = Image.open(io.BytesIO(rendition.data))
    assert getattr(result, "n_frames", 1) == rendition.frames == 3
    for number, frame in enumerate(frames):
        result.seek(number)
        shown = result.convert("RGB")
        assert len(shown.getcolors() or range(999)) <= 8
        assert abs(values(shown) - values(frame)).mean() < 40


@pytest.mark.parametrize("format", ["jpeg", "png", "tiff"])
def test_the_resolution_is_written_down(format: str) -> None:
    assert made(format=format, dpi=300).info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_an_icon_holds_the_sizes_asked_for() -> None:
    data = encoded(picture("RGBA", (128, 128)), "PNG")
    assert made(data, format="ico", sizes=[16, 48, 256]).info["sizes"] == {(16, 16), (48, 48)}


@pytest.mark.parametrize("format", WRITABLE)
def test_choices_of_other_formats_are_ignored_and_that_is_said(format: str) -> None:
    every = Output(
        progressive=True, subsampling="4:4:4", optimize=True, level=1, colors=8, dither=False, method=1, speed=9,
        compression="lzw", sizes=(16,), dpi=72,
    )  # fmt: skip
    ignored = {name: value for name, value in every.given().items() if name in every.ignored(FORMATS[format])}
    rendition = process(GRAPHIC, format=format, **ignored)
    assert rendition.data == process(GRAPHIC, format=format).data
    assert "choices_ignored" in rendition.notes


@pytest.mark.parametrize(
    ("format", "choices", "method"),
    [
        ("webp", Output(), 2), ("webp", Output(quality=50), 2), ("webp", Output(method=5), 5),
        ("webp", Output(lossless=True), 1), ("webp", Output(lossless=True, method=0), 0), ("png", Output(), None),
    ],
    ids=str,
)  # fmt: skip
def test_an_opaque_webp_is_made_in_less_time(format: str, choices: Output, method: int | None) -> None:
    options = ENCODERS[format](choices, 80)
    assert for_opaque(choices, format, options) == (options if method is None else options | {"method": method})
