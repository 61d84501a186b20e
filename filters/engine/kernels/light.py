"""Light: the curve between the numbers of an sRGB picture and the amount of light that they stand for.

The transfer function is that of IEC 61966-2-1. Light is a number from 0 (black) to 1 (white).
"""

import numpy as np

from filters.engine.kernels.pairs import looked_up_wide
from filters.engine.kernels.tables import UNIT
from filters.engine.kernels.vision import Pixels, cv2

STEPS = 65_535  # levels of light that are told apart; sRGB's darkest step is 20 of them
LUMINANCE = (0.2126, 0.7152, 0.0722)
"""How much of white's light comes from red, green and blue (ITU-R 709)."""


def _to_light() -> Pixels:
    light = np.where(UNIT <= 0.04045, UNIT / 12.92, ((UNIT + 0.055) / 1.055) ** 2.4)
    return np.asarray(light, np.float32)


def _from_light() -> Pixels:
    light = np.arange(STEPS + 1) / STEPS
    numbers = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(numbers * 255), np.uint8)


TO_LIGHT = _to_light()
"""The light of each of the 256 levels."""
FROM_LIGHT = _from_light()
"""The nearest level of each of the `STEPS` of light."""


def light_of(levels: Pixels) -> Pixels:
    """The light of 8-bit values, as 32-bit floats."""
    flat = levels.reshape(len(levels), -1)
    return np.asarray(cv2.LUT(flat, TO_LIGHT)).reshape(levels.shape)


def levels_of(light: Pixels) -> Pixels:
    """Light as 8-bit values; what is below 0 or above 1 is cut off."""
    steps = light.clip(0, 1) * np.float32(STEPS)
    steps += np.float32(0.5)
    return looked_up_wide(steps.astype(np.uint16), FROM_LIGHT)
