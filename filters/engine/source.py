"""Where pixels come from: a header first, frames on request, whatever the bytes behind them are.

`decode.open_source` gives the source of encoded bytes.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from filters.engine import modes
from filters.engine.formats import Format
from filters.engine.kernels.vision import Pixels, from_array, mode_of, to_array
from filters.engine.limits import Size
from filters.engine.metadata import Metadata
from filters.engine.output import MetadataPolicy
from filters.engine.planes import Planes

Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What is known of a picture before its pixels are decoded. Sizes are upright."""

    format: Format
    size: Size
    mode: str
    frames: int = 1
    orientation: int = 1
    plays: int = 0  # how often an animation runs; 0 is for ever
    has_alpha: bool = False
    native: bool = False  # its numbers are sRGB as they stand in the file
    pages: tuple[Size, ...] = ()  # the size of each page of a TIFF; frames of an animation are all of one size
    scales: tuple[int, ...] = ()  # the fractions of its sides, 1/2 and so on, that its decoder can make
    scale_margin: int = 1  # how many times the needed size such a fraction should be at least
    held_whole: bool = False  # its decoder holds all of it, at whatever fraction it is asked for
    planes: bool = False  # whether it is Y'CbCr with colors at half the size, and its decoder can leave it so

    @property
    def sizes(self) -> tuple[Size, ...]:
        """The size of every frame."""
        return self.pages or (self.size,) * self.frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """How a picture is decoded. Sizes of a scaled picture are rounded up."""

    scale: int = 1  # 2 is half the width and half the height
    upright: bool = True  # turned as its EXIF orientation says; otherwise as it is stored
    planes: bool = False  # as `Planes` where the file turns out to allow it; as RGB otherwise


Picture = Image.Image | Pixels | Planes
WHOLE = Decoding()
"""All of it, at full size, upright."""


class Frame:
    """One picture in a working mode, and how long it shows, in milliseconds.

    It is held as an image of Pillow's, as an array or as planes, as it was made; another form is made when it is asked
    for and takes its place, so that no picture is in the memory twice. An array is that of an opaque picture: L or RGB.
    """

    __slots__ = ("_held", "duration")

    def __init__(self, picture: Picture, duration: float = 0) -> None:
        if isinstance(picture, np.ndarray):
            picture.setflags(write=False)  # steps and the witness share it
        self._held = picture
        self.duration = duration

    def showing(self, picture: Picture) -> "Frame":
        """Another picture for the same time."""
        return Frame(picture, self.duration)

    @property
    def image(self) -> Image.Image:
        """The picture as Pillow's image."""
        if not isinstance(self._held, Image.Image):
            pixels = self.pixels
            self._held = from_array(pixels, mode_of(pixels))
        return self._held

    @property
    def pixels(self) -> Pixels:
        """The picture as an array that is read only, see `kernels.vision.to_array`; asked of opaque ones alone."""
        if isinstance(self._held, Image.Image):
            self._held = to_array(self._held)
        elif isinstance(self._held, Planes):
            self._held = self._held.to_pixels()
        return self._held

    @property
    def planes(self) -> Planes | None:
        """The planes, where it is held so."""
        return self._held if isinstance(self._held, Planes) else None

    @property
    def is_array(self) -> bool:
        """Whether it is held as an array now."""
        return isinstance(self._held, np.ndarray)

    @property
    def mode(self) -> str:
        """The working mode."""
        if isinstance(self._held, Planes):
            return "RGB"
        return self._held.mode if isinstance(self._held, Image.Image) else mode_of(self._held)

    @property
    def size(self) -> Size:
        """Width and height."""
        held = self._held
        return (held.shape[1], held.shape[0]) if isinstance(held, np.ndarray) else held.size

    @property
    def is_opaque(self) -> bool:
        """Whether no transparency shows."""
        return not isinstance(self._held, Image.Image) or modes.is_opaque(self._held)


class Source(ABC):
    """A picture whose header is known and whose pixels are made when asked for."""

    header: Header
    encoded: bytes | None = None  # the file, where there is one
    profile_ignored: bool = False  # a damaged color profile was met on the way
    planes_kept: bool = False  # it was decoded to planes, as it was asked for

    @abstractmethod
    def frames(self, *, every: bool = True, keep_profile: bool = False, decoding: Decoding = WHOLE) -> Iterator[Frame]:
        """The frames in order, in a working mode and decoded as asked for; only the first unless `every`.

        With `keep_profile` gray and RGB pixels stay in their own color space. A scale, one of those in the header,
        or a picture as it is stored is asked of a single frame alone. Raises `ImageUnreadable`.
        """

    def numbers(self) -> Numbers | None:
        """The upright pixels of one picture as they came, where they have more than 8 bits or are an array anyway."""
        return None

    def metadata(self, policy: MetadataPolicy, size: Size) -> Metadata:
        """What the policy lets through to a result of `size`; nothing where there is none."""
        return Metadata()

    def with_profile(self, frames: Sequence[Frame], metadata: Metadata) -> tuple[list[Frame], Metadata]:
        """Finished frames in the form that the profile which stays with them describes."""
        return list(frames), metadata

    def exif(self) -> Image.Exif | None:
        """EXIF, or None where there is none that can be read."""
        return None

    @property
    def profile(self) -> bytes | None:
        """The ICC profile of the pixels as they came."""
        return None
