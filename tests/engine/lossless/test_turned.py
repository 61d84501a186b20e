"""A JPEG that is only turned keeps its coefficients, where the system's library can move them."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageOps

from filters.engine import process
from filters.engine.codecs import turbojpeg
from filters.engine.lossless import routes
from filters.engine.lossless.turning import turned
from tests.engine.lossless.test_copied import explained
from tests.engine.pictures import encoded, furthest, opened, photo, same, values
from tests.engine.profiles import rgb_profile

ALIGNED, ODD = (96, 64), (93, 61)
STEPS: list[list[dict[str, Any]]] = [
    [{"op": "rotate", "angle": 90}],
    [{"op": "rotate", "angle": 180}],
    [{"op": "rotate", "angle": -90}],
    [{"op": "flip"}],
    [{"op": "mirror"}],
    [{"op": "rotate", "angle": 90}, {"op": "mirror"}],
    [{"op": "rotate", "angle": 90}, {"op": "flip"}],
]


def jpeg(size: tuple[int, int] = ALIGNED, **options: Any) -> bytes:
    return encoded(photo(size=size), "JPEG", **({"quality": 30} | options))


def by_pillow(data: bytes, steps: list[dict[str, Any]]) -> Image.Image:
    return opened(process(data, steps, format="png").data)


@pytest.mark.parametrize("method", Image.Transpose)
def test_the_library_turns_as_pillow_does(method: Image.Transpose) -> None:
    data = jpeg(subsampling=0)
    result = turned(data, method, progressive=False)
    assert result is not None
    assert furthest(opened(result), opened(data).transpose(method)) <= 4  # the inverse transform rounds by direction


@pytest.mark.parametrize("progressive", [True, False])
@pytest.mark.parametrize("steps", STEPS)
def test_turning_forth_and_back_gives_the_same_coefficients(steps: list[dict[str, Any]], progressive: bool) -> None:
    data = jpeg(progressive=progressive, optimize=True)
    there = process(data, steps)
    assert there.quality is None
    assert explained(data, steps) == "turned"
    assert opened(there.data).info.get("progressive", 0) == int(progressive)
    assert furthest(opened(there.data), by_pillow(data, steps)) <= 12  # colors are smoothed after turning
    back: list[dict[str, Any]] = []
    for step in reversed(steps):
        back.append({**step, "angle": -step["angle"]} if "angle" in step else step)
    assert same(opened(process(there.data, back).data), opened(data))


def test_it_loses_less_than_encoding_again() -> None:
    data, steps = jpeg(quality=60), STEPS[0]
    exact = values(by_pillow(data, steps))
    moved = np.abs(values(opened(process(data, steps).data)) - exact).mean()
    again = np.abs(values(opened(process(data, steps, quality=60).data)) - exact).mean()
    assert moved < again / 3


@pytest.mark.parametrize("steps", STEPS)
def test_a_size_that_the_blocks_do_not_fit_is_encoded_again(steps: list[dict[str, Any]]) -> None:
    data = jpeg(ODD)
    result = process(data, steps)
    assert result.size == by_pillow(data, steps).size
    assert np.abs(values(opened(result.data)) - values(by_pillow(data, steps))).mean() < 6


@pytest.mark.parametrize("orientation", range(2, 9))
def test_an_orientation_is_applied_without_loss(orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.Artist] = orientation, "Ann"
    data = jpeg(exif=exif)
    result = process(data, metadata="copyright")
    image = opened(result.data)
    assert result.quality is None
    assert dict(image.getexif()) == {ExifTags.Base.Artist: "Ann"}
    assert furthest(image, ImageOps.exif_transpose(opened(data))) <= 12


def test_a_turn_that_undoes_the_orientation_is_a_copy_less_the_tag() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    data = jpeg(exif=exif)
    assert explained(data, STEPS[0]) == "copied"
    assert process(data, STEPS[0]).data == jpeg()


def test_keep_updates_size_and_orientation() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.Make] = 6, "Camera"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ExifImageWidth] = ALIGNED[0]
    data = jpeg(exif=exif, icc_profile=rgb_profile())
    image = opened(process(data, metadata="keep").data)
    tags = image.getexif()
    assert tags[ExifTags.Base.Make] == "Camera"
    assert ExifTags.Base.Orientation not in tags
    assert tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ExifImageWidth] == ALIGNED[1] == image.width
    assert image.info["icc_profile"] == rgb_profile()


@pytest.mark.parametrize(
    "steps",
    [
        [{"op": "rotate", "angle": 91}],
        [{"op": "rotate", "angle": 90, "expand": False}],
        [{"op": "rotate", "angle": 90}, {"op": "invert"}],
        [{"op": "rotate", "angle": 90}, {"op": "crop", "left": 0, "top": 0, "width": 8, "height": 8}],
    ],
)
def test_more_than_a_turn_is_encoded(steps: list[dict[str, Any]]) -> None:
    assert explained(jpeg(), steps) == "encoded"
    assert process(jpeg(), steps).quality == 80


def test_without_the_library_it_is_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turbojpeg, "LIBRARY", None)
    monkeypatch.setattr(routes, "HAS_TURBOJPEG", False)
    assert turned(jpeg(), Image.Transpose.ROTATE_90, progressive=False) is None
    assert explained(jpeg(), STEPS[0]) == "encoded"
    assert process(jpeg(), STEPS[0]).quality == 80


@pytest.mark.parametrize("name", [None, "c"])
def test_a_system_without_it_is_no_error(monkeypatch: pytest.MonkeyPatch, name: str | None) -> None:
    monkeypatch.setattr(turbojpeg, "find_library", lambda _: f"lib{name}.so.6" if name else None)
    assert turbojpeg._load() is None


def test_damage_that_the_decoder_forgives_is_survived() -> None:
    data = jpeg((160, 96))
    scan = data.index(b"\xff\xda") + 14
    for at in range(scan, len(data) - 2, 17):
        broken = data[:at] + bytes((data[at] ^ 0x55,)) + data[at + 1 :]
        result = turned(broken, Image.Transpose.ROTATE_90, progressive=False)
        assert result is None or Image.open(io.BytesIO(result)).size == (96, 160)
