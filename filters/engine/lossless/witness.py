"""Seeing whether a pipeline changed anything."""

from collections import deque
from collections.abc import Iterable, Iterator

from PIL import Image

from filters.engine.modes import same_pixels
from filters.engine.source import Frame


class Witness:
    """Sees each frame before the steps and after them; `same` tells whether all are as they were.

    It keeps a frame only while that is under way, and none once one has changed.
    """

    def __init__(self, *, awake: bool) -> None:
        self.same = awake
        self._before: deque[Image.Image] = deque()

    def before(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """The same frames, seen."""
        for frame in frames:
            if self.same:
                self._before.append(frame.image)
            yield frame

    def after(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """The same frames, compared."""
        for frame in frames:
            if self.same and not _alike(self._before.popleft(), frame.image):
                self.same = False
                self._before.clear()
            yield frame


def _alike(one: Image.Image, other: Image.Image) -> bool:
    """As `same_pixels`; most pictures that differ do so in their middle row."""
    if one is other:
        return True
    if (one.mode, one.size) != (other.mode, other.size):
        return False
    middle = (0, one.height // 2, one.width, one.height // 2 + 1)
    return same_pixels(one.crop(middle), other.crop(middle)) and same_pixels(one, other)
