"""Every format opens again with what was put in, or says why it cannot hold it."""

import io
import struct
from typing import Any

import pytest
from PIL import Image

from filters.engine import Limits, process
from filters.engine.encode import can_hold
from filters.engine.errors import OutputTooLarge
from filters.engine.formats import FORMATS, WRITABLE_PICTURES
from tests.engine.pictures import cutout, encoded, furthest, opened, photo, picture, same, values

MODES = ("L", "LA", "RGB", "RGBA")
LOSSLESS = ("png", "tiff", "ico")
WITH_QUALITY = ("jpeg", "webp", "avif")
STORED = {
    "jpeg": {"L": "L", "LA": "RGB", "RGB": "RGB", "RGBA": "RGB"},
    "webp": {"L": "RGB", "LA": "RGBA"},
    "avif": {"LA": "RGBA"},
    "gif": {"L": "P", "LA": "P", "RGB": "P", "RGBA": "P"},
    "jxl": {"LA": "RGBA"},
    "bmp": {"LA": "RGB", "RGBA": "RGB"},
    "ppm": {"L": "RGB", "LA": "RGB", "RGBA": "RGB"},
    "qoi": {"L": "RGB", "LA": "RGBA"},
}


def png(image: Image.Image) -> bytes:
    return encoded(image, "PNG")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("format", WRITABLE_PICTURES)
def test_it_opens_again(format: str, mode: str) -> None:
    rendition = process(png(picture(mode, (33, 21))), format=format)
    result = Image.open(io.BytesIO(rendition.data))
    assert (rendition.format.name, rendition.media_type) == (format, FORMATS[format].media_type)
    assert result.format == FORMATS[format].pillow
    assert result.size == rendition.size == (33, 21)
    assert result.mode == STORED.get(format, {}).get(mode, mode)
    assert result.has_transparency_data == (mode in ("LA", "RGBA") and FORMATS[format].alpha)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("format", LOSSLESS)
def test_lossless_formats_lose_nothing(format: str, mode: str) -> None:
    image = picture(mode)
    assert same(opened(process(png(image), format=format).data), image)


@pytest.mark.parametrize("format", [*WITH_QUALITY, "gif"])
def test_a_photo_still_looks_like_itself(format: str) -> None:
    image = photo()
    result = opened(process(png(image), format=format).data).convert("RGB")
    assert abs(values(result) - values(image)).mean() < 6


@pytest.mark.parametrize("format", WITH_QUALITY)
def test_quality_trades_size(format: str) -> None:
    data = png(photo(size=(200, 130)))
    sizes = [len(process(data, format=format, quality=quality).data) for quality in (1, 30, 80, 100)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2] < sizes[3]


@pytest.mark.parametrize("format", ["png", "gif", "tiff"])
def test_formats_without_quality_take_no_notice_of_it(format: str) -> None:
    data = png(photo(size=(40, 30)))
    assert process(data, format=format, quality=1).data == process(data, format=format).data


@pytest.mark.parametrize(
    ("background", "color"), [("#ffffff", (255, 255, 255)), ("navy", (0, 0, 128)), ("#f00", (255, 0, 0))]
)
@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_jpeg_lies_on_the_background(mode: str, background: str, color: tuple[int, int, int]) -> None:
    image = Image.new("RGBA", (32, 32), (0, 255, 0, 0)).convert(mode)
    rendition = process(png(image), format="jpeg", background=background)
    assert furthest(opened(rendition.data), Image.new("RGB", (32, 32), color)) <= 2
    assert rendition.notes == ("alpha_flattened",)


@pytest.mark.parametrize("format", [name for name in WRITABLE_PICTURES if FORMATS[name].alpha])
def test_transparency_survives_where_the_format_has_it(format: str) -> None:
    image = cutout()
    alpha = values(opened(process(png(image), format=format, background="red").data).convert("RGBA"))[..., 3]
    hard = values(image)[..., 3]
    assert alpha[hard == 0].max() <= (16 if format in ("avif", "jpeg2000") else 0)  # their alpha is lossy too
    assert alpha[hard == 255].min() >= 240


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_a_gif_shows_what_is_at_least_half_visible(mode: str) -> None:
    image = Image.new("RGBA", (4, 1))
    for x, alpha in enumerate((255, 128, 127, 3)):
        image.putpixel((x, 0), (200, 200, 200, alpha))
    result = values(opened(process(png(image.convert(mode)), format="gif").data).convert("RGBA"))[0]
    assert result[:, 3].tolist() == [255, 255, 0, 0]
    assert abs(result[:2, :3] - 200).max() <= 4


