"""From bytes to upright sRGB frames. The one place, with `encode`, that names Pillow's errors."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from filters.engine import color
from filters.engine.arrays.source import ArraySource
from filters.engine.codecs import jpeg2000_levels, jpeg_arrays
from filters.engine.codecs.cicp import tagged_profile
from filters.engine.codecs.claims import CLAIMS, jpeg2000_profile
from filters.engine.codecs.jpeg_planes import decoded_planes
from filters.engine.codecs.pieces import require_few_pieces
from filters.engine.codecs.repairs import REPAIRS
from filters.engine.errors import DAMAGED, ImageMissing, ImageTooLarge, ImageUnreadable
from filters.engine.formats import Format, sniff
from filters.engine.headers import CONVERTED, read_exif, read_header
from filters.engine.limits import Limits, Size, megapixels
from filters.engine.metadata import Metadata, metadata_for_output
from filters.engine.output import MetadataPolicy
from filters.engine.planes import Planes
from filters.engine.source import WHOLE, Decoding, Frame, Numbers, Picture, Source
from filters.engine.turns import UPRIGHT

Image.MAX_IMAGE_PIXELS = (
    None  # `Limits` decides instead, by the same header; Pillow's own bound is one for the whole process
)
MOST_EXCESS = 0.25  # levels; photos have up to 0.2, drawings in pure colors 1 and more
RELEASED = ("jpeg", "png", "webp", "bmp", "ppm")  # formats whose metadata is in the memory once they are decoded


def open_source(data: bytes, limits: Limits) -> Source:
    """The source of encoded bytes, judged by the bytes alone; nothing is decoded yet.

    Raises `ImageMissing`, `FormatUnsupported`, `ImageUnreadable`, `ImageTooLarge` and `TooManyFrames`.
    """
    if not len(data):
        raise ImageMissing("The image is empty: it has no bytes. Send a picture.")
    format = sniff(data, limits.formats_in)
    return ArraySource(data, format, limits) if format.array else EncodedSource(data, format, limits)


class EncodedSource(Source):
    """A picture that Pillow opens: its header now, its pixels on request."""

    def __init__(self, data: bytes, format: Format, limits: Limits) -> None:
        with _damage(format):
            require_few_pieces(data, format)
            for size in CLAIMS[format.name](data) if format.name in CLAIMS else ():
                _check(size, format, limits)
            readable = REPAIRS[format.name](data) if format.name in REPAIRS else data
            self._image = Image.open(io.BytesIO(readable), formats=[format.pillow])
            self._tagged = jpeg2000_profile(data) if format.name == "jpeg2000" else tagged_profile(data, format.name)
            _check(self._image.size, format, limits)
            self.header = read_header(self._image, format, data, limits, self.profile)
        limits.check_source(self.header.sizes)
        self.encoded = self._data = data
        self.profile_ignored = format.name == "png" and readable is not data
        self._limits = limits

    def metadata(self, policy: MetadataPolicy, size: tuple[int, int]) -> Metadata:
        """What the policy lets through to a result of `size`; what cannot be read is left out."""
        if self.header.pages:
            self._image.seek(0)  # the first page speaks for all
        metadata = metadata_for_output(self._image, policy, size)
        fits = policy == "keep" and self._image.mode not in CONVERTED
        return replace(metadata, profile=self.profile if fits else None)

    def with_profile(self, frames: Sequence[Frame], metadata: Metadata) -> tuple[list[Frame], Metadata]:
        """Finished frames in the form that the profile which stays with them describes."""
        if metadata.profile is None:
            return list(frames), metadata
        images, profile = color.suited([frame.image for frame in frames], metadata.profile)
        self.profile_ignored = self.profile_ignored or profile is None
        suited = [frame.showing(image) for image, frame in zip(images, frames, strict=True)]
        return suited, replace(metadata, profile=profile)

    @property
    def _is_deep(self) -> bool:
        return self.header.mode.startswith("I;16") and self.header.frames == 1

    def numbers(self) -> Numbers | None:
        """Gray of 16 bits, as it came; None where the pixels have fewer, or a profile or a color key changes them."""
        if not self._is_deep or not self.header.native or "transparency" in self.info:
            return None
        with _damage(self.header.format):
            self._image.load()
            upright = UPRIGHT[self.header.orientation].apply(self._image)
            return np.asarray(upright).astype(np.uint16)

    def exif(self) -> Image.Exif | None:
        """EXIF, or None where it is damaged: a broken tag does not spoil the picture. Raises `ImageUnreadable`."""
        with _damage(self.header.format):
            return read_exif(self._image)

    @property
    def profile(self) -> bytes | None:
        """The ICC profile of the pixels as they came, be it in the file or named there by code points.

        In a PNG the code points count before the profile (W3C PNG, section 11.3.2), elsewhere behind it.
        """
        own = self.info.get("icc_profile") or None
        return self._tagged or own if self._image.format == "PNG" else own or self._tagged

    @property
    def info(self) -> dict[str | tuple[int, int], Any]:
        """Pillow's own notes about the file."""
        return self._image.info

    def frames(self, *, every: bool = True, keep_profile: bool = False, decoding: Decoding = WHOLE) -> Iterator[Frame]:
        """The frames in order, in a working mode and decoded as asked for; only the first unless `every`.

        With `keep_profile` gray and RGB pixels stay in their own color space. Raises `ImageUnreadable`.
        """
        made: list[Picture] = self._direct(decoding, keep_profile)
        if made:
            yield Frame(made.pop())  # handed on, not held while the next step works on it
            return
        first = self._image.tell() if self.header.format.frames == "one" else 0  # of a HEIC, the primary picture
        if self.info.get("default_image") and every and self.header.frames > 1:
            first = 1
        for number, size in enumerate(self.header.sizes if every else self.header.sizes[:1], start=first):
            with _damage(self.header.format):
                self._image.seek(number)
                self._limits.check_source([self._image.size])  # a later frame may claim to be larger
                made = [self._finished(size, keep_profile, decoding)]
                duration = float(self.info.get("duration") or 0)
            yield Frame(made.pop(), duration)

    def _direct(self, decoding: Decoding, keep_profile: bool) -> list[Picture]:
        """The pixels of a plain JPEG as planes or as an array, without Pillow's copies; nothing for all else."""
        plain = self.header.format.name == "jpeg" and self.header.mode in ("L", "RGB")
        if not plain or not (keep_profile or self.header.native):
            return []
        made = self._plain_jpeg(decoding)
        if made is None:
            return []
        if self.profile and not keep_profile:  # sRGB's own, or one that is damaged
            self.profile_ignored = self.profile_ignored or color.to_srgb(SAMPLE[self.header.mode], self.profile)[1]
        return [made]

    def _plain_jpeg(self, decoding: Decoding) -> Picture | None:
        planes = self._planes(decoding) if decoding.planes else None
        if planes is not None:
            self.planes_kept = True
            return planes
        pixels = jpeg_arrays.decoded(self._data, scale=decoding.scale)
        if pixels is None or not decoding.upright:
            return pixels
        return UPRIGHT[self.header.orientation].apply_pixels(pixels)

    def _planes(self, decoding: Decoding) -> Planes | None:
        """The planes, where becoming RGB would cut little off them."""
        planes = decoded_planes(self._data, scale=decoding.scale)
        return planes if planes is not None and planes.excess <= MOST_EXCESS else None

    def _finished(self, size: Size, keep_profile: bool, decoding: Decoding) -> Image.Image:
        """The frame, decoded as it was asked for, in a working mode."""
        image = self._taken(_loaded(self._image, self._data, decoding.scale))
        profile = None if keep_profile and image.mode not in CONVERTED else self.profile
        working, ignored = color.to_srgb(image, profile)
        self.profile_ignored = self.profile_ignored or ignored
        finished = UPRIGHT[self.header.orientation].apply(working) if decoding.upright else working
        finished.info = {}
        if decoding != WHOLE or finished.size == size:
            return finished
        return finished.crop((0, 0, *size))  # outside the canvas nothing shows

    def _taken(self, image: Image.Image) -> Image.Image:
        """The pixels of a frame as a picture of their own; those of the only one are not kept in the file's as well."""
        taken = _with_range(image, self.header.format)
        if self.header.frames == 1 and self.header.format.name in RELEASED and not self._is_deep:
            image.close()
        return taken


