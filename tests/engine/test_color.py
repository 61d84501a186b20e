"""Color profiles: what comes out is sRGB, unless the profile stays with the pixels."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from filters.engine import process
from filters.engine.color import describe_profile
from tests.engine.pictures import encoded, furthest, opened, photo, picture, same, values
from tests.engine.profiles import P3, SRGB, Primaries, cmyk_profile, gray_profile, rgb_profile

WIDE, LINEAR_GRAY, PRESS = rgb_profile(), gray_profile(), cmyk_profile()
BROKEN = WIDE[:200]
SPOILT = WIDE.replace(b"curv", b"bad!")  # it opens, and fits nothing


def by_littlecms(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    result = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    assert result is not None
    return result


def by_hand(color: tuple[int, int, int], primaries: Primaries, gamma: float) -> np.ndarray[Any, Any]:
    """Through XYZ with two matrices; good for colors inside sRGB."""
    linear = np.array(primaries).T @ (np.array(color) / 255) ** gamma
    inside = np.linalg.inv(np.array(SRGB).T) @ linear
    curved = np.where(inside <= 0.0031308, 12.92 * inside, 1.055 * inside.clip(0) ** (1 / 2.4) - 0.055)
    return curved * 255


def result_of(data: bytes, *steps: str, **choices: Any) -> Image.Image:
    return opened(process(data, [{"op": step} for step in steps], **({"format": "png"} | choices)).data)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_a_wide_gamut_photo_becomes_srgb(format: str) -> None:
    data = encoded(photo(size=(80, 60)), format, icc_profile=WIDE)
    result = result_of(data)
    assert same(result, by_littlecms(opened(data), WIDE))
    assert furthest(result, opened(data)) > 10
    assert "icc_profile" not in result.info


@pytest.mark.parametrize("color", [(200, 100, 50), (90, 140, 90), (128, 128, 128), (240, 230, 220)])
@pytest.mark.parametrize(("primaries", "gamma"), [(P3, 2.2), (P3, 1.8), (SRGB, 1.0)])
def test_the_numbers_are_those_of_the_mathematics(
    color: tuple[int, int, int], primaries: Primaries, gamma: float
) -> None:
    data = encoded(Image.new("RGB", (4, 4), color), "PNG", icc_profile=rgb_profile(primaries, gamma))
    assert np.abs(values(result_of(data))[0, 0] - by_hand(color, primaries, gamma)).max() <= 2


def test_alpha_goes_through_untouched() -> None:
    image = picture("RGBA", (20, 20))
    result = result_of(encoded(image, "PNG", icc_profile=WIDE))
    assert same(result.getchannel("A"), image.getchannel("A"))
    assert same(result.convert("RGB"), by_littlecms(image.convert("RGB"), WIDE))


def test_linear_gray_becomes_gray_of_srgb() -> None:
    result = result_of(encoded(Image.new("L", (4, 4), 128), "PNG", icc_profile=LINEAR_GRAY))
    assert result.mode == "L"
    assert abs(result.getpixel((0, 0)) - 188) <= 1  # type: ignore[operator]


def test_gray_in_a_color_profile_stays_gray() -> None:
    data = encoded(Image.new("L", (4, 4), 128), "JPEG", icc_profile=rgb_profile(P3, 1.0))
    result = result_of(data)
    assert result.mode == "L"
    assert abs(result.getpixel((0, 0)) - 188) <= 1  # type: ignore[operator]


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_cmyk_goes_through_its_profile(format: str) -> None:
    image = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    data = encoded(image, format, icc_profile=PRESS, quality=100)
    red, green, blue = values(result_of(data))[8, 8]
    assert green > red + 60
    assert green > blue + 60
    assert same(result_of(data), by_littlecms(opened(data), PRESS))


def test_cmyk_without_a_profile_is_plain_arithmetic() -> None:
    image = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    assert values(result_of(encoded(image, "TIFF")))[0, 0].tolist() == [0, 255, 255]


def test_lab_becomes_srgb() -> None:
    image = picture("LAB", (20, 20))
    lab = ImageCms.createProfile("LAB")
    expected = ImageCms.profileToProfile(image, lab, ImageCms.createProfile("sRGB"), outputMode="RGB")
    assert expected is not None
    assert same(result_of(encoded(image, "TIFF")), expected)


def test_a_profile_of_srgb_changes_no_pixel() -> None:
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = picture("RGB", (20, 20))
    assert same(result_of(encoded(image, "PNG", icc_profile=own)), image)


@pytest.mark.parametrize("profile", [BROKEN, b"nonsense", LINEAR_GRAY, PRESS], ids=["cut", "text", "gray", "cmyk"])
def test_a_profile_that_does_not_fit_is_ignored_and_noted(profile: bytes) -> None:
    image = picture("RGB", (20, 20))
    data = encoded(image, "PNG", icc_profile=profile)
    for metadata in ("strip", "keep"):
        rendition = process(data, metadata=metadata)
        assert rendition.notes == ("profile_ignored",)
        assert same(opened(rendition.data), image)
        assert "icc_profile" not in opened(rendition.data).info


def test_a_profile_that_opens_and_leads_nowhere_is_ignored_and_noted() -> None:
    image = picture("RGB", (20, 20))
    rendition = process(encoded(image, "PNG", icc_profile=SPOILT))
    assert rendition.notes == ("profile_ignored",)
    assert same(opened(rendition.data), image)


@pytest.mark.parametrize("format", ["jpeg", "png", "webp", "avif", "tiff"])
def test_keep_keeps_the_profile_with_the_pixels(format: str) -> None:
    image = picture("RGB", (20, 20))
    result = result_of(encoded(image, "PNG", icc_profile=WIDE), format=format, metadata="keep", quality=100)
    assert result.info["icc_profile"] == WIDE
    if format in ("png", "tiff"):
        assert same(result, image)


def test_a_gif_has_no_place_for_a_profile_so_its_pixels_become_srgb() -> None:
    data = encoded(Image.new("RGB", (8, 8), (200, 100, 50)), "PNG", icc_profile=WIDE)
    kept = result_of(data, format="gif", metadata="keep").convert("RGB")
    assert furthest(kept, result_of(data, format="gif").convert("RGB")) == 0


@pytest.mark.parametrize(("mode", "profile"), [("CMYK", PRESS), ("LAB", WIDE)])
def test_keep_drops_a_profile_that_the_result_is_no_longer_in(mode: str, profile: bytes) -> None:
    data = encoded(picture(mode, (8, 8)), "TIFF", icc_profile=profile)
    result = result_of(data, metadata="keep")
    assert "icc_profile" not in result.info
    assert same(result, result_of(data))


def test_keep_gives_gray_made_from_color_a_form_that_fits_the_profile() -> None:
    data = encoded(picture("RGBA", (20, 20)), "PNG", icc_profile=WIDE)
    result = result_of(data, "grayscale", metadata="keep")
    assert (result.mode, result.info["icc_profile"]) == ("RGBA", WIDE)


def test_keep_drops_a_gray_profile_once_there_is_color() -> None:
    data = encoded(picture("L", (20, 20)), "PNG", icc_profile=LINEAR_GRAY)
    assert result_of(data, "invert", metadata="keep").info["icc_profile"] == LINEAR_GRAY
    rendition = process(data, [{"op": "sepia"}], metadata="keep")
    assert "icc_profile" not in opened(rendition.data).info
    assert rendition.notes == ("profile_ignored",)


def test_a_profile_has_a_name() -> None:
    assert describe_profile(WIDE) == "Wide"
    assert describe_profile(b"nonsense") is None
