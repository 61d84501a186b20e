"""PNG from arrays: Pillow reads the same pixels, in no more bytes than Pillow would write."""

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageDraw

from filters.engine.codecs import png_arrays
from filters.engine.codecs.png_arrays import encoded
from tests.engine.pictures import cutout, opened, photo, picture, same
from tests.engine.pictures import encoded as saved
from tests.engine.profiles import rgb_profile

SIZES = [(1, 1), (1, 50), (50, 1), (7, 31), (33, 32), (64, 33), (151, 100)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("make", [picture, lambda mode, size: photo(size=size).convert(mode)], ids=["noise", "photo"])
def test_pillow_reads_what_was_written(size: tuple[int, int], mode: str, make: Any) -> None:
    image = make(mode, size)
    result = opened(encoded(np.asarray(image)))
    assert same(result, image)
    assert result.info == {}


@given(
    st.integers(1, 40).flatmap(
        lambda side: st.sampled_from([(side, 9), (5, side, 3), (side, 3, 4)]).flatmap(
            lambda shape: arrays(np.uint8, shape, elements=st.sampled_from([0, 1, 128, 255]))
        )
    )
)
def test_every_pixel_stays(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> None:
    assert np.array_equal(np.asarray(opened(encoded(pixels))), pixels)


def drawing() -> Image.Image:
    """Flat colors and letters, as a screenshot has them."""
    image = Image.new("RGB", (400, 300), "white")
    draw = ImageDraw.Draw(image)
    for line in range(14):
        draw.text((10, 21 * line), f"The quick brown fox, line {line}: 0123456789", fill="navy", font_size=16)
    return image


def tiles() -> Image.Image:
    return Image.fromarray(np.tile(np.asarray(picture("RGB", (16, 16))), (20, 20, 1)))


KINDS = {"photo": photo, "gray": lambda: photo("camera.png"), "cutout": lambda: cutout(size=(40, 30))}
KINDS |= {"drawing": drawing, "tiles": tiles, "two values": lambda: photo("camera.png").convert("1").convert("L")}


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_the_file_is_hardly_larger_than_pillows(make: Any) -> None:
    image = make()
    assert len(encoded(np.asarray(image))) <= 1.03 * len(saved(image, "PNG", compress_level=4))


@pytest.mark.parametrize(("make", "quick"), [(photo, True), (drawing, False), (tiles, False)])
def test_some_rows_tell_a_photo_from_a_drawing(make: Any, quick: bool) -> None:
    assert (png_arrays._way(np.asarray(make())) == png_arrays.PHOTO) is quick


def test_the_rows_that_are_tried_span_the_picture() -> None:
    rows = np.arange(1000, dtype=np.uint16).repeat(3).reshape(1000, 3)
    sample = png_arrays._sample(rows)
    assert sample[:, 0].tolist() == [*range(8), *range(330, 338), *range(661, 669), *range(992, 1000)]
    assert png_arrays._sample(rows[:32]) is not sample
    assert len(png_arrays._sample(rows[:32])) == 32
    assert len(png_arrays._sample(rows[:33])) == 32


def test_rows_may_be_those_of_a_larger_picture() -> None:
    part = np.asarray(photo())[20:91, 30:141]
    assert encoded(part) == encoded(part.copy())


def test_what_belongs_to_the_pixels_is_written_as_pillow_writes_it() -> None:
    image, exif, profile = photo(size=(40, 30)), Image.Exif(), rgb_profile()
    exif[0x010E] = "a cat"
    data = encoded(np.asarray(image), profile=profile, exif=exif.tobytes(), dpi=300)
    ours, theirs = (
        Image.open(io.BytesIO(file))
        for file in (data, saved(image, "PNG", icc_profile=profile, exif=exif, dpi=(300, 300)))
    )
    assert same(opened(data), image)
    assert ours.info["icc_profile"] == theirs.info["icc_profile"] == profile
    assert ours.info["dpi"] == theirs.info["dpi"]
    assert dict(ours.getexif()) == dict(theirs.getexif()) == {0x010E: "a cat"}


def test_a_profile_that_no_library_knows_is_kept() -> None:
    assert opened(encoded(np.asarray(photo(size=(9, 9))), profile=b"odd")).info["icc_profile"] == b"odd"


def test_a_side_that_cannot_be_written_is_an_error() -> None:
    with pytest.raises(ValueError, match="1000001 x 1"):
        encoded(np.zeros((1, 1_000_001), np.uint8))
