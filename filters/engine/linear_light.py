"""Resizing by amounts of light instead of by sRGB numbers: fine patterns keep their brightness."""

import numpy as np
from PIL import Image

from filters.engine.geometry import Box, Size
from filters.engine.light import levels_of, light_of
from filters.engine.modes import join_alpha, split_alpha
from filters.engine.vision import Pixels, from_array, to_array


def resize(image: Image.Image, size: Size, resample: Image.Resampling, box: Box) -> Image.Image:
    """`Image.resize` in linear light for a picture in a working mode; colors weigh as much as they are visible."""
    color, alpha = split_alpha(image)
    cover = None if alpha is None else np.float32(1 / 255) * to_array(alpha)
    made = None if cover is None else _resized(cover, size, resample, box).clip(0, 1)
    bands = [_band(band, cover, made, size, resample, box) for band in color.split()]
    resized = Image.merge(color.mode, bands)
    return join_alpha(resized, None if made is None else from_array(made * 255, "L"))


def _band(
    band: Image.Image, cover: Pixels | None, made: Pixels | None, size: Size, resample: Image.Resampling, box: Box
) -> Image.Image:
    light = light_of(to_array(band))
    if cover is None or made is None:
        light = _resized(light, size, resample, box)
    else:
        light = _resized(light * cover, size, resample, box) / np.maximum(made, np.float32(1 / 510))
    return from_array(levels_of(light), "L")


def _resized(values: Pixels, size: Size, resample: Image.Resampling, box: Box) -> Pixels:
    return np.asarray(Image.fromarray(values).resize(size, resample, box))
