"""EXIF as values with names, as text that people read, and as a place on the map.

Tags and their codes: Exif 3.0 (CIPA DC-008-2023), sections 4.6.5 and 4.6.7.
"""

from collections.abc import Callable
from fractions import Fraction
from math import isfinite
from typing import Any

from PIL import ExifTags, Image

from filters.engine.errors import DAMAGED

XMP, IPTC, C2PA = 700, 33_723, 52_545  # tags of a TIFF
TEXT = 200  # characters of a value that are shown
ITEMS = 16  # numbers of a list that are shown
HIDDEN = {"ExifOffset", "GPSInfo", "MakerNote", "InterColorProfile", "XMLPacket", "ImageResources", "SubIFDs"}


def named(exif: Image.Exif) -> dict[str, Any]:
    """EXIF by name, without GPS, thumbnails and binary blocks."""
    tags = {**dict(exif), **exif.get_ifd(ExifTags.IFD.Exif)}
    values = {ExifTags.TAGS.get(tag, f"Tag{tag}"): _plain(value) for tag, value in tags.items()}
    return {name: value for name, value in values.items() if value is not None and name not in HIDDEN}


def readable(values: dict[str, Any]) -> dict[str, str]:
    """Those of the named values whose number means something else: `{"ExposureTime": "1/125 s"}`."""
    texts = {name: text(values[name]) for name, text in READERS.items() if name in values}
    return {name: text for name, text in texts.items() if text is not None}


def has_thumbnail(exif: Image.Exif) -> bool:
    """Whether the second directory holds a small JPEG."""
    return ExifTags.Base.JpegIFOffset in _directory(exif, ExifTags.IFD.IFD1)


def position(exif: Image.Exif) -> dict[str, float] | None:
    """Latitude and longitude in degrees (south and west are negative), altitude in meters where it is known."""
    gps = _directory(exif, ExifTags.IFD.GPSInfo)
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    if latitude is None or longitude is None:
        return None
    place = {"latitude": latitude, "longitude": longitude}
    altitude = _plain(gps.get(ExifTags.GPS.GPSAltitude))
    if isinstance(altitude, int | float):
        below = gps.get(ExifTags.GPS.GPSAltitudeRef) in (1, 3, b"\1", b"\3")
        place["altitude"] = round(-altitude if below else altitude, 2)
    return place


def _directory(exif: Image.Exif, number: int) -> dict[int, Any]:
    """A nested directory; empty where it is damaged."""
    try:
        return dict(exif.get_ifd(number))
    except DAMAGED:
        return {}


def _degrees(parts: Any, reference: Any, negative: str, most: int) -> float | None:
    """Degrees, minutes and seconds as one number; None where they are none, or no place on Earth."""
    numbers = _plain(parts)
    if not isinstance(numbers, list) or len(numbers) != 3 or not all(isinstance(part, int | float) for part in numbers):
        return None
    degrees = float(sum(part / 60**power for power, part in enumerate(numbers)))
    if not 0 <= degrees <= most:
        return None
    letter = reference.decode("ascii", "replace") if isinstance(reference, bytes) else str(reference)
    return round(-degrees if letter[:1].upper() == negative else degrees, 6)


def _plain(value: Any) -> Any:
    """A JSON value, or None for what is none."""
    if isinstance(value, str):
        return value.strip("\0 ")[:TEXT]
    if isinstance(value, bool | int):
        return value
    if value is None or isinstance(value, bytes):
        return None
    if isinstance(value, tuple):
        return [_plain(part) for part in value[:ITEMS]]
    number = float(value) if getattr(value, "denominator", 1) else None
    return number if number is None or isfinite(number) else None


def _exposure(seconds: Any) -> str | None:
    """As on a camera's dial: `1/125 s`, `2.5 s`."""
    if not isinstance(seconds, int | float) or seconds <= 0:
        return None
    part = Fraction(seconds).limit_denominator(100_000)
    if part.numerator == 0 or seconds >= 0.3:
        return f"{seconds:g} s"
    return f"1/{round(1 / seconds)} s"


def _number(form: str) -> Callable[[Any], str | None]:
    """Numbers in a text such as `f/{:g}`."""

    def read(value: Any) -> str | None:
        return form.format(round(value, 2)) if isinstance(value, int | float) else None

    return read


def _one_of(*names: str, start: int = 0) -> Callable[[Any], str | None]:
    """The name of a code; codes count from `start`."""

    def read(value: Any) -> str | None:
        known = isinstance(value, int) and start <= value < start + len(names)
        return (names[value - start] or None) if known else None

    return read


def _flash(value: Any) -> str | None:
    """Bit 0 says whether it fired, bits 3 and 4 how it was set, bit 6 red-eye reduction."""
    if not isinstance(value, int):
        return None
    words = ["fired" if value & 1 else "did not fire", *(["auto"] if value >> 3 & 3 == 3 else [])]
    return ", ".join([*words, *(["red-eye reduction"] if value & 0x40 else [])])


def _bias(value: Any) -> str | None:
    return f"{value:+.2g} EV" if isinstance(value, int | float) and value else _number("{:g} EV")(value)


def _color_space(value: Any) -> str | None:
    return {1: "sRGB", 65535: "uncalibrated"}.get(value) if isinstance(value, int) else None


READERS: dict[str, Callable[[Any], str | None]] = {
    "ExposureTime": _exposure,
    "FNumber": _number("f/{:g}"),
    "ISOSpeedRatings": _number("ISO {:g}"),
    "ExposureBiasValue": _bias,
    "FocalLength": _number("{:g} mm"),
    "FocalLengthIn35mmFilm": _number("{:g} mm"),
    "SubjectDistance": _number("{:g} m"),
    "DigitalZoomRatio": _number("{:g}x"),
    "Flash": _flash,
    "ColorSpace": _color_space,
    "Orientation": _one_of(
        "upright", "mirrored left to right", "upside down", "mirrored top to bottom", "mirrored along the diagonal",
        "turned 90 degrees counterclockwise", "mirrored along the other diagonal", "turned 90 degrees clockwise",
        start=1,
    ),
    "ResolutionUnit": _one_of("no unit", "pixels per inch", "pixels per centimeter", start=1),
    "ExposureProgram": _one_of(
        "", "manual", "normal program", "aperture priority", "shutter priority", "creative program", "action program",
        "portrait mode", "landscape mode",
    ),
    "ExposureMode": _one_of("auto", "manual", "auto bracket"),
    "MeteringMode": _one_of("", "average", "center-weighted average", "spot", "multi-spot", "pattern", "partial"),
    "WhiteBalance": _one_of("auto", "manual"),
    "SceneCaptureType": _one_of("standard", "landscape", "portrait", "night scene"),
    "Contrast": _one_of("normal", "soft", "hard"),
    "Saturation": _one_of("normal", "low", "high"),
    "Sharpness": _one_of("normal", "soft", "hard"),
}  # fmt: skip
