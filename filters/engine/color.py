"""Color management: pictures with an ICC profile, and LAB, become sRGB through LittleCMS."""

import io
from functools import cache, lru_cache
from itertools import product
from typing import cast

from PIL import Image, ImageChops, ImageCms

from filters.engine import modes
from filters.engine.errors import DAMAGED

REMEMBERED = 65_536  # bytes of a profile whose judgment is kept in mind
ROUNDING = 2  # of 255: how far sRGB's own profiles, by many hands, move a color
LARGEST = 4_000_000  # bytes of a profile that is read; those of presses with many inks come near to 3 MB
Extrema = tuple[tuple[int, int], ...]
PROFILE_MODES = {"GRAY": ("L",), "RGB ": ("RGB", "RGBA"), "CMYK": ("CMYK",), "Lab ": ("LAB",)}


def to_srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bool]:
    """The picture as sRGB in a working mode, and whether a broken or unfitting profile had to be ignored.

    The intent is perceptual, Pillow's own default.
    """
    if image.mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        return _convert(image, ImageCms.ImageCmsProfile(lab)), False
    if profile is None:
        return modes.to_working(image), False
    try:
        if _says_srgb(profile):
            return modes.to_working(image), False
        return _through(image, _read(profile)), False
    except (ImageCms.PyCMSError, *DAMAGED):
        return modes.to_working(image), True


def suited(images: list[Image.Image], profile: bytes) -> tuple[list[Image.Image], bytes | None]:
    """Finished pictures with the profile that describes them, or None where it cannot.

    A step may have changed the kind of color: gray has an RGB form, color has no gray one.
    """
    try:
        space = _read(profile).profile.xcolor_space
    except (ImageCms.PyCMSError, *DAMAGED):
        return images, None
    gray = all(image.mode in ("L", "LA") for image in images)
    if space == "RGB ":
        return [image.convert("RGBA" if image.mode in modes.ALPHA else "RGB") for image in images], profile
    return images, profile if space == "GRAY" and gray else None


def _through(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    picture = image if image.mode == "CMYK" else modes.to_working(image)
    alpha = picture.getchannel("A") if picture.mode in modes.ALPHA else None
    color = picture if alpha is None else picture.convert(modes.OPAQUE[picture.mode])
    was_gray = color.mode == "L"
    space = source.profile.xcolor_space
    if space == "RGB " and color.mode == "L":
        color = color.convert("RGB")
    if color.mode not in PROFILE_MODES.get(space, ()):
        raise ValueError(f"a {space} profile does not fit a picture in mode {color.mode}")
    result = _convert(color, source)
    if was_gray:
        result = result.convert("L")
    if alpha is not None:
        result.putalpha(alpha)
    return result


def _read(profile: bytes) -> ImageCms.ImageCmsProfile:
    """Raises PyCMSError and whatever else a damaged profile leads to; ValueError where it is padded to a size."""
    if len(profile) > LARGEST:
        raise ValueError("a profile of many megabytes")
    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


def _convert(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    result = ImageCms.profileToProfile(image, source, _srgb(), outputMode="RGB")
    if result is None:
        raise ValueError("the profile gave no picture")
    return result


@cache
def _patches() -> Image.Image:
    """Colors from all over the cube."""
    steps = range(0, 256, 51)
    return Image.frombytes("RGB", (6, 36), bytes(value for color in product(steps, repeat=3) for value in color))


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    """By what it does to colors: the names of profiles say little ("sRGB-elle-V2-g10" is linear)."""
    if profile.profile.xcolor_space != "RGB ":
        return False
    moved = ImageChops.difference(_convert(_patches(), profile), _patches())
    return max(high for _, high in cast(Extrema, moved.getextrema())) <= ROUNDING


def is_native(profile: bytes | None) -> bool:
    """Whether numbers under this profile are taken as sRGB: there is none, it is sRGB's, or it is damaged."""
    try:
        return not profile or _says_srgb(profile)
    except (ImageCms.PyCMSError, *DAMAGED):
        return True


def _says_srgb(profile: bytes) -> bool:
    """Most photos bear one of a few profiles, and asking LittleCMS takes milliseconds. Raises as `_read`."""
    return _remembered(profile) if len(profile) <= REMEMBERED else _is_srgb(_read(profile))


@lru_cache(maxsize=64)
def _remembered(profile: bytes) -> bool:
    return _is_srgb(_read(profile))


def describe_profile(profile: bytes) -> str | None:
    """The profile's own name, or None where it cannot be read."""
    try:
        return _read(profile).profile.profile_description
    except (ImageCms.PyCMSError, *DAMAGED):
        return None
