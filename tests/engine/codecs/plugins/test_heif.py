"""HEIC photos as telephones write them: read, never written."""

import io
from typing import Any

import pillow_heif
import pytest
from PIL import ExifTags, Image, ImageOps

from filters.engine import EngineError, Limits, process
from filters.engine.decode import open_source
from filters.engine.errors import ImageTooLarge, ImageUnreadable, OutputInvalid
from tests.engine.pictures import cutout, encoded, furthest, heic, opened, photo, same, values
from tests.engine.profiles import rgb_profile
from tests.engine.test_color import by_littlecms

PHONE = (163, 122)
CLEAN = {"quality": -1, "chroma": 444, "matrix_coefficients": 0}  # lossless


def plain(size: tuple[int, int] = PHONE) -> Image.Image:
    image = photo(size=size)
    image.info = {}
    return image


def test_it_opens_out_of_the_box_and_becomes_a_jpeg() -> None:
    result = process(heic(plain()))
    assert (result.media_type, result.size) == ("image/jpeg", PHONE)
    assert abs(values(opened(result.data)) - values(plain())).mean() < 4


def test_without_loss_the_pixels_are_exact() -> None:
    assert same(opened(process(heic(plain(), **CLEAN), format="png").data), plain())


def test_a_grid_of_tiles_is_one_picture() -> None:
    data = heic(plain((300, 200)), tile_size=128, **CLEAN)
    assert b"grid" in data
    assert same(opened(process(data, format="png").data), plain((300, 200)))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_turned_once(orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    data = heic(plain(), exif=exif.tobytes(), **CLEAN)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(encoded(plain(), "PNG", exif=exif))))
    result = process(data, [{"op": "crop", "left": 5, "top": 9, "width": 100, "height": 90}], format="png")
    assert open_source(data, Limits()).header.size == expected.size
    assert same(opened(result.data), expected.crop((5, 9, 105, 99)))


@pytest.mark.parametrize("metadata", ["strip", "keep"])
def test_the_tag_is_gone(metadata: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Telephone"
    result = opened(process(heic(plain(), exif=exif.tobytes()), metadata=metadata).data)
    assert result.getexif().get(ExifTags.Base.Orientation, 1) == 1
    assert result.getexif().get(ExifTags.Base.Make) == ("Telephone" if metadata == "keep" else None)


def test_transparency_and_gray_are_kept() -> None:
    assert opened(process(heic(cutout(), quality=100)).data).mode == "RGBA"
    gray = photo("camera.png", (64, 64))
    assert furthest(opened(process(heic(gray, quality=-1), format="png").data), gray) <= 2


def test_a_wide_gamut_photo_becomes_srgb() -> None:
    image = plain()
    image.info["icc_profile"] = rgb_profile()
    result = opened(process(heic(image, **CLEAN), format="png").data)
    assert same(result, by_littlecms(plain(), rgb_profile()))


@pytest.mark.parametrize("primary", [0, 1, 2])
def test_of_many_pictures_the_primary_one_is_taken(primary: int) -> None:
    colors = ["red", "lime", "blue"]
    first, *others = (Image.new("RGB", (64, 48 + 8 * n), color) for n, color in enumerate(colors))
    data = heic(first, *others, primary_index=primary, **CLEAN)
    result = process(data, format="png")
    assert (result.frames, result.size, result.notes) == (1, (64, 48 + 8 * primary), ())
    assert furthest(opened(result.data), Image.new("RGB", result.size, colors[primary])) == 0


def test_its_size_is_known_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    data = heic(plain())
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda *_: pytest.fail("decoded"))
    with pytest.raises(ImageTooLarge, match="163 x 122"):
        process(data, limits=Limits(max_pixels=19_000))


@pytest.mark.parametrize("part", [0.02, 0.1, 0.5, 0.9, 0.99])
def test_a_part_of_a_file_is_damaged(part: float) -> None:
    data = heic(plain())
    with pytest.raises(ImageUnreadable, match="HEIC"):
        process(data[: int(len(data) * part)])


def test_flipped_bits_are_survived() -> None:
    data = heic(plain((64, 48)))
    for at in range(4, len(data), 7):
        broken = bytearray(data)
        broken[at] ^= 0x55
        try:
            assert process(bytes(broken), format="png", limits=Limits(max_pixels=1_000_000)).frames == 1
        except EngineError as error:
            assert error.code in ("image_unreadable", "image_too_large", "format_unsupported")


@pytest.mark.parametrize("name", ["heic", "heif", "image/heic"])
def test_it_is_never_written(name: str) -> None:
    choices: dict[str, Any] = {"format": name}
    with pytest.raises(OutputInvalid):
        process(heic(plain((64, 48))), **choices)


def test_one_thread_decodes() -> None:
    assert pillow_heif.options.DECODE_THREADS == 1
