"""How much an encoded picture still looks like its source: the structural similarity of their luma, 1 for the same.

SSIM as Wang, Bovik, Sheikh and Simoncelli define it (2004, DOI 10.1109/TIP.2003.819861): a Gaussian window of
11 x 11 pixels with a deviation of 1.5, K1 = 0.01 and K2 = 0.03, over 8-bit luma; the mean over all pixels.
"""

import io
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from PIL import Image, ImageSequence

from filters.engine import modes
from filters.engine.source import Frame

WINDOW, DEVIATION = 11, 1.5
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
ROWS = 256  # compared at a time, so that memory stays small and in the processor's cache


def file_similarity(frames: Sequence[Frame], data: bytes) -> float:
    """The least likeness of any frame to what a viewer of the file sees at that time."""
    pairs = _alongside(frames, data) if len(frames) > 1 else [(frames[0].image, Image.open(io.BytesIO(data)))]
    return min(similarity(source, seen) for source, seen in pairs)


def similarity(one: Image.Image, other: Image.Image) -> float:
    """The likeness of two pictures of one size in any modes; over black, and of their alpha, whichever is less."""
    one, other = modes.to_working(one), modes.to_working(other)
    score = structural_similarity(_luma(one), _luma(other))
    if modes.is_opaque(one) and modes.is_opaque(other):
        return score
    return min(score, structural_similarity(_alpha(one), _alpha(other)))


def structural_similarity(one: np.ndarray, other: np.ndarray) -> float:
    """The mean SSIM of two planes of 8 bits."""
    height, width = one.shape
    margin = WINDOW // 2
    total = 0.0
    for top in range(0, height, ROWS):
        bottom = min(top + ROWS, height)
        low, high = max(top - margin, 0), min(bottom + margin, height)
        total += float(_ssim(one[low:high], other[low:high])[top - low : bottom - low].sum(dtype=np.float64))
    return total / float(height * width)


def _ssim(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    x, y = one.astype(np.float32), other.astype(np.float32)
    mean_x, mean_y = _blurred(x), _blurred(y)
    cross = mean_x * mean_y
    squares = mean_x * mean_x + mean_y * mean_y
    variances = _blurred(x * x + y * y) - squares
    covariance = _blurred(x * y) - cross
    result: np.ndarray = ((2 * cross + C1) * (2 * covariance + C2)) / ((squares + C1) * (variances + C2))
    return result


def _blurred(plane: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(plane, (WINDOW, WINDOW), DEVIATION, borderType=cv2.BORDER_REFLECT)


def _luma(image: Image.Image) -> np.ndarray:
    return np.asarray(modes.flatten(image, (0, 0, 0)).convert("L"))


def _alpha(image: Image.Image) -> np.ndarray:
    return np.asarray(image.getchannel("A") if image.mode in modes.ALPHA else Image.new("L", image.size, 255))


def _alongside(frames: Sequence[Frame], data: bytes) -> Iterator[tuple[Image.Image, Image.Image]]:
    """Each frame with the picture that the file shows in the middle of its time: encoders merge equal frames."""
    with Image.open(io.BytesIO(data)) as file:
        shown = ImageSequence.Iterator(file)
        seen = next(shown)
        end, start = _duration(seen), 0.0
        for frame in frames:
            while end <= start + frame.duration / 2 and (following := next(shown, None)) is not None:
                seen, end = following, end + _duration(following)
            yield frame.image, seen
            start += frame.duration


def _duration(frame: Image.Image) -> float:
    frame.load()  # some decoders know it only then
    return float(frame.info.get("duration", 0))