SAMPLE = {mode: Image.new(mode, (1, 1)) for mode in ("L", "RGB")}


def _loaded(image: Image.Image, data: bytes, scale: int) -> Image.Image:
    """The picture decoded, at 1/scale of its sides, rounded up."""
    if scale > 1 and image.format == "JPEG2000":
        small = jpeg2000_levels.decoded(data, scale)
        if small is not None:
            return small
    elif scale > 1:
        image.draft(None, (image.width // scale, image.height // scale))
    image.load()
    size = -(-image.width // scale), -(-image.height // scale)
    return image.resize(size, Image.Resampling.BOX) if scale > 1 and image.format == "JPEG2000" else image


def _check(size: Size, format: Format, limits: Limits) -> None:
    """Refuse a picture that is too large, or too large for what its decoder needs: `ImageTooLarge`."""
    limits.check_source([size])
    if format.max_decoded is not None and size[0] * size[1] > format.max_decoded:
        raise ImageTooLarge(
            f"The image is {size[0]} x {size[1]}; at most {megapixels(format.max_decoded)} megapixels are allowed in "
            f"{format.label}. Send it in another format, or a smaller one."
        )


def _with_range(image: Image.Image, format: Format) -> Image.Image:
    """A copy; Pillow scales a PGM of many bits to 65535, and its mode would not tell."""
    if format.name == "ppm" and image.mode == "I":
        return Image.fromarray(np.asarray(image).astype(np.uint16))
    return image.copy()


@contextmanager
def _damage(format: Format) -> Iterator[None]:
    """Whatever a decoder raises means that the file is damaged."""
    try:
        yield
    except UnidentifiedImageError as error:
        raise ImageUnreadable(
            f"The file begins like {format.label} but its header is damaged, or tells of a form that is not read here."
        ) from error
    except DAMAGED as error:
        raise ImageUnreadable(
            f"The {format.label} is damaged or cut short and cannot be read to its end. Send the whole file."
        ) from error
