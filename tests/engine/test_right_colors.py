"""Delta E 2000 against LittleCMS done by hand, on a real photograph, in every file that can hold the profile."""

import io
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms
from skimage.color import deltaE_ciede2000, rgb2lab

from filters.engine import process
from filters.engine.color import LARGEST, is_native
from tests.engine.pictures import encoded, heic, opened, photo, picture, same, values
from tests.engine.profiles import P3, SRGB, cmyk_profile, gray_profile, rgb_profile

ADOBE = ((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446))
PROPHOTO = ((0.7977, 0.2880, 0.0), (0.1352, 0.7119, 0.0), (0.0313, 0.0001, 0.8249))
PROFILES = {
    "Display P3": rgb_profile(P3, 2.2),
    "Adobe RGB": rgb_profile(ADOBE, 2.199, "Adobe RGB (1998)"),
    "ProPhoto": rgb_profile(PROPHOTO, 1.8, "ProPhoto"),
    "linear": rgb_profile(SRGB, 1.0, "sRGB-elle-V2-g10"),
}
FILES: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95}, "PNG": {}, "WEBP": {"quality": 95}, "TIFF": {}, "AVIF": {"quality": 90}, "JXL": {},
}  # fmt: skip


def by_hand(image: Image.Image, profile: bytes) -> Image.Image:
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), image.mode, "RGB"
    )
    result = ImageCms.applyTransform(image, transform)
    assert result is not None
    return result


def delta_e(one: Image.Image, other: Image.Image) -> float:
    """The mean over all pixels."""
    labs = [rgb2lab(np.asarray(image.convert("RGB"))) for image in (one, other)]
    return float(np.mean(deltaE_ciede2000(*labs)))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("format", FILES)
def test_every_wide_gamut_in_every_file_comes_out_as_srgb(format: str, name: str) -> None:
    data = encoded(photo(), format, icc_profile=PROFILES[name], **FILES[format])
    result = opened(process(data, format="png").data)
    assert delta_e(result, by_hand(opened(data), PROFILES[name])) < 0.1
    assert delta_e(result, opened(data)) > 1  # ignoring the profile would show


@pytest.mark.parametrize("target", ["jpeg", "webp", "avif"])
def test_it_still_holds_behind_a_lossy_encoder(target: str) -> None:
    data = encoded(photo(), "JPEG", icc_profile=PROFILES["Adobe RGB"], quality=95)
    result = opened(process(data, format=target, quality=95).data)
    assert delta_e(result, by_hand(opened(data), PROFILES["Adobe RGB"])) < 1


def test_a_heic_in_display_p3_comes_out_as_srgb() -> None:
    image = photo()
    image.info["icc_profile"] = PROFILES["Display P3"]
    data = heic(image, quality=95)
    assert delta_e(opened(process(data, format="png").data), by_hand(photo(), PROFILES["Display P3"])) < 1


@pytest.mark.parametrize("gamma", [1.0, 1.8, 2.2])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF"])
def test_gray_profiles(format: str, gamma: float) -> None:
    image = photo("camera.png")
    data = encoded(image, format, icc_profile=gray_profile(gamma))
    result = opened(process(data, format="png").data)
    assert result.mode == "L"
    assert delta_e(result, by_hand(opened(data), gray_profile(gamma))) < 1


