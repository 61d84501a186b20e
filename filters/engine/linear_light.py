"""Resizing by amounts of light instead of by sRGB numbers: fine patterns keep their brightness."""

import numpy as np
from PIL import Image

from filters.engine.geometry import Box, Size
from filters.engine.modes import join_alpha, split_alpha
from filters.engine.vision import Pixels, from_array, to_array

STEPS = 65_535  # levels of light that are told apart; sRGB's darkest step is 20 of them


def _to_light() -> Pixels:
    """The light of each sRGB number, 0..1: the transfer function of IEC 61966-2-1."""
    share = np.arange(256) / 255
    light: Pixels = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(light, np.float32)


def _from_light() -> Pixels:
    """The inverse: the nearest sRGB number of each level of light."""
    light = np.arange(STEPS + 1) / STEPS
    share = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(share * 255), np.uint8)


TO_LIGHT, FROM_LIGHT = _to_light(), _from_light()


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
    light = TO_LIGHT[to_array(band)]
    if cover is None or made is None:
        light = _resized(light, size, resample, box)
    else:
        light = _resized(light * cover, size, resample, box) / np.maximum(made, np.float32(1 / 510))
    return Image.fromarray(FROM_LIGHT[(light.clip(0, 1) * STEPS + np.float32(0.5)).astype(np.uint16)])


def _resized(values: Pixels, size: Size, resample: Image.Resampling, box: Box) -> Pixels:
    return np.asarray(Image.fromarray(values).resize(size, resample, box))
