"""JPEG 2000 without its finest levels: exact sizes, and near the whole picture made small."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage.metrics import structural_similarity

from filters.engine.codecs import jpeg2000_levels
from filters.engine.codecs.jpeg2000_levels import MARGIN, MOST_SEGMENTS, scales
from tests.engine.pictures import encoded, photo, picture

Size = tuple[int, int]


def file(size: Size = (160, 96), mode: str = "RGB", **options: Any) -> bytes:
    return encoded(photo(size=size).convert(mode), "JPEG2000", **options)


@pytest.mark.parametrize("width", range(31, 42))
@pytest.mark.parametrize("height", [64, 67, 69])
def test_every_scale_is_decoded_to_its_size(width: int, height: int) -> None:
    data = file((width, height))
    assert 2 in scales(data)
    for scale in scales(data):
        image = jpeg2000_levels.decoded(data, scale)
        assert image is not None
        assert image.size == (-(-width // scale), -(-height // scale))


@pytest.mark.parametrize(
    ("size", "expected"), [((32, 64), (2, 4, 8)), ((33, 64), (2,)), ((35, 64), (2, 4)), ((37, 64), (2, 8))]
)
def test_sizes_that_pillow_rounds_otherwise_are_left_out(size: Size, expected: tuple[int, ...]) -> None:
    assert scales(file(size)) == expected


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize("options", [{}, {"no_jp2": True}, {"irreversible": True}, {"tile_size": (64, 64)}], ids=str)
def test_every_form_is_read(mode: str, options: dict[str, Any]) -> None:
    data = file(mode=mode, **options)
    assert scales(data) == (2, 4, 8)
    for scale in (2, 4, 8):
        image = jpeg2000_levels.decoded(data, scale)
        assert image is not None
        assert (image.mode, image.size) == (mode, (160 // scale, 96 // scale))


@pytest.mark.parametrize(("resolutions", "expected"), [(1, ()), (2, (2,)), (3, (2, 4)), (6, (2, 4, 8))])
def test_no_more_levels_are_left_out_than_there_are(resolutions: int, expected: tuple[int, ...]) -> None:
    assert scales(file(num_resolutions=resolutions)) == expected


def test_a_canvas_that_begins_elsewhere_is_decoded_whole() -> None:
    assert scales(file(tile_size=(64, 64), tile_offset=(0, 0), offset=(3, 0))) == ()


@pytest.mark.parametrize("data", [b"", b"\xff\x4f\xff\x51", file()[:60], encoded(photo(size=(9, 9)), "PNG")])
def test_other_files_have_no_scales(data: bytes) -> None:
    assert scales(data) == ()


def test_components_of_other_sizes_are_decoded_whole() -> None:
    data = file(no_jp2=True)
    at = data.index(b"\xff\x51") + 4 + 36
    assert scales(data[: at + 4] + b"\x02" + data[at + 5 :]) == ()


def test_a_cut_file_is_none() -> None:
    assert jpeg2000_levels.decoded(file()[:400], 2) is None


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png", "camera.png"])
@pytest.mark.parametrize("options", [{}, {"irreversible": True}], ids=["5-3", "9-7"])
def test_with_a_margin_it_is_near_the_whole_picture(name: str, options: dict[str, Any]) -> None:
    image = photo(name)
    data = encoded(image, "JPEG2000", **options)
    small = jpeg2000_levels.decoded(data, 2)
    assert small is not None
    size = (image.width // 2 // MARGIN, image.height // 2 // MARGIN)
    whole = Image.open(io.BytesIO(data)).resize(size, Image.Resampling.LANCZOS)
    ours = small.resize(size, Image.Resampling.LANCZOS)
    axis = None if image.mode == "L" else 2
    near = structural_similarity(np.asarray(whole), np.asarray(ours), channel_axis=axis)  # type: ignore[no-untyped-call]
    assert near > 0.98


def test_noise_is_decoded_too() -> None:
    image = jpeg2000_levels.decoded(encoded(picture("RGB", (40, 40)), "JPEG2000"), 4)
    assert image is not None
    assert image.size == (10, 10)


@pytest.mark.parametrize("length", [2, 60])
def test_a_header_of_segments_without_end_is_not_walked_to_its_end(length: int) -> None:
    data = encoded(photo(size=(64, 48)), "JPEG2000", no_jp2=True)
    at = data.index(b"\xff\x52")
    segment = b"\xff\x64" + length.to_bytes(2, "big") + bytes(length - 2)
    assert scales(data[:at] + segment * 10 + data[at:]) == scales(data) == (2, 4, 8)
    assert scales(data[:at] + segment * (MOST_SEGMENTS + 1) + data[at:]) == ()
