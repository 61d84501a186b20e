"""Blurs by boxes along rows."""

import numpy as np

from filters.engine.kernels.box_sums import add, sums, weigh
from filters.engine.kernels.box_weights import Weights
from filters.engine.kernels.vision import Pixels, cv2

FEW = 4  # pixels that are quicker repeated together than channel by channel
WIDE = 65  # pixels from which on OpenCV's running sum is faster than sums of sums


class Rows:
    """Blurs strips along their rows, by one box after the other; `shape` is that of the largest strip."""

    def __init__(self, weights: Weights, passes: int, shape: tuple[int, int, int]) -> None:
        rows, width, channels = shape
        self.weights, self.passes = weights, passes
        self.held = np.empty((rows, width + 2 * weights.margin, channels), np.uint16)
        self.spare = np.empty((3, self.held.size), np.uint16)

    def blurred(self, strip: Pixels) -> Pixels:
        """The strip, (rows, width, channels), as (rows, width x channels); valid until the next call."""
        margin, channels = self.weights.margin, strip.shape[2]
        held = self.held[: len(strip)]
        held[:, margin:-margin] = strip
        line, start = held.reshape(-1), margin * channels
        count = line.size - 2 * start
        for _ in range(self.passes):
            _repeat_sides(held, margin)
            far = add(line[:count], line[2 * start :], self.spare[0, :count])
            near = self._near(held, count)
            weigh(near, far, self.weights, line[np.newaxis, start : start + count])
        return held[:, margin:-margin].reshape(len(strip), -1)

    def _near(self, held: Pixels, count: int) -> Pixels:
        """The sums of as many pixels as weigh the same, from the second pixel on; flat."""
        many, channels = self.weights.many, held.shape[2]
        if many < WIDE:
            return sums(held.reshape(-1)[channels:-channels], many, channels, count, self.spare[1:])
        box = self.spare[1, : held.size].reshape(held.shape)
        cv2.boxFilter(held, cv2.CV_16U, (many, 1), dst=box, normalize=False)
        return box.reshape(-1)[self.weights.margin * channels :][:count]


def _repeat_sides(held: Pixels, margin: int) -> None:
    """Repeats the outermost pixels of rows that have `margin` places before and after them."""
    parts = [held] if margin < FEW else [held[..., channel] for channel in range(held.shape[2])]
    for part in parts:
        part[:, :margin] = part[:, margin : margin + 1]
        part[:, -margin:] = part[:, -margin - 1 : -margin]
