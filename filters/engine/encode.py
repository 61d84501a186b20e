"""From frames to bytes: one encoder a format, in a table."""

import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from filters.engine import modes
from filters.engine.decode import Frame
from filters.engine.errors import OutputTooLarge
from filters.engine.formats import Format
from filters.engine.limits import megapixels
from filters.engine.metadata import Metadata

PNG_LEVEL = 4  # zlib; a third of the time of level 6 for about 4 % more bytes
WEBP_METHOD = 4
JPEG_BLOCK = 65_000
AVIF_SPEED = 8  # of 0..10; 6, the encoder's own default, takes twice the time


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How the result is written. `plays` counts runs of an animation; 0 is for ever."""

    format: Format
    quality: int | None
    background: tuple[int, int, int]
    plays: int = 0

    @property
    def options(self) -> dict[str, Any]:
        """Pillow's save options that do not depend on the picture."""
        return ENCODERS[self.format.name](self.quality or self.format.quality)


def _jpeg(quality: int | None) -> dict[str, Any]:
    return {"quality": quality}


def _png(quality: int | None) -> dict[str, Any]:
    return {"compress_level": PNG_LEVEL}


def _webp(quality: int | None) -> dict[str, Any]:
    return {"quality": quality, "method": WEBP_METHOD}


def _avif(quality: int | None) -> dict[str, Any]:
    return {"quality": quality, "speed": AVIF_SPEED}


def _gif(quality: int | None) -> dict[str, Any]:
    return {}


def _tiff(quality: int | None) -> dict[str, Any]:
    return {"compression": "tiff_adobe_deflate"}


ENCODERS: dict[str, Callable[[int | None], dict[str, Any]]] = {
    "jpeg": _jpeg, "png": _png, "webp": _webp, "avif": _avif, "gif": _gif, "tiff": _tiff,
}  # fmt: skip


def encode(frames: Sequence[Frame], encoding: Encoding, metadata: Metadata) -> bytes:
    """The file. Frames are in working modes and of one size. Raises `OutputTooLarge` where memory ends."""
    images = _fit([frame.image for frame in frames], encoding)
    options = encoding.options | _metadata_options(metadata, encoding.format)
    if len(images) > 1:
        options |= {"save_all": True, "append_images": images[1:]} | _timing(frames, images, encoding)
    buffer = io.BytesIO()
    try:
        images[0].save(buffer, encoding.format.pillow, **options)
    except MemoryError as error:
        width, height = images[0].size
        raise OutputTooLarge(
            f"There is no memory to write {megapixels(width * height)} megapixels as {encoding.format.label}.",
            field="format",
        ) from error
    return buffer.getvalue()


def _fit(images: list[Image.Image], encoding: Encoding) -> list[Image.Image]:
    """Pictures in modes that the format takes; all frames of an animation in one mode."""
    if not encoding.format.alpha:
        images = [modes.flatten(image, encoding.background) for image in images]
    if encoding.format.name == "avif":
        images = [image.convert("RGBA") if image.mode == "LA" else image for image in images]
    if len({image.mode for image in images}) > 1:
        common = "RGBA" if any(image.mode in modes.ALPHA for image in images) else "RGB"
        images = [image.convert(common) for image in images]
    return images


def _metadata_options(metadata: Metadata, format: Format) -> dict[str, Any]:
    """The metadata that the format has a place for; in a JPEG one block holds 64 KB, and more is left out."""
    parts = {"exif": metadata.exif, "icc_profile": metadata.profile, "xmp": metadata.xmp}
    places = {"gif": (), "png": ("exif", "icc_profile")}.get(format.name, tuple(parts))
    room = JPEG_BLOCK if format.name == "jpeg" else sys.maxsize
    return {
        name: part
        for name, part in parts.items()
        if name in places and part and (name == "icc_profile" or len(part) < room)
    }


def _timing(frames: Sequence[Frame], images: list[Image.Image], encoding: Encoding) -> dict[str, Any]:
    """Durations and runs, in each format's own count; see `decode._plays`."""
    if encoding.format.frames != "animation":
        return {}
    timing: dict[str, Any] = {"duration": [round(frame.duration) for frame in frames]}
    if encoding.format.name == "gif":
        transparent = images[0].mode in modes.ALPHA
        timing["disposal"] = 2 if transparent else 1
        if encoding.plays != 1:
            timing["loop"] = encoding.plays - 1 if encoding.plays else 0
    elif encoding.format.name in ("png", "webp"):
        timing["loop"] = encoding.plays
    return timing


def can_hold(format: Format, size: tuple[int, int]) -> None:
    """Refuse a size whose side the format cannot hold: `OutputTooLarge`."""
    if max(size) > format.max_side:
        raise OutputTooLarge(
            f"{format.label} holds at most {format.max_side} pixels a side; the result would be {size[0]} x {size[1]}. "
            "Resize it or choose another format.",
            field="format",
        )
