"""EXIF for people: words and units, and a place only where it is one."""

import struct
from typing import Any

import pytest
from PIL import ExifTags, Image

from filters.engine.inspection.exif import has_thumbnail, named, position, readable

GPS = ExifTags.GPS
READABLE = [
    ("ExposureTime", 0.008, "1/125 s"),
    ("ExposureTime", 0.3333, "0.3333 s"),
    ("ExposureTime", 2.5, "2.5 s"),
    ("ExposureTime", 1 / 8000, "1/8000 s"),
    ("ExposureTime", 0, None),
    ("ExposureTime", "fast", None),
    ("ExposureTime", None, None),
    ("FNumber", 2.8, "f/2.8"),
    ("FNumber", 8.0, "f/8"),
    ("ISOSpeedRatings", 400, "ISO 400"),
    ("ExposureBiasValue", -0.6667, "-0.67 EV"),
    ("ExposureBiasValue", 1.0, "+1 EV"),
    ("ExposureBiasValue", 0.0, "0 EV"),
    ("FocalLength", 50.0, "50 mm"),
    ("FocalLengthIn35mmFilm", 75, "75 mm"),
    ("Flash", 0x00, "did not fire"),
    ("Flash", 0x19, "fired, auto"),
    ("Flash", 0x41, "fired, red-eye reduction"),
    ("Flash", "yes", None),
    ("Orientation", 1, "upright"),
    ("Orientation", 6, "turned 90 degrees counterclockwise"),
    ("Orientation", 9, None),
    ("ResolutionUnit", 2, "pixels per inch"),
    ("ExposureProgram", 3, "aperture priority"),
    ("ExposureProgram", 0, None),
    ("MeteringMode", 5, "pattern"),
    ("WhiteBalance", 0, "auto"),
    ("WhiteBalance", -1, None),
    ("ColorSpace", 1, "sRGB"),
    ("ColorSpace", 65535, "uncalibrated"),
    ("ColorSpace", [1], None),
]
PLACES = [
    ((48.0, 12.0, 30.0), "N", (11.0, 30.0, 0.0), "E", {"latitude": 48.208333, "longitude": 11.5}),
    ((33.0, 51.0, 54.5), "S", (70.0, 40.0, 0.0), "W", {"latitude": -33.865139, "longitude": -70.666667}),
    ((48.5, 0.0, 0.0), "N", (11.5, 0.0, 0.0), "E", {"latitude": 48.5, "longitude": 11.5}),
    ((91.0, 0.0, 0.0), "N", (11.0, 0.0, 0.0), "E", None),
    ((48.0, 0.0, 0.0), "N", (181.0, 0.0, 0.0), "E", None),
    ((48.0, 0.0), "N", (11.0, 0.0, 0.0), "E", None),
    (None, "N", (11.0, 0.0, 0.0), "E", None),
]


def exif_with_place(latitude: Any, north: str, longitude: Any, east: str, **more: Any) -> Image.Exif:
    exif = Image.Exif()
    values = {GPS.GPSLatitude: latitude, GPS.GPSLatitudeRef: north, GPS.GPSLongitude: longitude,
              GPS.GPSLongitudeRef: east} | {getattr(GPS, name): value for name, value in more.items()}  # fmt: skip
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({tag: value for tag, value in values.items() if value is not None})
    loaded = Image.Exif()
    loaded.load(exif.tobytes())
    return loaded


@pytest.mark.parametrize(("name", "value", "text"), READABLE)
def test_it_says_a_value_as_people_do(name: str, value: Any, text: str | None) -> None:
    assert readable({name: value}) == ({} if text is None else {name: text})


@pytest.mark.parametrize(("latitude", "north", "longitude", "east", "place"), PLACES)
def test_it_reads_a_place_in_degrees(latitude: Any, north: str, longitude: Any, east: str, place: Any) -> None:
    assert position(exif_with_place(latitude, north, longitude, east)) == place


@pytest.mark.parametrize(("reference", "altitude"), [(b"\0", 519.25), (b"\1", -519.25)])
def test_it_reads_how_high_a_place_lies(reference: bytes, altitude: float) -> None:
    exif = exif_with_place(*PLACES[0][:4], GPSAltitude=519.25, GPSAltitudeRef=reference)
    assert position(exif) == {"latitude": 48.208333, "longitude": 11.5, "altitude": altitude}


def test_there_is_no_place_without_gps() -> None:
    assert position(Image.Exif()) is None


def test_a_zero_denominator_is_no_value() -> None:
    entry = struct.pack("<HHII", ExifTags.Base.XResolution, 5, 1, 26)
    exif = Image.Exif()
    exif.load(b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4) + struct.pack("<II", 1, 0))
    assert ExifTags.Base.XResolution in exif
    assert named(exif) == {}


def test_text_is_cut_and_blocks_are_left_out() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "a" * 1000
    exif[ExifTags.Base.PrintImageMatching] = b"\0" * 50
    exif[0xFEED] = 3
    loaded = Image.Exif()
    loaded.load(exif.tobytes())
    assert named(loaded) == {"Artist": "a" * 200, "Tag65261": 3}


def test_a_thumbnail_lies_in_the_second_directory() -> None:
    with_one = Image.Exif()
    with_one.get_ifd(ExifTags.IFD.IFD1)[ExifTags.Base.JpegIFOffset] = 8
    assert has_thumbnail(with_one)
    assert not has_thumbnail(Image.Exif())
