"""What a picture is: header, profile, EXIF, dominant colors and BlurHash."""

from typing import Any

import blurhash
import numpy as np
from PIL import ExifTags, Image

from filters.engine import modes
from filters.engine.color import describe_profile
from filters.engine.source import Source

SAMPLE = 128  # pixels a side: enough for colors and hash
COLORS = 5
TEXT = 200  # characters of a tag's value that are shown


def inspect(source: Source) -> dict[str, Any]:
    """The facts, as JSON values. Decodes the first frame. A GPS position is private and never shown."""
    header = source.header
    profile = source.profile
    exif = source.exif()
    frame = next(source.frames(every=False)).image
    small = frame.copy()
    small.thumbnail((SAMPLE, SAMPLE))
    return {
        "format": header.format.name,
        "media_type": header.format.media_type,
        "width": header.size[0],
        "height": header.size[1],
        "mode": header.mode,
        "has_alpha": header.has_alpha,
        "frames": header.frames,
        "animated": header.frames > 1 and header.format.frames == "animation",
        "orientation": header.orientation,
        "profile": describe_profile(profile) if profile else None,
        "exif": _named(exif) if exif else {},
        "colors": dominant_colors(small),
        "blurhash": blur_hash(small),
    }


def dominant_colors(image: Image.Image, count: int = COLORS) -> list[dict[str, Any]]:
    """Up to `count` colors with their share of the visible pixels, the largest first (median cut)."""
    rgba = np.asarray(image.convert("RGBA")).reshape(-1, 4)
    visible = rgba[rgba[:, 3] > 127][:, :3]
    if not len(visible):
        return []
    palette = Image.fromarray(visible[np.newaxis]).quantize(count, Image.Quantize.MEDIANCUT)
    colors = palette.getpalette() or []
    amounts = np.bincount(np.asarray(palette).ravel()).tolist()
    return [
        {
            "color": "#" + bytes(colors[3 * index : 3 * index + 3]).hex(),
            "share": round(amounts[index] / len(visible), 4),
        }
        for index in sorted(range(len(amounts)), key=lambda index: -amounts[index])
        if amounts[index]
    ]


def blur_hash(image: Image.Image) -> str:
    """The BlurHash of a picture, 4 x 3 components, on 32 pixels a side; transparency lies on white."""
    tiny = modes.flatten(image, (255, 255, 255)).convert("RGB").resize((32, 32))
    return str(blurhash.encode(np.asarray(tiny).tolist(), components_x=4, components_y=3))


def _named(exif: Image.Exif) -> dict[str, Any]:
    """EXIF by name, without GPS, thumbnails and binary blocks."""
    tags = {**dict(exif), **exif.get_ifd(ExifTags.IFD.Exif)}
    named = {ExifTags.TAGS.get(tag, f"Tag{tag}"): _plain(value) for tag, value in tags.items()}
    return {name: value for name, value in named.items() if value is not None and name not in HIDDEN}


HIDDEN = {"ExifOffset", "GPSInfo", "MakerNote", "InterColorProfile", "XMLPacket", "ImageResources", "SubIFDs"}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip("\0 ")[:TEXT]
    if isinstance(value, bool | int):
        return value
    if isinstance(value, bytes):
        return None
    if isinstance(value, tuple):
        return [_plain(part) for part in value[:16]]
    number = float(value) if getattr(value, "denominator", 1) else None
    return number if number is None or np.isfinite(number) else None
