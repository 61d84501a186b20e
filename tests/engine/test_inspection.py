"""What a picture is, as facts anyone may see."""

import json

import pytest
from PIL import ExifTags, Image

from filters.engine import Limits
from filters.engine.decode import open_source
from filters.engine.inspection import blur_hash, dominant_colors, inspect
from tests.engine.pictures import MODES, animation, cutout, encoded, photo, photo_bytes, picture
from tests.engine.profiles import rgb_profile


def facts(data: bytes) -> dict[str, object]:
    found = inspect(open_source(data, Limits()))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def test_it_tells_format_size_and_mode() -> None:
    found = facts(photo_bytes("rocket.jpg"))
    expected = {
        "format": "jpeg", "media_type": "image/jpeg", "width": 640, "height": 427, "mode": "RGB", "has_alpha": False,
        "frames": 1, "animated": False, "orientation": 1,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("data", "frames", "animated"),
    [
        (animation("GIF"), 3, True),
        (animation("WEBP"), 3, True),
        (animation("TIFF"), 3, False),
        (encoded(photo(), "GIF"), 1, False),
    ],
)
def test_it_tells_animations_from_pages(data: bytes, frames: int, animated: bool) -> None:
    found = facts(data)
    assert (found["frames"], found["animated"]) == (frames, animated)


def test_exif_is_named_and_a_place_is_never_shown() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker\0"
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.XResolution] = 72.0
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ExposureTime] = (1, 50)
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 12.0, 30.0)
    found = facts(encoded(photo(size=(48, 32)), "JPEG", exif=exif, icc_profile=rgb_profile(name="Wide")))
    assert (found["width"], found["height"], found["orientation"]) == (32, 48, 6)
    assert found["profile"] == "Wide"
    shown = found["exif"]
    assert isinstance(shown, dict)
    assert shown["Make"] == "Maker"
    assert shown["XResolution"] == 72.0
    assert not [name for name in shown if "GPS" in name]
    assert "48" not in json.dumps(shown)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_damaged_exif_is_no_exif() -> None:
    for broken in (b"Exif\0\0nonsense", b"Exif\0\0II*\0\x08\0\0\0\xff\xff"):
        assert facts(encoded(photo(size=(8, 8)), "JPEG", exif=broken))["exif"] == {}


def test_dominant_colors_are_sorted_by_share() -> None:
    image = Image.new("RGB", (100, 100), "#ff0000")
    image.paste("#0000ff", (0, 0, 100, 25))
    assert dominant_colors(image) == [{"color": "#ff0000", "share": 0.75}, {"color": "#0000ff", "share": 0.25}]


def test_transparent_pixels_have_no_color() -> None:
    image = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    assert dominant_colors(image) == []
    image.putpixel((3, 3), (0, 255, 0, 255))
    assert dominant_colors(image) == [{"color": "#00ff00", "share": 1.0}]


def test_a_blurhash_is_the_same_for_the_same_picture() -> None:
    assert blur_hash(photo()) == blur_hash(photo())
    assert blur_hash(photo()) != blur_hash(photo("coffee.png"))
    assert len(blur_hash(cutout())) == 28  # 4 x 3 components


@pytest.mark.parametrize(
    "mode", [mode for mode in MODES if mode not in ("HSV", "PA", "La", "RGBa", "P+tRNS", "RGB+tRNS")]
)
@pytest.mark.parametrize("size", [(1, 1), (13, 7)], ids=str)
def test_it_takes_every_mode(mode: str, size: tuple[int, int]) -> None:
    found = facts(encoded(picture(mode, size), "TIFF"))
    assert (found["width"], found["height"]) == size
    assert found["blurhash"]
