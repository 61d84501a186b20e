"""Seeing whether a pipeline changed anything."""

from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np

from filters.engine.kernels.vision import Pixels, to_array
from filters.engine.modes import same_pixels
from filters.engine.source import Frame


class Witness:
    """Sees each frame before the steps and after them; `same` tells whether all are as they were.

    It keeps a frame only while that is under way, and none once one has changed.
    """

    def __init__(self, *, awake: bool) -> None:
        self.same = awake
        self._before: deque[Frame] = deque()

    def before(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """The same frames, seen."""
        return map(self._seen, frames)

    def after(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """The same frames, compared."""
        return map(self._compared, frames)

    def _seen(self, frame: Frame) -> Frame:
        if self.same:
            self._before.append(frame)
        return frame

    def _compared(self, frame: Frame) -> Frame:
        if self.same and not _alike(self._before.popleft(), frame):
            self.same = False
            self._before.clear()
        return frame


def _alike(one: Frame, other: Frame) -> bool:
    """Whether all pixels are; most pictures that differ do so in their middle row."""
    if one is other:
        return True
    if (one.mode, one.size) != (other.mode, other.size) or not np.array_equal(_middle(one), _middle(other)):
        return False
    if one.is_array and other.is_array:
        return np.array_equal(one.pixels, other.pixels)
    return same_pixels(one.image, other.image)


def _middle(frame: Frame) -> Pixels:
    """The middle row, without bringing the whole picture into another form."""
    width, row = frame.size[0], frame.size[1] // 2
    return np.asarray(frame.pixels[row] if frame.is_array else to_array(frame.image.crop((0, row, width, row + 1)))[0])
