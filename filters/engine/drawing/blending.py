"""Laying one picture over another: blend modes and the alpha of both.

The colors of the two are mixed by Pillow's `ImageChops`, the alpha by W3C "Compositing and Blending Level 1",
section 5.8: where the picture below is transparent there is nothing to mix with, and the upper one shows as it is.
"""

from collections.abc import Callable
from typing import Literal

from PIL import Image, ImageChops

from filters.engine.geometry import Size
from filters.engine.modes import ALPHA, WITH_ALPHA, Channels, join_alpha, split_alpha

Mix = Callable[[Image.Image, Image.Image], Image.Image]
"""Two pictures of one mode (L or RGB) and one size, the lower one first, as one."""
Box = tuple[int, int, int, int]
BAND = 1 << 21  # pixels that are blended at a time
BlendMode = Literal[
    "normal", "lighter", "darker", "multiply", "screen", "overlay", "soft_light", "hard_light", "difference",
    "add", "subtract", "add_modulo", "subtract_modulo",
]  # fmt: skip


def upper(base: Image.Image, top: Image.Image) -> Image.Image:
    """The mix of mode `normal`: what lies above."""
    return top


MIXES: dict[BlendMode, Mix] = {
    "normal": upper,
    "lighter": ImageChops.lighter,
    "darker": ImageChops.darker,
    "multiply": ImageChops.multiply,
    "screen": ImageChops.screen,
    "overlay": ImageChops.overlay,
    "soft_light": ImageChops.soft_light,
    "hard_light": ImageChops.hard_light,
    "difference": ImageChops.difference,
    "add": ImageChops.add,
    "subtract": ImageChops.subtract,
    "add_modulo": ImageChops.add_modulo,
    "subtract_modulo": ImageChops.subtract_modulo,
}


def canvas_for(base: Image.Image, top: Image.Image) -> Image.Image:
    """A copy of `base` in the first working mode that can show both: gray stays gray under gray."""
    if base.mode in ("L", "LA") and top.mode not in ("L", "LA"):
        return base.convert("RGBA" if base.mode == "LA" else "RGB")
    return base.copy()


def lay(canvas: Image.Image, top: Image.Image, at: tuple[int, int] = (0, 0), *, mix: Mix = upper) -> None:
    """Blend `top` into a canvas of `canvas_for`, its left upper corner at `at`; what lies outside is cut off.

    It goes a band of rows at a time, so that what lies between two large pictures does not fill the memory.
    """
    box = _overlap(canvas.size, top.size, at)
    if box is None:
        return
    left, begin, right, end = box
    rows = max(1, BAND // (right - left))
    for row in range(begin, end, rows):
        _lay_band(canvas, top, at, (left, row, right, min(row + rows, end)), mix)


def _lay_band(canvas: Image.Image, top: Image.Image, at: tuple[int, int], box: Box, mix: Mix) -> None:
    upper_part = top.crop((box[0] - at[0], box[1] - at[1], box[2] - at[0], box[3] - at[1]))
    if mix is upper and (canvas.mode in ALPHA or top.mode not in ALPHA):
        _lay_over(canvas, upper_part, box)
        return
    color, alpha = split_alpha(upper_part)
    part = canvas.crop(box)
    below, below_alpha = split_alpha(part)
    color = color if color.mode == below.mode else color.convert(below.mode)
    mixed = mix(below, color)
    if below_alpha is None:
        canvas.paste(mixed, box, alpha)
        return
    mixed = Image.composite(mixed, color, below_alpha)
    opaque = Image.new("L", part.size, 255)
    canvas.paste(Image.alpha_composite(part, join_alpha(mixed, alpha or opaque)), box)


def _lay_over(canvas: Image.Image, top: Image.Image, box: Box) -> None:
    """The same for the mix `upper`, which needs to look at colors below only where the upper one is transparent."""
    opaque = top.mode not in ALPHA
    top = top if top.mode == canvas.mode else top.convert(canvas.mode)
    canvas.paste(top if opaque else Image.alpha_composite(canvas.crop(box), top), box)


def faded(image: Image.Image, opacity: float) -> Image.Image:
    """The picture with its alpha multiplied by `opacity`, 0..1; itself where that is 1."""
    if opacity == 1:
        return image
    faint = image.copy() if image.mode in ALPHA else image.convert(WITH_ALPHA[image.mode])
    faint.putalpha(faint.getchannel("A").point([round(value * opacity) for value in range(256)]))
    return faint


def tinted(mask: Image.Image, color: Channels, mode: str = "") -> Image.Image:
    """One color, as visible as the mask (L) says; in LA where that can show it and no `mode` is asked for."""
    mode = mode or ("LA" if is_gray(color) else "RGBA")
    picture = Image.new(mode[:-1], mask.size, color[0] if mode == "LA" else color[:3])
    picture.putalpha(mask.point(dimmed(color[3])) if color[3] < 255 else mask)
    return picture


def dimmed(alpha: int) -> list[int]:
    """The table that multiplies a mask by an alpha of 0..255."""
    return [(value * alpha + 127) // 255 for value in range(256)]


def is_gray(color: Channels) -> bool:
    """Whether a color has no hue."""
    return color[0] == color[1] == color[2]


def _overlap(canvas: Size, top: Size, at: tuple[int, int]) -> Box | None:
    """The part of the canvas that `top` covers, or None."""
    left, upper_edge = max(0, at[0]), max(0, at[1])
    right, lower_edge = min(canvas[0], at[0] + top[0]), min(canvas[1], at[1] + top[1])
    return (left, upper_edge, right, lower_edge) if left < right and upper_edge < lower_edge else None