def test_sixteen_bits_of_gray_go_through_their_profile() -> None:
    ramp = np.linspace(0, 65_535, 512).round().astype(np.uint16).reshape(1, -1)
    data = encoded(Image.fromarray(ramp), "TIFF", icc_profile=gray_profile(1.0))
    result = values(opened(process(data, format="png").data))[0]
    eight = Image.fromarray(((ramp.astype(np.uint32) * 255 + 32_767) // 65_535).astype(np.uint8))
    assert np.abs(result - values(by_hand(eight, gray_profile(1.0)).convert("L"))[0]).max() <= 1


def ink_photo() -> Image.Image:
    return photo().convert("CMYK")


@pytest.mark.parametrize("profile", [None, cmyk_profile()], ids=["plain", "press"])
@pytest.mark.parametrize("kind", ["cmyk", "ycck", "tiff"])
def test_inks(kind: str, profile: bytes | None) -> None:
    """JPEGs of Adobe's hold inks inverted; YCCK holds them as brightness and two colors besides."""
    image = ink_photo()
    files = {"cmyk": inverted_jpeg, "ycck": ycck_jpeg, "tiff": ink_tiff}
    data = files[kind](image, profile)
    expected = by_hand(image, profile) if profile else image.convert("RGB")
    result = opened(process(data, format="png").data)
    assert result.mode == "RGB"
    assert delta_e(result, expected) < 1


def inverted_jpeg(image: Image.Image, profile: bytes | None) -> bytes:
    data = encoded(image, "JPEG", quality=100, icc_profile=profile)
    adobe = data.index(b"Adobe")
    assert data[adobe + 11] == 0
    return data


def ycck_jpeg(image: Image.Image, profile: bytes | None) -> bytes:
    """The planes of a plain one that are read as YCCK once its marker says so."""
    cyan, magenta, yellow, black = image.split()
    converted = Image.merge("RGB", (cyan, magenta, yellow)).convert("YCbCr")
    planes = [plane.point(lambda value: 255 - value) for plane in converted.split()]
    data = bytearray(inverted_jpeg(Image.merge("CMYK", (*planes, black)), profile))
    data[data.index(b"Adobe") + 11] = 2
    return bytes(data)


def ink_tiff(image: Image.Image, profile: bytes | None) -> bytes:
    return encoded(image, "TIFF", **({"icc_profile": profile} if profile else {}))


def test_lab_comes_out_as_the_colors_it_names() -> None:
    image = photo()
    lab = ImageCms.createProfile("LAB")
    inside = ImageCms.profileToProfile(image, ImageCms.createProfile("sRGB"), lab, outputMode="LAB")
    assert inside is not None
    result = opened(process(encoded(inside, "TIFF"), format="png").data)
    assert delta_e(result, image) < 1


@pytest.mark.parametrize("metadata", ["strip", "keep"])
@pytest.mark.parametrize("padding", [bytes(4_000_000), np.random.default_rng(0).bytes(4_000_000)], ids=["0", "noise"])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_a_profile_padded_to_megabytes_is_ignored_and_noted(format: str, padding: bytes, metadata: str) -> None:
    data = encoded(photo(size=(40, 30)), format, icc_profile=rgb_profile() + padding)
    rendition = process(data, [{"op": "invert"}], metadata=metadata)
    assert rendition.notes == ("profile_ignored",)
    assert len(rendition.data) < 20_000
    assert "icc_profile" not in opened(rendition.data).info


@pytest.mark.parametrize("content", [b"nonsense", b"icc\0\x07" + zlib.compress(rgb_profile()), b"n" * 200])
def test_a_chunk_that_holds_no_profile_is_ignored(content: bytes) -> None:
    plain = encoded(photo(size=(40, 30)), "PNG")
    at = plain.index(b"IDAT") - 4
    chunk = len(content).to_bytes(4, "big") + b"iCCP" + content + zlib.crc32(b"iCCP" + content).to_bytes(4, "big")
    result = process(plain[:at] + chunk + plain[at:], [{"op": "invert"}])
    assert same(opened(result.data), opened(process(plain, [{"op": "invert"}]).data))


@pytest.mark.parametrize(
    ("profile", "native"),
    [
        (None, True),
        (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), True),
        (rgb_profile(SRGB, 1.0, "sRGB"), False),
        (rgb_profile(P3, 2.2, "sRGB IEC61966-2.1"), False),
        (gray_profile(2.2), False),
        (b"nonsense", True),
        (bytes(LARGEST + 1), True),
    ],
)
def test_a_profile_is_known_by_what_it_does_and_not_by_its_name(profile: bytes | None, native: bool) -> None:
    assert is_native(profile) is native


def test_noise_in_a_wide_gamut_is_exact_in_png() -> None:
    image = picture("RGB", (64, 64))
    result = opened(process(encoded(image, "PNG", icc_profile=PROFILES["ProPhoto"])).data)
    assert same(result, by_hand(image, PROFILES["ProPhoto"]))


@pytest.mark.parametrize("method", [2, 3])
def test_the_profile_of_a_jp2_is_read_too(method: int) -> None:
    """Pillow neither writes nor reads it: the box that names sRGB is exchanged for one that holds a profile."""
    image = picture("RGB", (40, 30))
    data = encoded(image, "JPEG2000")
    at = data.index(b"colr") - 4
    box = bytes((method, 0, 0)) + PROFILES["Display P3"]
    with_profile = data[:at] + (len(box) + 8).to_bytes(4, "big") + b"colr" + box + data[at + 15 :]
    header = with_profile.index(b"jp2h") - 4
    size = int.from_bytes(data[header : header + 4], "big") + len(box) + 8 - 15
    with_profile = with_profile[:header] + size.to_bytes(4, "big") + with_profile[header + 4 :]
    assert same(opened(with_profile), image)
    assert same(opened(process(with_profile, format="png").data), by_hand(image, PROFILES["Display P3"]))