def test_gif_keeps_the_colors_of_what_shows() -> None:
    image = cutout()
    result = values(opened(process(png(image), format="gif").data).convert("RGBA"))
    shown = values(image)[..., 3] == 255
    assert abs(result[shown][:, :3] - values(image)[shown][:, :3]).mean() < 6


@pytest.mark.parametrize("format", WRITABLE_PICTURES)
def test_a_side_that_is_too_long_is_refused(format: str) -> None:
    longest = FORMATS[format].max_side
    can_hold(FORMATS[format], [(longest, 1), (1, longest)])
    with pytest.raises(OutputTooLarge) as caught:
        can_hold(FORMATS[format], [(1, 1), (1, longest + 1)])
    assert caught.value.problems[0].field == "format"
    assert f"holds at most {longest} pixels a side; the result would be 1 x {longest + 1}." in caught.value.detail


@pytest.mark.parametrize("format", WRITABLE_PICTURES)
def test_the_longest_side_is_really_written_and_read(format: str) -> None:
    longest = FORMATS[format].max_side
    rendition = process(png(Image.new("L", (longest, 1), 7)), format=format)
    assert opened(rendition.data).size == (longest, 1)
    assert process(rendition.data, [{"op": "resize", "width": 10, "height": 1, "fit": "stretch"}]).size == (10, 1)


def test_a_result_too_long_for_its_format_is_refused_before_work() -> None:
    data = png(Image.new("L", (16_384, 1)))
    with pytest.raises(OutputTooLarge, match="WebP holds at most 16383"):
        process(data, format="webp", limits=Limits(deadline_s=0))
    assert process(data, [{"op": "resize", "width": 16_383}], format="webp").size == (16_383, 1)


@pytest.mark.parametrize("format", WRITABLE_PICTURES)
def test_the_smallest_picture_is_written(format: str) -> None:
    assert opened(process(png(picture("RGBA", (1, 1))), format=format).data).size == (1, 1)


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("BMP", "bmp"),
        ("ICO", "ico"),
        ("QOI", "qoi"),
        ("PPM", "ppm"),
        ("PNG", "png"),
        ("GIF", "gif"),
        ("TIFF", "tiff"),
        ("MPO", "jpeg"),
    ],
)
def test_without_a_format_the_source_decides(source: str, made: str) -> None:
    assert process(encoded(photo(size=(20, 20)), source)).format.name == made


def test_an_encoder_that_fails_is_an_answer_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("encoder error -2 when writing image file")

    data = png(photo(size=(20, 20)))
    monkeypatch.setattr(Image.Image, "save", fail)
    with pytest.raises(OutputTooLarge, match="WebP cannot hold the result, 20 x 20") as caught:
        process(data, format="webp")
    assert "encoder error" not in caught.value.detail


@pytest.mark.parametrize("format", WRITABLE_PICTURES)
def test_the_same_request_gives_the_same_bytes(format: str) -> None:
    data = png(cutout())
    assert process(data, format=format).data == process(data, format=format).data


@pytest.mark.parametrize(("size", "tile"), [((2000, 2000), (2000, 2000)), ((2001, 2000), (1024, 1024))])
def test_a_large_jpeg_2000_is_encoded_in_tiles_which_take_less_memory(
    size: tuple[int, int], tile: tuple[int, int]
) -> None:
    """35 bytes for each pixel of a whole picture are 350 MB for 10 megapixels."""
    image = Image.linear_gradient("L").resize(size)
    result = process(encoded(image, "PNG", compress_level=1), format="jpeg2000", quality=100).data
    assert struct.unpack_from(">2I", result, result.index(b"\xff\x4f\xff\x51") + 24) == tile
    assert same(opened(result), image)
    assert process(result, [{"op": "resize", "width": 200}]).size == (200, round(200 * size[1] / size[0]))
