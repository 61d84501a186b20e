"""What surrounds a picture on a larger canvas: a color, or what is made of the picture itself."""

from typing import Literal

import numpy as np
from PIL import Image, ImageFilter

from filters.engine.geometry import Affine, Size, cover_box
from filters.engine.kernels.vision import cv2, from_array, to_array
from filters.engine.modes import ALPHA, PREMULTIPLIED, Channels, on_canvas

Fill = Literal["color", "blur", "average", "copy", "mirror", "repeat"]

FILLS = (
    "color takes the background, blur enlarges and blurs the picture behind itself, average is its mean color, "
    "copy draws out its edges, mirror reflects it, repeat tiles it"
)
BORDERS = {"copy": cv2.BORDER_REPLICATE, "mirror": cv2.BORDER_REFLECT, "repeat": cv2.BORDER_WRAP}
WARPED = 32_766  # px; the longest side that OpenCV's warps take
SOFT = 64  # the longer side, in pixels, of what is blurred for a background
SOFTNESS = 2.5  # its blur radius: a twenty-fifth of the canvas


def laid(image: Image.Image, size: Size, at: tuple[int, int], fill: Fill, background: Channels) -> Image.Image:
    """A picture in a working mode on a canvas of `size`, its left upper corner at `at`; it lies inside.

    The picture's own transparent parts stay transparent.
    """
    if image.size == size:
        return image
    if fill in BORDERS:
        return _bordered(image, size, at, BORDERS[fill])
    if fill == "color":
        canvas, image = on_canvas(image, size, background)
    else:
        canvas = _backdrop(image, size, fill)
    canvas.paste(image, at)
    return canvas


def surrounding(image: Image.Image, size: Size, matrix: Affine, fill: Fill) -> Image.Image:
    """What lies around a picture that an affine transformation puts on a canvas; any fill but color.

    `matrix` leads from the canvas to the picture, as for `Image.transform`. No side may be longer than `WARPED`.
    """
    if fill not in BORDERS:
        return _backdrop(image, size, fill)
    mode = PREMULTIPLIED.get(image.mode, image.mode)
    a, b, c, d, e, f = matrix
    # Pillow maps the middles of pixels, OpenCV their corners
    inverse = np.array([[a, b, c + (a + b - 1) / 2], [d, e, f + (d + e - 1) / 2]])
    warped = cv2.warpAffine(
        to_array(image.convert(mode)),
        inverse,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=BORDERS[fill],
    )
    return from_array(warped, mode).convert(image.mode)


def _backdrop(image: Image.Image, size: Size, fill: Fill) -> Image.Image:
    if fill == "blur":
        return blurred(image, size)
    return image.resize((1, 1), Image.Resampling.BOX).resize(size, Image.Resampling.NEAREST)


def blurred(image: Image.Image, size: Size) -> Image.Image:
    """The picture covering `size`, soft as a background: it is blurred small, which costs next to nothing."""
    longest = max(size)
    small = max(1, round(size[0] * SOFT / longest)), max(1, round(size[1] * SOFT / longest))
    cover = image.resize(small, Image.Resampling.BOX, box=cover_box(image.size, size))
    if image.mode in ALPHA:  # Pillow's resize weighs colors by their alpha itself, its blur does not
        soft = cover.convert(PREMULTIPLIED[image.mode]).filter(ImageFilter.GaussianBlur(SOFTNESS)).convert(image.mode)
    else:
        soft = cover.filter(ImageFilter.GaussianBlur(SOFTNESS))
    return soft.resize(size, Image.Resampling.BICUBIC)


def _bordered(image: Image.Image, size: Size, at: tuple[int, int], kind: int) -> Image.Image:
    left, top = at
    right, bottom = size[0] - image.width - left, size[1] - image.height - top
    return from_array(cv2.copyMakeBorder(to_array(image), top, bottom, left, right, kind), image.mode)
