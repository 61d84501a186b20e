"""From frames to bytes: one encoder a format, in a table."""

import io
import sys
from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from PIL import Image

from filters.engine import modes
from filters.engine.arrays.write import stacked, write_numbers
from filters.engine.codecs.repairs import with_alpha_flag
from filters.engine.direct import DIRECT, directly
from filters.engine.encoders import for_opaque
from filters.engine.encoding import PALETTES, Encoding
from filters.engine.errors import DAMAGED, OutputTooLarge
from filters.engine.formats import Format
from filters.engine.kernels.vision import cv2
from filters.engine.limits import Size, pixels
from filters.engine.metadata import Metadata
from filters.engine.palette import with_palette
from filters.engine.source import Frame

JPEG_BLOCK = 65_000
UNTILED, TILE = 4_000_000, 1024  # pixels; OpenJPEG holds 35 bytes for each of a tile, and a picture is one by default


def encode(frames: Sequence[Frame], encoding: Encoding, metadata: Metadata) -> bytes:
    """The file of frames in working modes. Raises `OutputTooLarge` where the format or the memory ends."""
    return save(fit(frames, encoding), encoding, metadata)


def save(frames: Sequence[Frame], encoding: Encoding, metadata: Metadata) -> bytes:
    """The file of frames that `fit` made; what is tried again with another quality begins here."""
    blocks = _metadata_options(metadata, encoding.format)
    try:
        direct = directly(frames, encoding, blocks)
    except (cv2.error, *DAMAGED):  # Pillow judges, by its own way
        direct = None
    if direct is not None:
        return direct
    fitted = [frame.image for frame in frames]
    if encoding.format.array:
        return write_numbers(stacked(fitted), encoding.format.name)
    images = _in_colors(fitted, encoding)
    options = encoding.options
    if not any(image.mode in modes.ALPHA for image in images):
        options = for_opaque(encoding.choices, encoding.format.name, options)
    if encoding.format.name == "ico" and "sizes" not in options:
        options["sizes"] = [images[0].size]  # Pillow would only write the usual sizes, each smaller than the picture
    if encoding.format.name == "jpeg2000" and pixels([images[0].size]) > UNTILED:
        options["tile_size"] = (TILE, TILE)
    if len(images) > 1:
        options |= {"save_all": True, "append_images": images[1:]} | _timing(frames, fitted, encoding)
    for metadata_options in [blocks, {}] if blocks else [{}]:  # a block that no encoder takes is left out
        try:
            buffer = io.BytesIO()
            images[0].save(buffer, encoding.format.pillow, **options | metadata_options)
            return with_alpha_flag(buffer.getvalue()) if len(images) > 1 else buffer.getvalue()
        except DAMAGED as error:
            failure = error
    width, height = images[0].size
    raise OutputTooLarge(
        f"{encoding.format.label} cannot hold the result, {width} x {height} x {len(images)} frames. "
        "Make it smaller or choose another format.",
        field="format",
    ) from failure


def fit(frames: Sequence[Frame], encoding: Encoding) -> list[Frame]:
    """Frames in modes that the format takes; all of an animation in one mode."""
    if encoding.format.name in DIRECT and all(frame.is_array or frame.planes for frame in frames):
        return list(frames)  # L and RGB, which both formats hold
    images = _fit([frame.image for frame in frames], encoding)
    return [frame.showing(image) for frame, image in zip(frames, images, strict=True)]


def _in_colors(images: list[Image.Image], encoding: Encoding) -> list[Image.Image]:
    """Pictures in as few colors as was asked for; the palette that a GIF needs anyway is left to Pillow."""
    name, dither = encoding.format.name, encoding.choices.dither
    if name not in PALETTES or (encoding.colors is None and (name == "png" or dither is None)):
        return images
    reduced = [with_palette(image, encoding.colors or 256, dither=dither is not False) for image in images]
    if name == "png" and len(images) > 1:  # all frames of an animated PNG share one palette, which none of them has
        return [few.convert(image.mode) for few, image in zip(reduced, images, strict=True)]
    return reduced


def _fit(images: list[Image.Image], encoding: Encoding) -> list[Image.Image]:
    if not encoding.format.alpha:
        images = [modes.flatten(image, encoding.background) for image in images]
    modes_to = {mode: FITTING.get((encoding.format.name, mode), mode) for mode in modes.WORKING}
    images = [image if modes_to[image.mode] == image.mode else image.convert(modes_to[image.mode]) for image in images]
    if encoding.format.name == "gif":
        images = [_all_or_nothing(image) for image in images]
    if len({image.mode for image in images}) > 1:
        common = "RGBA" if any(image.mode in modes.ALPHA for image in images) else "RGB"
        images = [image.convert(common) for image in images]
    return images


