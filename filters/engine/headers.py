"""What a file tells before its pixels are decoded."""

from collections.abc import Callable

from PIL import ExifTags, Image, JpegImagePlugin

from filters.engine import color
from filters.engine.codecs import jpeg2000_levels
from filters.engine.codecs.gif import count_gif_frames
from filters.engine.codecs.turbojpeg import HAS_TURBOJPEG
from filters.engine.errors import DAMAGED
from filters.engine.formats import Format
from filters.engine.limits import Limits, Size
from filters.engine.source import Header
from filters.engine.turns import UPRIGHT

CONVERTED = ("CMYK", "LAB")  # always to sRGB: no working mode holds them, nor fits their profile
SCALES: dict[str, Callable[[bytes], tuple[int, ...]]] = {
    "jpeg": lambda _: (2, 4, 8), "jpeg2000": jpeg2000_levels.scales,
}  # fmt: skip
EVEN = (0, 2)  # `get_sampling` of 4:4:4 and 4:2:0; of others, decoders give halves and quarters of the color away
"""The fractions of its sides at which a file can be decoded."""


def read_header(image: Image.Image, format: Format, data: bytes, limits: Limits, profile: bytes | None) -> Header:
    """What Pillow's opened file and its bytes tell, no pixel being decoded. A damaged file raises what it will."""
    orientation = _orientation(image, format, data)
    width, height = image.size
    pages = _page_sizes(image, limits.max_frames + 1) if format.frames == "pages" else ()
    if any(0 in size for size in (image.size, *pages)):
        raise ValueError("a picture without pixels")
    return Header(
        format=format,
        size=UPRIGHT[orientation].size((width, height)),
        mode=image.mode,
        frames=len(pages) or _frame_count(image, format, data, limits),
        orientation=orientation,
        plays=_plays(image, format),
        has_alpha=image.has_transparency_data,
        pages=pages,
        native=image.mode not in CONVERTED and color.is_native(profile),
        scales=SCALES[format.name](data) if format.name in SCALES and _is_even(image) else (),
        scale_margin=jpeg2000_levels.MARGIN if format.name == "jpeg2000" else 1,
        held_whole=format.name == "jpeg2000" or bool(image.info.get("progressive")),
        planes=format.name == "jpeg" and HAS_TURBOJPEG and _sampled_420(image),
    )


def _frame_count(image: Image.Image, format: Format, data: bytes, limits: Limits) -> int:
    """How many frames; counting stops once there are more than allowed."""
    if format.frames == "one":
        return 1
    if format.name == "gif":
        return max(1, count_gif_frames(data, limits.max_frames + 1))
    frames = int(getattr(image, "n_frames", 1))
    frames = frames - 1 if frames > 1 and image.info.get("default_image") else frames
    return min(frames, limits.max_frames + 1)  # a PNG may claim two billion


def _page_sizes(image: Image.Image, stop: int) -> tuple[Size, ...]:
    """TIFF pages, by walking their directories; Pillow's own count has no bound."""
    sizes = [image.size]
    while len(sizes) < stop:
        try:
            image.seek(len(sizes))
        except EOFError:
            break
        sizes.append(image.size)
    image.seek(0)
    return tuple(sizes)


def _plays(image: Image.Image, format: Format) -> int:
    """How often the animation runs. A GIF counts repeats, and none where it does not say; the others count runs."""
    loop = image.info.get("loop")
    if format.name == "gif":
        return 1 if loop is None else 0 if loop == 0 else int(loop) + 1
    return int(loop or 0)


def _orientation(image: Image.Image, format: Format, data: bytes) -> int:
    """The EXIF orientation that is left to apply."""
    if format.turned:
        return 1
    if format.name == "png" and "exif" not in image.info and b"eXIf" not in data and b"Raw profile" not in data:
        return 1  # asking Pillow would decode the pixels to look behind them
    exif = read_exif(image)
    value = exif.get(ExifTags.Base.Orientation, 1) if exif else 1
    return value if value in UPRIGHT else 1


def read_exif(image: Image.Image) -> Image.Exif | None:
    """EXIF with all its values, or None where one cannot be read. A PNG with damaged pixels raises what it will."""
    if image.format == "PNG" and "exif" not in image.info:
        image.load()  # Pillow looks behind the pixels too; their damage would go unnoticed afterward
    try:
        exif = image.getexif()
        exif.get_ifd(ExifTags.IFD.Exif)
        dict(exif)  # values are read as they are asked for: here, where damage is expected
        return exif
    except DAMAGED:
        return None


def _is_even(image: Image.Image) -> bool:
    """Whether color, at a fraction of a JPEG, has no less detail than brightness."""
    return image.format != "JPEG" or image.mode == "L" or JpegImagePlugin.get_sampling(image) in EVEN


def _sampled_420(image: Image.Image) -> bool:
    """Whether a JPEG's colors are stored at half its size."""
    return image.mode == "RGB" and JpegImagePlugin.get_sampling(image) == 2
