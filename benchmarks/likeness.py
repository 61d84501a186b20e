"""Whether an answer is what was asked for: its format, its size, and its likeness to Pillow's own answer.

The likeness is the structural similarity (SSIM, scikit-image) of luma in the middle of the picture, at most two
megapixels of it, beside the mean difference of color over the whole. Transparency counts as gray behind the picture.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image
from skimage.metrics import structural_similarity

LEAST_SSIM = 0.95
MOST_COLOR = 8.0  # of 255, mean over a reduced picture: room for sharp's brightness, which is that of LCh
WINDOW = (1600, 1200)
SMALL = (64, 64)
SLACK = 2  # pixels of size: where rotated pictures end is a matter of rounding
REDUCED = 4  # times smaller are pictures compared whose sizes differ: their pixels lie between each other's
FULL = 255


@dataclass(frozen=True, slots=True)
class Likeness:
    """What was found: SSIM, the mean difference of color (0 to 255), and what is wrong in words, if anything."""

    ssim: float
    color: float
    complaint: str


def compare(answer: bytes, reference: bytes, target: str) -> Likeness:
    """The likeness of two files."""
    ours, theirs = Image.open(io.BytesIO(answer)), Image.open(io.BytesIO(reference))
    if str(ours.format).lower() != target:
        return Likeness(0.0, float(FULL), f"is {ours.format}, not {target.upper()}")
    if any(abs(one - other) > SLACK for one, other in zip(ours.size, theirs.size, strict=True)):
        return Likeness(0.0, float(FULL), f"is {ours.width} x {ours.height}, not {theirs.width} x {theirs.height}")
    first, second = _seen(ours), _seen(theirs)
    if first.size != second.size:
        first, second = first.reduce(REDUCED), second.reduce(REDUCED)
    size = (min(WINDOW[0], first.width, second.width), min(WINDOW[1], first.height, second.height))
    ssim = float(structural_similarity(_luma(first, size), _luma(second, size)))  # type: ignore[no-untyped-call]
    reduced = [np.asarray(picture.resize(SMALL, Image.Resampling.BOX), np.float64) for picture in (first, second)]
    color = float(np.abs(reduced[0] - reduced[1]).mean())
    return Likeness(ssim, color, _complaint(ssim, color))


def _complaint(ssim: float, color: float) -> str:
    if ssim < LEAST_SSIM:
        return f"SSIM {ssim:.3f}"
    return f"colors differ by {color:.0f}" if color > MOST_COLOR else ""


def _seen(image: Image.Image) -> Image.Image:
    """In RGB, on middle gray."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    ground = Image.new("RGBA", image.size, "#808080")
    return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")


def _luma(image: Image.Image, size: tuple[int, int]) -> np.ndarray:
    """The brightness of a window in the middle."""
    left, top = (image.width - size[0]) // 2, (image.height - size[1]) // 2
    return np.asarray(image.crop((left, top, left + size[0], top + size[1])).convert("L"))
