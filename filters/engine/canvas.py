"""What surrounds a picture on a larger canvas: a color, or what is made of the picture itself."""

from typing import Literal

from PIL import Image, ImageFilter

from filters.engine.geometry import Size, cover_box
from filters.engine.modes import ALPHA, PREMULTIPLIED, Channels, on_canvas
from filters.engine.vision import cv2, from_array, to_array

Fill = Literal["color", "blur", "average", "copy", "mirror", "repeat"]

FILLS = (
    "color takes the background, blur enlarges and blurs the picture behind itself, average is its mean color, "
    "copy draws out its edges, mirror reflects it, repeat tiles it"
)
BORDERS = {"copy": cv2.BORDER_REPLICATE, "mirror": cv2.BORDER_REFLECT, "repeat": cv2.BORDER_WRAP}
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
    if fill == "blur":
        canvas = blurred(image, size)
    elif fill == "average":
        canvas = image.resize((1, 1), Image.Resampling.BOX).resize(size, Image.Resampling.NEAREST)
    else:
        canvas, image = on_canvas(image, size, background)
    canvas.paste(image, at)
    return canvas


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
