"""Shrinking by amounts of light instead of by sRGB numbers: fine patterns keep their brightness."""

import math

import numpy as np
from PIL import Image

from filters.engine.geometry import Box, Size
from filters.engine.kernels.light import levels_of, light_of
from filters.engine.kernels.vision import Pixels, from_array, to_array
from filters.engine.modes import join_alpha, split_alpha

BAND = 1 << 20  # pixels of the picture that are light at once, which bounds the memory
SUPPORT = 3  # how many pixels of the result the widest filter, lanczos, reaches


def shrunk(image: Image.Image, size: Size, resample: Image.Resampling, box: Box) -> Image.Image:
    """`Image.resize` in linear light for a picture in a working mode, `box` being no smaller than `size`.

    Colors weigh as much as they are visible.
    """
    color, alpha = split_alpha(image)
    made = Image.new(color.mode, size)
    cover = None if alpha is None else Image.new("L", size)
    scale = (box[3] - box[1]) / size[1]
    step = max(1, int(BAND / image.width / scale))
    for begin in range(0, size[1], step):
        end = min(begin + step, size[1])
        top, bottom = box[1] + begin * scale, min(box[1] + end * scale, box[3])
        first = max(0, math.floor(top - SUPPORT * scale))
        rows = (0, first, image.width, min(image.height, math.ceil(bottom + SUPPORT * scale)))
        part = (box[0], top - first, box[2], min(bottom, rows[3]) - first)
        opacity = None if alpha is None else alpha.crop(rows)
        band, seen = _band(color.crop(rows), opacity, (size[0], end - begin), resample, part)
        made.paste(band, (0, begin))
        if cover and seen:
            cover.paste(seen, (0, begin))
    return join_alpha(made, cover)


def _band(
    color: Image.Image, alpha: Image.Image | None, size: Size, resample: Image.Resampling, box: Box
) -> tuple[Image.Image, Image.Image | None]:
    """Some rows of the result: their colors, and their alpha."""
    if alpha is None:
        light = [_resized(light_of(to_array(band)), size, resample, box) for band in color.split()]
        return _levels(light, color.mode), None
    opacity = to_array(alpha) / np.float32(255)
    cover = _resized(opacity, size, resample, box).clip(0, 1)
    visible = np.maximum(cover, np.float32(1 / 510))
    light = [_resized(light_of(to_array(band)) * opacity, size, resample, box) / visible for band in color.split()]
    return _levels(light, color.mode), from_array(cover * 255, "L")


def _levels(light: list[Pixels], mode: str) -> Image.Image:
    return Image.merge(mode, [from_array(levels_of(band), "L") for band in light])


def _resized(values: Pixels, size: Size, resample: Image.Resampling, box: Box) -> Pixels:
    return np.asarray(Image.fromarray(values).resize(size, resample, box))
