"""JPEG to and from arrays: Pillow's own pixels, or None where Pillow has to judge."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import simplejpeg
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from filters.engine.codecs.jpeg_arrays import decoded, encoded
from filters.engine.errors import DAMAGED
from filters.engine.kernels.vision import Pixels
from tests.engine.pictures import encoded as saved
from tests.engine.pictures import photo, picture

SIZES = [(1, 1), (1, 9), (17, 1), (8, 8), (16, 16), (33, 47), (151, 100)]
PLAIN = saved(photo(size=(90, 70)), "JPEG", quality=80)


def by_pillow(data: bytes, *, scale: int = 1) -> Pixels:
    image = Image.open(io.BytesIO(data))
    image.draft(image.mode, (image.width // scale, image.height // scale))
    return np.asarray(image)


def smooth(size: tuple[int, int]) -> Image.Image:
    return picture("RGB", (4, 3)).resize(size, Image.Resampling.BICUBIC)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sampling", ["444", "422", "420", "440", "411", "Gray"])
@pytest.mark.parametrize("make", [smooth, lambda size: picture("RGB", size)], ids=["smooth", "noise"])
def test_every_sampling_is_decoded_as_pillow_does(size: tuple[int, int], sampling: str, make: Any) -> None:
    space = "Gray" if sampling == "Gray" else "RGB"
    image = make(size).convert("L" if sampling == "Gray" else "RGB")
    data = simplejpeg.encode_jpeg(np.asarray(image).reshape(*size[::-1], -1), 85, space, sampling)
    pixels = decoded(data)
    assert pixels is not None and pixels.flags.c_contiguous
    assert np.array_equal(pixels, by_pillow(data))


@pytest.mark.parametrize("size", [(16, 16), (17, 33), (100, 151), (400, 16)])
@pytest.mark.parametrize("scale", [2, 4, 8])
@pytest.mark.parametrize("sampling", ["4:4:4", "4:2:2", "4:2:0"])
def test_it_is_reduced_as_by_draft(size: tuple[int, int], scale: int, sampling: str) -> None:
    data = saved(photo(size=size), "JPEG", subsampling=sampling)
    pixels = decoded(data, scale=scale)
    assert pixels is not None
    assert pixels.shape[:2] == (-(-size[1] // scale), -(-size[0] // scale))
    assert np.array_equal(pixels, by_pillow(data, scale=scale))


@pytest.mark.parametrize(
    "options",
    [
        {"progressive": True}, {"optimize": True}, {"restart_marker_blocks": 2}, {"restart_marker_rows": 1},
        {"quality": 1}, {"quality": 100}, {"comment": b"text"}, {"dpi": (300, 300)}, {"exif": b"Exif\0\0MM\0*"},
        {"qtables": [[3] * 64, [9] * 64]},
    ],
    ids=lambda options: next(iter(options)),
)  # fmt: skip
@pytest.mark.parametrize("scale", [1, 2])
def test_every_form_of_the_file_is_read(options: dict[str, Any], scale: int) -> None:
    data = saved(photo(size=(90, 70)), "JPEG", **options)
    pixels = decoded(data, scale=scale)
    assert pixels is not None
    assert np.array_equal(pixels, by_pillow(data, scale=scale))


def test_the_size_at_which_sizes_tell_scales_apart_is_kept() -> None:
    assert decoded(saved(photo(size=(15, 300)), "JPEG"), scale=2) is None
    assert decoded(saved(photo(size=(15, 300)), "JPEG"), scale=1) is not None


OTHER_KINDS = {
    "CMYK": saved(picture("CMYK", (40, 30)), "JPEG"),
    "RGB without a transform": saved(photo(size=(40, 30)), "JPEG", keep_rgb=True),
    "cut in the header": PLAIN[:100],
    "cut in the pixels": PLAIN[:-300],
    "without its end": PLAIN[:-2],
    "empty": b"",
    "a PNG": saved(photo(size=(9, 9)), "PNG"),
    "only a start": b"\xff\xd8",
    "a second start": b"\xff\xd8" + PLAIN,
    "a segment shorter than its length": PLAIN[:2] + b"\xff\xe1\0\0" + PLAIN[2:],
    "junk between segments": PLAIN[:20] + b"junk" + PLAIN[20:],
    "damaged codes": PLAIN[:-400] + bytes(200) + PLAIN[-200:],
}


@pytest.mark.parametrize("data", OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_other_kinds_are_left_to_pillow(data: bytes) -> None:
    assert decoded(data) is None
    assert decoded(data, scale=8) is None


@pytest.mark.parametrize("marker", [0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCF])
def test_other_frames_are_left_to_pillow(marker: int) -> None:
    """Lossless, hierarchical and arithmetic ones."""
    assert decoded(PLAIN.replace(b"\xff\xc0\0\x11", bytes([0xFF, marker, 0, 0x11]))) is None


def test_more_bits_are_left_to_pillow() -> None:
    assert decoded(PLAIN.replace(b"\xff\xc0\0\x11\x08", b"\xff\xc1\0\x11\x0c")) is None


def test_odd_samplings_are_pillows_or_left_to_pillow() -> None:
    """Three samples of luma for one of color: no name exists for it."""
    data = PLAIN.replace(b"\x03\x01\x22\0", b"\x03\x01\x31\0")
    assert data != PLAIN
    assert decoded(data) is None


@given(st.integers(2, len(PLAIN) - 1), st.integers(0, 255), st.sampled_from([1, 2]))
def test_damage_gives_pillows_pixels_or_none(at: int, value: int, scale: int) -> None:
    data = PLAIN[:at] + bytes([value]) + PLAIN[at + 1 :]
    pixels = decoded(data, scale=scale)
    if pixels is not None:
        assert np.array_equal(pixels, by_pillow(data, scale=scale))


@given(st.integers(0, len(PLAIN) - 1), st.binary(max_size=30))
def test_a_file_that_goes_wrong_midway_is_none_where_pillow_fails(at: int, tail: bytes) -> None:
    data = PLAIN[:at] + tail
    try:
        expected = by_pillow(data)
    except DAMAGED:
        assert decoded(data) is None
    else:
        pixels = decoded(data)
        assert pixels is None or np.array_equal(pixels, expected)


def test_what_follows_the_picture_does_not_matter() -> None:
    pixels = decoded(PLAIN + b"more")
    assert pixels is not None
    assert np.array_equal(pixels, by_pillow(PLAIN))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("quality", [1, 50, 80, 95, 96, 100])
@pytest.mark.parametrize("sampling", ["4:4:4", "4:2:2", "4:2:0", None])
@pytest.mark.parametrize("make", [smooth, lambda size: picture("RGB", size)], ids=["smooth", "noise"])
def test_it_writes_pillows_bytes(size: tuple[int, int], quality: int, sampling: str | None, make: Any) -> None:
    image = make(size)
    options = {} if sampling is None else {"subsampling": sampling}
    assert encoded(np.asarray(image), quality=quality, subsampling=sampling) == saved(
        image, "JPEG", quality=quality, **options
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("quality", [1, 80, 100])
@pytest.mark.parametrize("sampling", ["4:4:4", "4:2:0", None])
def test_gray_is_written_with_pillows_pixels(size: tuple[int, int], quality: int, sampling: str | None) -> None:
    """Pillow declares a sampling in gray, too, where it means nothing: one byte differs then."""
    image = picture("L", size)
    options = {} if sampling is None else {"subsampling": sampling}
    ours, theirs = encoded(np.asarray(image), quality=quality, subsampling=sampling), io.BytesIO()
    image.save(theirs, "JPEG", quality=quality, **options)
    assert np.array_equal(by_pillow(ours), by_pillow(theirs.getvalue()))
    assert sampling is not None or ours == theirs.getvalue()


def test_rows_may_be_those_of_a_larger_picture() -> None:
    pixels = np.asarray(photo())
    part = pixels[20:91, 30:141]
    assert encoded(part, quality=80) == encoded(part.copy(), quality=80)


def test_threads_do_not_meet() -> None:
    pictures = [np.asarray(photo(size=(300 + 20 * number, 200))) for number in range(6)]

    def there_and_back(pixels: Pixels) -> list[int] | None:
        result = decoded(encoded(pixels, quality=90))
        return None if result is None else result.tolist()

    alone = [there_and_back(pixels) for pixels in pictures]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(there_and_back, pictures))
    assert None not in alone
    assert together == alone


def test_a_side_that_a_jpeg_cannot_hold_is_an_error() -> None:
    with pytest.raises(ValueError, match="65501"):
        encoded(np.zeros((1, 65_501), np.uint8), quality=80)