FITTING = {
    ("avif", "LA"): "RGBA", ("jxl", "LA"): "RGBA", ("qoi", "LA"): "RGBA", ("qoi", "L"): "RGB", ("ppm", "L"): "RGB",
}  # fmt: skip
"""Working modes that a format has no form of, and the one that says the same; a PPM in gray would be a PGM."""


def _all_or_nothing(image: Image.Image) -> Image.Image:
    """A GIF's pixel shows or does not: what is less than half visible is hidden, without a color of its own."""
    if modes.is_opaque(image):
        return image.convert(modes.OPAQUE[image.mode])
    shown = image.getchannel("A").point([0] * 128 + [255] * 128)
    canvas = Image.new("RGBA", image.size)
    canvas.paste(image.convert("RGB"), mask=shown)
    return canvas


def _metadata_options(metadata: Metadata, format: Format) -> dict[str, Any]:
    """The metadata that the format has a place for; in a JPEG one block holds 64 KB, and more is left out."""
    parts = {"exif": metadata.exif, "icc_profile": metadata.profile, "xmp": metadata.xmp}
    places = PLACES.get(format.name, tuple(parts))
    room = JPEG_BLOCK if format.name == "jpeg" else sys.maxsize
    options: dict[str, Any] = {
        name: part
        for name, part in parts.items()
        if name in places and part and (name == "icc_profile" or len(part) < room)
    }
    if format.name == "tiff" and metadata.exif and metadata.nested:
        options["compression"] = "raw"  # libtiff, which compresses, cannot write nested directories
    return options


PLACES: dict[str, tuple[str, ...]] = {
    "gif": (), "png": ("exif", "icc_profile"), "jpeg2000": (), "ico": (), "bmp": (), "ppm": (), "qoi": (),
}  # fmt: skip
"""The blocks that a format has a place for, where it has not one for all."""


def _timing(frames: Sequence[Frame], images: list[Image.Image], encoding: Encoding) -> dict[str, Any]:
    """Durations and runs, in each format's own count; see `decode._plays`."""
    if encoding.format.frames != "animation":
        return {}
    timing: dict[str, Any] = {"duration": DURATIONS[encoding.format.name]([frame.duration for frame in frames])}
    if encoding.format.name == "gif":
        transparent = images[0].mode in modes.ALPHA
        timing["disposal"] = 2 if transparent else 1
        if encoding.plays != 1:
            timing["loop"] = encoding.plays - 1 if encoding.plays else 0
    elif encoding.format.name in ("png", "webp"):
        timing["loop"] = encoding.plays
    return timing


def _in_whole(unit: int, longest: int, shortest: int = 0) -> Callable[[Sequence[float]], list[int]]:
    """Durations in multiples of `unit`; what rounding takes from one frame, the next gives back."""

    def rounded(durations: Sequence[float]) -> list[int]:
        whole: list[int] = []
        rest = 0.0
        for duration in durations:
            rest += duration
            least = min(shortest, unit * ceil(duration / unit))
            whole.append(min(max(unit * round(rest / unit), least), longest))
            rest = min(max(rest - whole[-1], -unit), unit)
        return whole

    return rounded


def _in_fractions(durations: Sequence[float]) -> list[float]:
    """APNG writes a fraction of a second whose parts are below 65536: the longer, the coarser."""
    return [_coarser(duration) if duration > MAX_SHORT else duration for duration in durations]


def _coarser(duration: float) -> float:
    unit = next((unit for unit in (10, 100, 1000) if duration / unit <= MAX_SHORT), 1000)
    return min(round(duration / unit), MAX_SHORT) * unit


MAX_SHORT = 65_535
DURATIONS: dict[str, Callable[[Sequence[float]], Sequence[float]]] = {
    "gif": _in_whole(10, longest=10 * MAX_SHORT, shortest=20),  # viewers play 10 ms as 100 ms
    "png": _in_fractions,
    "webp": _in_whole(1, longest=2**24 - 1),
    "avif": _in_whole(1, longest=2**31 - 1),
}


def holds(format: Format, sizes: Sequence[Size]) -> bool:
    """Whether the format can hold pictures of these sizes."""
    few = format.max_pixels is None or pixels(sizes) <= format.max_pixels
    return few and all(max(size) <= format.max_side for size in sizes)


def can_hold(format: Format, sizes: Sequence[Size]) -> None:
    """Refuse more pixels or a longer side than the format can hold: `OutputTooLarge`."""
    if format.max_pixels is not None and pixels(sizes) > format.max_pixels:
        raise OutputTooLarge(
            f"{format.label} holds at most {format.max_pixels} pixels; the result would have {pixels(sizes)}. "
            "Resize it or choose another format.",
            field="format",
        )
    for width, height in sizes:
        if not holds(format, [(width, height)]):
            raise OutputTooLarge(
                f"{format.label} holds at most {format.max_side} pixels a side; the result would be "
                f"{width} x {height}. Resize it or choose another format.",
                field="format",
            )
