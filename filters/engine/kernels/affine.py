"""Pictures moved by a matrix: Pillow computes their colors, and rows of numbers say where there are any.

A color is interpolated where its place lies in the picture, so what is covered is one run of pixels in each row.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image

from filters.engine.geometry import Affine, Size
from filters.engine.kernels.vision import Pixels, from_array
from filters.engine.modes import ALPHA, Channels, on_canvas

Test = Callable[[Pixels], Pixels]


def moved(
    image: Image.Image, size: Size, matrix: Affine, resample: Image.Resampling, background: Channels
) -> Image.Image:
    """`Image.transform` with `AFFINE` of a picture in a working mode; the background lies where nothing comes from.

    The result is in the first working mode that can show both. Colors weigh as much as they are visible.
    """
    if image.mode in ALPHA:
        canvas, image = on_canvas(image, size, background)
        return laid(canvas, image, matrix, resample) if any(background) else _transformed(image, size, matrix, resample)
    *color, alpha = background
    gray = image.mode == "L" and len(set(color)) == 1
    picture = image if gray else image.convert("RGB")
    made = _transformed(picture, size, matrix, resample, tuple(color[:1] if gray else color))
    if alpha < 255:
        made.putalpha(cover(size, image.size, matrix, resample, alpha))
    return made


def laid(canvas: Image.Image, image: Image.Image, matrix: Affine, resample: Image.Resampling) -> Image.Image:
    """The canvas, with the moved picture on it; both in the same mode."""
    shown = _transformed(image, canvas.size, matrix, resample)
    canvas.paste(shown, mask=cover(canvas.size, image.size, matrix, resample))
    return canvas


def cover(size: Size, source: Size, matrix: Affine, resample: Image.Resampling, beyond: int = 0) -> Image.Image:
    """255 where the color comes from within a picture of size `source`, and `beyond` elsewhere; L."""
    if resample == Image.Resampling.NEAREST:  # whose places Pillow computes in 16.16 bits
        return _transformed(Image.new("L", source, 255), size, matrix, resample, (beyond,))
    made = np.full(size[::-1], beyond, np.uint8)
    for row, (first, last) in zip(made, zip(*runs(size, source, matrix), strict=True), strict=True):
        row[first:last] = 255
    return from_array(made, "L")


def runs(size: Size, source: Size, matrix: Affine) -> tuple[list[int], list[int]]:
    """For each row of the result, the first place whose color comes from within the source, and the one after the last.

    Both are 0 or the width, the first not the smaller, where there is none. By the double precision of Pillow's own
    `affine_transform` (Geometry.c): rounding keeps the order of the places in a row, but it decides at the border.
    """
    a, b, c, d, e, f = matrix
    down = np.arange(size[1]) + 0.5
    left, right = _within(a, b * down, c, source[0], size)
    top, bottom = _within(d, e * down, f, source[1], size)
    return np.maximum(left, top).tolist(), np.minimum(right, bottom).tolist()


def _within(slope: float, starts: Pixels, shift: float, side: int, size: Size) -> tuple[Pixels, Pixels]:
    """The run of each row in which slope * x + start + shift is at least 0 and below `side`."""

    def places(across: Pixels) -> Pixels:
        return slope * (across + 0.5) + starts + shift

    if slope >= 0:
        return _count(size, lambda at: places(at) < 0), _count(size, lambda at: places(at) < side)
    return _count(size, lambda at: places(at) >= side), _count(size, lambda at: places(at) >= 0)


def _count(size: Size, test: Test) -> Pixels:
    """How many places at the start of each row pass a test that those behind them do not; by bisection."""
    low, high = np.zeros(size[1], np.int64), np.full(size[1], size[0], np.int64)
    for _ in range(size[0].bit_length()):
        middle = (low + high) // 2
        more = (low < high) & test(middle)
        low, high = np.where(more, middle + 1, low), np.where(more, high, middle)
    return low


def _transformed(
    image: Image.Image, size: Size, matrix: Affine, resample: Image.Resampling, fill: tuple[int, ...] | None = None
) -> Image.Image:
    return image.transform(size, Image.Transform.AFFINE, matrix, resample, fillcolor=fill)
