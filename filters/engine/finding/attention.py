"""Which part of a picture to keep: the window of a given size that shows the most of what matters."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from PIL import Image

from filters.engine.finding.faces import find_faces
from filters.engine.finding.saliency import SIDE, saliency, small, small_size
from filters.engine.geometry import Size
from filters.engine.kernels.vision import Pixels, cv2
from filters.engine.modes import ALPHA

Interest = Literal["auto", "faces", "saliency", "entropy"]
Point = tuple[float, float]  # shares of width and height, 0..1

CENTER: Point = (0.5, 0.5)
FRAMES = 8  # of an animation; enough to follow a subject
TIE = 0.02  # how much less a window at the edge counts than one in the middle; decides over equal ones
STRIDES = 32  # windows that are tried along a side for their entropy


def focus(images: Sequence[Image.Image], share: tuple[float, float], interest: Interest) -> Point:
    """The middle of the best window, which has `share` of the width and of the height.

    `images` are frames of one size in working modes; up to eight of them, evenly spread, are looked at. `auto` looks
    for faces and, where there are none, for what stands out. Nothing found is the middle.
    """
    looked_at = [images[number * len(images) // FRAMES] for number in range(FRAMES)] if len(images) > FRAMES else images
    if interest == "entropy":
        return _busiest([small(image, SIDE) for image in looked_at], share)
    found = _sum([_faces(image) for image in looked_at]) if interest in ("auto", "faces") else None
    if found is None and interest != "faces":
        found = _sum([_standing_out(image) for image in looked_at])
    return CENTER if found is None else _richest(found, share)


def _sum(maps: Sequence[Pixels]) -> Pixels | None:
    total: Pixels = np.sum(maps, axis=0)
    return total if total.any() else None


def _faces(image: Image.Image) -> Pixels:
    """A hill over each face, as wide as it: a window that cannot hold them all keeps the largest."""
    width, height = small_size(image.size, SIDE)
    rows, columns = np.mgrid[:height, :width] + 0.5
    hills = np.zeros((height, width), np.float32)
    for left, top, across, down in find_faces(image):
        middle = (left + across / 2) / image.width * width, (top + down / 2) / image.height * height
        radius = max(across, down) / max(image.size) * max(width, height) / 2
        distance = (columns - middle[0]) ** 2 + (rows - middle[1]) ** 2
        hills += np.float32(radius) ** 2 * np.exp(-distance / (2 * radius**2)).astype(np.float32)
    return hills


def _standing_out(image: Image.Image) -> Pixels:
    """Saliency, of what is visible."""
    found = saliency(image)
    if image.mode in ALPHA:
        cover = image.getchannel("A").resize(found.shape[::-1], Image.Resampling.BOX)
        found = found * np.asarray(cover, np.float32) / 255
    return found


def _richest(interest: Pixels, share: tuple[float, float]) -> Point:
    """The middle of the window with the largest sum."""
    height, width = interest.shape
    across, down = max(1, round(share[0] * width)), max(1, round(share[1] * height))
    sums = cv2.integral(interest.astype(np.float64))
    inside = sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across] + sums[:-down, :-across]
    return _best(inside / sums[-1, -1], (across, down), (width, height), 1)


def _busiest(grays: Sequence[Image.Image], share: tuple[float, float]) -> Point:
    """The middle of the window whose tones carry the most information (Shannon's entropy, in shares of a byte)."""
    width, height = grays[0].size
    across, down = max(1, round(share[0] * width)), max(1, round(share[1] * height))
    stride = max(1, -(-max(width - across, height - down) // STRIDES))
    rows, columns = range(0, height - down + 1, stride), range(0, width - across + 1, stride)
    entropy = [
        [sum(gray.crop((left, top, left + across, top + down)).entropy() for gray in grays) for left in columns]
        for top in rows
    ]
    return _best(np.array(entropy) / (8 * len(grays)), (across, down), (width, height), stride)


def _best(score: Pixels, window: Size, size: Size, stride: int) -> Point:
    """The highest score; among nearly equal ones the window nearest to the middle."""
    rows, columns = np.mgrid[: score.shape[0], : score.shape[1]] * stride
    middles = (columns + window[0] / 2) / size[0], (rows + window[1] / 2) / size[1]
    distance = np.hypot(middles[0] - 0.5, middles[1] - 0.5)
    at = np.unravel_index(np.argmax(score - TIE * distance), score.shape)
    return float(middles[0][at]), float(middles[1][at])
