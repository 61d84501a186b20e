"""Planes of a JPEG: as the file has them, and back."""

import io
from itertools import product

import numpy as np
import pytest
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from filters.engine.codecs import jpeg_planes
from filters.engine.codecs.jpeg_planes import decoded_planes, encoded_planes
from filters.engine.planes import Planes
from tests.engine.pictures import encoded, opened, photo, picture

GUARD, MARK = 4096, 171
SIZES = [(16, 16), (17, 33), (40, 31), (63, 18), (451, 300)]


def luma(data: bytes, scale: int) -> np.ndarray:
    """The brightness that Pillow decodes, which never becomes RGB."""
    image = Image.open(io.BytesIO(data))
    image.draft("L", (image.width // scale, image.height // scale))
    return np.asarray(image)


def tables(data: bytes) -> dict[int, list[int]]:
    """The quantization tables."""
    return JpegImageFile(io.BytesIO(data)).quantization


@pytest.mark.parametrize(("size", "scale"), list(product(SIZES, (1, 2, 4, 8))), ids=str)
def test_the_luma_is_pillows(size: tuple[int, int], scale: int) -> None:
    data = encoded(photo(size=size), "JPEG", quality=90)
    planes = decoded_planes(data, scale=scale)
    assert planes is not None
    assert np.array_equal(planes.luma, luma(data, scale))
    assert all(plane.shape == (-(-planes.size[1] // 2), -(-planes.size[0] // 2)) for plane in planes.colors)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("quality", [1, 50, 80, 95, 100])
def test_planes_are_written_as_they_are(size: tuple[int, int], quality: int) -> None:
    """A JPEG's planes, written at its own quality, are nearly its own again: rounded once more, no more than that."""
    data = encoded(photo(size=size), "JPEG", quality=quality)
    planes = decoded_planes(data)
    assert planes is not None
    again = encoded_planes(planes, quality=quality)
    assert again is not None
    assert tables(again) == tables(data)
    assert np.abs(np.asarray(opened(again)).astype(int) - np.asarray(opened(data))).mean() < 0.5


@pytest.mark.parametrize(
    "data",
    [
        encoded(photo(size=(40, 30)), "JPEG", subsampling="4:4:4"),
        encoded(photo(size=(40, 30)), "JPEG", subsampling="4:2:2"),
        encoded(photo("camera.png", (40, 30)), "JPEG"),
        encoded(photo(size=(40, 30)).convert("CMYK"), "JPEG"),
        encoded(picture("RGB", (15, 40)), "JPEG"),
        encoded(photo(size=(40, 30)), "PNG"),
        encoded(photo(size=(80, 60)), "JPEG")[:-40],
        b"",
        b"\xff\xd8",
    ],
    ids=["444", "422", "gray", "cmyk", "narrow", "png", "cut short", "empty", "two bytes"],
)
def test_other_files_are_left_to_others(data: bytes) -> None:
    assert decoded_planes(data) is None


@pytest.mark.parametrize("scale", [1, 2, 4, 8])
@pytest.mark.parametrize("size", [(33, 18), (18, 33), (35, 35), (172, 133), (16, 16)], ids=str)
def test_no_byte_beside_the_planes_is_written(
    size: tuple[int, int], scale: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library pads the luma to even sides."""
    guarded: list[np.ndarray] = []

    def empty(shape: tuple[int, int], _: type) -> np.ndarray:
        count = shape[0] * shape[1]
        guarded.append(np.full(count + 2 * GUARD, MARK, np.uint8))
        return guarded[-1][GUARD : GUARD + count].reshape(shape)

    monkeypatch.setattr("filters.engine.codecs.jpeg_planes.empty", empty)
    assert decoded_planes(encoded(picture("RGB", size), "JPEG"), scale=scale)
    assert len(guarded) == 3
    assert all((part[:GUARD] == MARK).all() and (part[-GUARD:] == MARK).all() for part in guarded)


def test_without_the_library_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encoded(photo(size=(40, 30)), "JPEG")
    planes = decoded_planes(data)
    monkeypatch.setattr("filters.engine.codecs.turbojpeg.LIBRARY", None)
    assert decoded_planes(data) is None
    assert planes is not None
    assert encoded_planes(planes, quality=80) is None


def test_planes_that_do_not_fit_together_are_refused() -> None:
    whole = np.zeros((20, 20), np.uint8)
    with pytest.raises(ValueError, match="half the size"):
        encoded_planes(Planes(whole, whole, whole), quality=80)


def test_the_library_is_there() -> None:
    assert jpeg_planes.HAS_TURBOJPEG


def test_planes_seen_as_rgb_are_near_pillows() -> None:
    data = encoded(photo(size=(61, 40)), "JPEG", quality=90)
    planes = decoded_planes(data)
    assert planes is not None
    apart = np.abs(planes.to_pixels().astype(int) - np.asarray(opened(data)))
    assert (apart.mean(), apart.max()) < (1, 12)
