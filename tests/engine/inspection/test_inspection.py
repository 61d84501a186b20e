"""What a picture is, as facts anyone may see."""

import hashlib
import json
import struct
from typing import Any

import pytest
from PIL import ExifTags, Image

from filters.engine import Limits
from filters.engine.decode import open_source
from filters.engine.errors import DeadlineExceeded, ImageUnreadable
from filters.engine.inspection import inspect
from filters.engine.limits import Deadline
from tests.engine.pictures import MODES, animation, cutout, encoded, photo, photo_bytes, picture
from tests.engine.profiles import rgb_profile


def facts(data: bytes, *, gps: bool = False) -> dict[str, Any]:
    found = inspect(open_source(data, Limits()), data, gps=gps)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def test_it_tells_format_size_and_mode() -> None:
    found = facts(photo_bytes("rocket.jpg"))
    expected = {
        "format": "jpeg", "media_type": "image/jpeg", "width": 640, "height": 427, "mode": "RGB", "has_alpha": False,
        "frames": 1, "animated": False, "orientation": 1, "bit_depth": 8, "bytes": len(photo_bytes("rocket.jpg")),
        "sha256": hashlib.sha256(photo_bytes("rocket.jpg")).hexdigest(),
        "jpeg": {"quality": 96, "subsampling": "4:4:4", "progressive": False},
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("data", "frames", "animated", "duration", "plays"),
    [
        (animation("GIF"), 3, True, 600, 1),
        (animation("GIF", loop=0), 3, True, 600, 0),
        (animation("WEBP", loop=3), 3, True, 600, 3),
        (animation("TIFF"), 3, False, None, None),
        (encoded(photo(), "GIF"), 1, False, None, None),
    ],
)
def test_it_tells_animations_from_pages(
    data: bytes, frames: int, animated: bool, duration: float | None, plays: int | None
) -> None:
    found = facts(data)
    assert (found["frames"], found["animated"]) == (frames, animated)
    assert (found["duration_ms"], found["plays"]) == (duration, plays)


@pytest.mark.parametrize(("mode", "depth"), [("1", 1), ("L", 8), ("I;16", 16), ("F", 32)])
def test_it_tells_the_depth_of_formats_that_only_the_mode_tells_of(mode: str, depth: int) -> None:
    assert facts(encoded(picture(mode), "TIFF"))["bit_depth"] == depth


@pytest.mark.parametrize(
    ("image", "has_alpha", "transparent"),
    [(photo(), False, False), (photo().convert("RGBA"), True, False), (cutout(), True, True)],
    ids=["opaque", "unused", "used"],
)
def test_it_tells_whether_transparency_is_used(image: Image.Image, has_alpha: bool, transparent: bool) -> None:
    found = facts(encoded(image, "PNG"))
    assert (found["has_alpha"], found["transparent"]) == (has_alpha, transparent)


def test_a_photo_of_the_same_picture_is_found_by_its_hash() -> None:
    one, other = facts(encoded(photo(), "JPEG", quality=60)), facts(encoded(photo(size=(300, 200)), "WEBP"))
    assert (int(one["phash"], 16) ^ int(other["phash"], 16)).bit_count() <= 4
    assert one["sha256"] != other["sha256"]


def camera() -> Image.Exif:
    """What a phone writes, with a place."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ExposureTime] = 0.008
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "S", ExifTags.GPS.GPSLatitude: (33.0, 51.0, 54.0),
         ExifTags.GPS.GPSLongitudeRef: "E", ExifTags.GPS.GPSLongitude: (151.0, 12.0, 36.0)}
    )  # fmt: skip
    return exif


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_a_place_is_told_only_where_it_is_asked_for(format: str) -> None:
    data = encoded(photo(size=(48, 32)), format, exif=camera().tobytes())
    assert facts(data)["gps"] is None
    assert facts(data, gps=True)["gps"] == {"latitude": -33.865, "longitude": 151.21}
    assert facts(data)["exif_readable"]["ExposureTime"] == "1/125 s"


def test_a_picture_without_a_place_has_none_to_tell() -> None:
    assert facts(photo_bytes("rocket.jpg"), gps=True)["gps"] is None


def test_it_sees_the_thumbnail_in_exif() -> None:
    second = struct.pack("<HHHIII", 1, ExifTags.Base.JpegIFOffset, 4, 1, 32, 0)
    block = b"Exif\0\0II*\0" + struct.pack("<IHI", 8, 0, 14) + second
    assert facts(encoded(photo(size=(48, 32)), "JPEG", exif=block))["embedded"]["thumbnail"]
    assert not facts(encoded(photo(size=(48, 32)), "JPEG", exif=camera()))["embedded"]["thumbnail"]


def test_it_sees_what_a_tiff_holds_as_tags() -> None:
    tags = {700: b"<x:xmpmeta/>", 33723: b"\x1c\2\0", 52545: b"jumb"}
    found = facts(encoded(photo(size=(8, 8)), "TIFF", tiffinfo=tags))["embedded"]
    assert found == {"c2pa": True, "xmp": True, "iptc": True, "comment": False, "thumbnail": False}


def test_it_finds_the_face_and_where_to_look() -> None:
    found = facts(photo_bytes("astronaut.png"))
    (face,) = found["faces"]
    assert face["left"] < 225 < face["left"] + face["width"]
    assert face["top"] < 110 < face["top"] + face["height"]
    assert 0.3 < found["focal_point"]["x"] < 0.6
    assert found["focal_point"]["y"] < 0.5
    assert facts(photo_bytes("coffee.png"))["faces"] == []


def test_a_picture_of_one_color_is_looked_at_in_its_middle() -> None:
    assert facts(encoded(Image.new("RGB", (9, 9), "red"), "PNG"))["focal_point"] == {"x": 0.5, "y": 0.5}


def test_work_stops_at_the_deadline() -> None:
    data = photo_bytes("rocket.jpg")
    with pytest.raises(DeadlineExceeded):
        inspect(open_source(data, Limits()), data, deadline=Deadline(-1))


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


@pytest.mark.parametrize(
    "mode", [mode for mode in MODES if mode not in ("HSV", "PA", "La", "RGBa", "P+tRNS", "RGB+tRNS")]
)
@pytest.mark.parametrize("size", [(1, 1), (13, 7)], ids=str)
def test_it_takes_every_mode(mode: str, size: tuple[int, int]) -> None:
    found = facts(encoded(picture(mode, size), "TIFF"))
    assert (found["width"], found["height"]) == size
    assert found["blurhash"]


def test_damaged_pixels_are_told_whatever_stands_behind_them() -> None:
    """Pillow looks for EXIF behind the pixels of a PNG; damage that it met there went unnoticed."""
    data = bytearray(encoded(photo(size=(64, 48)), "PNG"))
    data[data.index(b"IDAT") + 40 : -20] = bytes(len(data) - 20 - data.index(b"IDAT") - 40)
    for damaged in (bytes(data), bytes(data) + b"eXIf"):
        with pytest.raises(ImageUnreadable, match="PNG is damaged"):
            facts(damaged)
