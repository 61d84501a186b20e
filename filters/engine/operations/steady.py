"""Tables that the whole picture decides: over an animation they are decided once, so that it does not flicker."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PIL import Image

from filters.engine.kernels.tables import LEVELS
from filters.engine.kernels.vision import to_array
from filters.engine.modes import ALPHA, split_alpha
from filters.engine.operation import Operation
from filters.engine.operations.point import PointOperation


class SteadyOperation(Operation):
    """An operation that is one table for a picture, found by looking at all of it."""

    decides: ClassVar[bool] = True

    def decide(self, images: Sequence[Image.Image]) -> Operation:
        """Itself for one picture; the table that all frames together lead to for an animation."""
        if len(images) == 1:
            return self
        seen = _stacked([self.counted(image) for image in images])
        return Learned(entries=_table_between(seen, self.over_all().transform(seen)))

    def counted(self, image: Image.Image) -> Image.Image:
        """A frame in a working mode, transparent where it does not count."""
        return image

    def over_all(self) -> Operation:
        """The operation as it is for pictures that `counted` made."""
        return self


class Learned(PointOperation):
    """A table that is the same for every frame."""

    entries: bytes

    def point_table(self) -> bytes:
        return self.entries


def _stacked(images: Sequence[Image.Image]) -> Image.Image:
    """Frames of one size, one above the other, in a mode that holds them all."""
    gray = all(image.mode in ("L", "LA") for image in images)
    alpha = any(image.mode in ALPHA for image in images)
    mode = ("LA" if alpha else "L") if gray else ("RGBA" if alpha else "RGB")
    width, height = images[0].size
    stack = Image.new(mode, (width, height * len(images)))
    for number, image in enumerate(images):
        stack.paste(image.convert(mode), (0, number * height))
    return stack


def _table_between(before: Image.Image, after: Image.Image) -> bytes:
    """What became of each level of each channel."""
    old, new = (to_array(split_alpha(image)[0]).reshape(before.width * before.height, -1) for image in (before, after))
    tables = []
    for channel in range(old.shape[1]):
        entries = np.arange(LEVELS, dtype=np.uint8)
        entries[old[:, channel]] = new[:, channel]
        tables.append(entries.tobytes())
    return b"".join(tables)
