"""Where a picture draws the eye, without a model: the spectral residual."""

import numpy as np
from PIL import Image

from filters.engine.geometry import Size, scaled
from filters.engine.kernels.vision import Pixels, cv2, to_array
from filters.engine.modes import flatten

SIDE = 64  # pixels; the published method looks at pictures this small
GRAY = (128, 128, 128)
BLUR = 2.5  # sigma of the last smoothing, as published


def saliency(image: Image.Image) -> Pixels:
    """How much each place of a picture in a working mode stands out, 0..1, at no more than 64 pixels a side.

    What a spectrum has beyond its own average is what is unlike the rest (Hou and Zhang, "Saliency Detection: A
    Spectral Residual Approach", CVPR 2007). A picture of one color stands out nowhere: all zeros.
    """
    gray = to_array(small(image, SIDE)).astype(np.float32)
    if np.ptp(gray) == 0:
        return np.zeros_like(gray)
    spectrum = np.fft.fft2(gray)
    amplitude = np.log(np.abs(spectrum) + 1e-9)
    residual = amplitude - cv2.blur(amplitude, (3, 3))
    standing_out = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    smooth = cv2.GaussianBlur(standing_out.astype(np.float32), (0, 0), BLUR)
    found: Pixels = smooth / smooth.max()
    return found


def small(image: Image.Image, side: int) -> Image.Image:
    """A picture in gray, transparent parts in the middle of it, shrunk to `side` pixels at most."""
    return flatten(image.resize(small_size(image.size, side), Image.Resampling.BOX), GRAY).convert("L")


def small_size(size: Size, side: int) -> Size:
    """The size, shrunk in its shape until no side is longer than `side`."""
    return scaled(size, min(1.0, side / max(size)))
