"""Wide gamuts without a profile: named by code points, and converted all the same."""

import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from filters.engine import process
from filters.engine.codecs.cicp import PRIMARIES, _colorants, profile, tagged_profile
from filters.engine.color import describe_profile, is_native
from tests.engine.pictures import encoded, heic, opened, photo, same, values
from tests.engine.profiles import P3, SRGB, rgb_profile
from tests.engine.test_right_colors import by_hand, delta_e

DISPLAY_P3 = {"color_primaries": 12, "transfer_characteristic": 13, "matrix_coefficients": 6}


def plain(size: tuple[int, int] = (160, 120)) -> Image.Image:
    image = photo(size=size)
    image.info = {}
    return image


def png(*points: int) -> bytes:
    data = encoded(plain(), "PNG")
    at = data.index(b"IDAT") - 4
    body = bytes(points)
    chunk = len(body).to_bytes(4, "big") + b"cICP" + body + zlib.crc32(b"cICP" + body).to_bytes(4, "big")
    return data[:at] + chunk + data[at:]


def avif(primaries: int, transfer: int) -> bytes:
    data = bytearray(encoded(plain(), "AVIF", quality=100, subsampling="4:4:4"))
    at = data.index(b"colrnclx") + 8
    data[at : at + 4] = primaries.to_bytes(2, "big") + transfer.to_bytes(2, "big")
    return bytes(data)


@pytest.mark.parametrize(("points", "colorants"), [(1, SRGB), (12, P3)])
def test_the_primaries_are_those_of_published_profiles(points: int, colorants: tuple[tuple[float, ...], ...]) -> None:
    assert np.abs(_colorants(PRIMARIES[points]) - np.array(colorants).T).max() < 0.001


@pytest.mark.parametrize("transfer", [13, 1, 4, 8])
@pytest.mark.parametrize("primaries", [9, 12])
def test_colors_go_where_littlecms_puts_them(primaries: int, transfer: int) -> None:
    made = profile(primaries, transfer)
    assert made is not None
    assert "H.273" in (describe_profile(made) or "")
    result = opened(process(png(primaries, transfer, 0, 1), [{"op": "mirror"}, {"op": "mirror"}]).data)
    assert same(result, by_hand(plain(), made))
    assert delta_e(result, plain()) > 1


def test_gray_stays_gray() -> None:
    data = png(12, 13, 0, 1)
    gray = opened(data).convert("L").convert("RGB")
    made = profile(12, 13)
    assert made is not None
    assert np.abs(values(by_hand(gray, made)) - values(gray)).max() <= 1


def test_a_profile_that_says_the_same_gives_the_same() -> None:
    by_points = opened(process(png(12, 4, 0, 1), format="png").data)
    by_profile = opened(process(encoded(plain(), "PNG", icc_profile=rgb_profile(P3, 2.2)), format="png").data)
    assert delta_e(by_points, by_profile) < 0.3


@pytest.mark.parametrize(
    "data", [heic(plain(), quality=95, chroma=444, **DISPLAY_P3), avif(12, 13)], ids=["heic", "avif"]
)
def test_photos_in_display_p3_without_a_profile(data: bytes) -> None:
    made = profile(12, 13)
    assert made is not None
    assert delta_e(opened(process(data, format="png").data), by_hand(plain(), made)) < 1
    kept: Any = opened(process(data, [{"op": "mirror"}], format="jpeg", metadata="keep").data).info
    assert kept["icc_profile"] == made


@pytest.mark.parametrize("points", [(1, 13), (1, 1), (2, 2), (12, 16), (9, 18), (77, 13), (12, 77)])
def test_srgb_the_unknown_and_light_beyond_white_are_taken_as_they_are(points: tuple[int, int]) -> None:
    assert profile(*points) is None
    assert same(opened(process(png(*points, 0, 1), format="qoi").data), plain())


def test_a_profile_counts_before_code_points_but_not_in_a_png() -> None:
    image = plain()
    image.info["icc_profile"] = rgb_profile(SRGB, 1.0)
    result = opened(process(heic(image, quality=95, **DISPLAY_P3), format="png").data)
    assert delta_e(result, by_hand(plain(), rgb_profile(SRGB, 1.0))) < 1


@pytest.mark.parametrize("format", ["png", "avif", "heic", "jpeg", "webp"])
@pytest.mark.parametrize("data", [b"", b"colrnclx", b"\0\0\0\x04cICP", b"colrnclx\0\x0c", b"\0\0\0\x04cICP\x0c"])
def test_nothing_is_read_behind_the_end(data: bytes, format: str) -> None:
    assert tagged_profile(data, format) is None


def test_what_it_makes_is_not_taken_for_srgb() -> None:
    assert not is_native(profile(12, 13))
    assert not is_native(profile(1, 8))
