"""Frames in time."""

from collections.abc import Iterable, Iterator

from filters.engine.modes import same_pixels
from filters.engine.source import Frame

LONGEST = 655_350  # milliseconds of one frame: what a GIF can say, and the other formats too


def merged(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Frames of which no two neighbors look the same: such become one that shows as long as they did together.

    The encoders of GIF, APNG and WebP do so anyway; here the durations are rounded afterwards and stay exact in sum.
    """
    last: Frame | None = None
    for frame in frames:
        if last is not None and _continues(last, frame):
            last = Frame(last.image, last.duration + frame.duration)
            continue
        if last is not None:
            yield last
        last = frame
    if last is not None:
        yield last


def _continues(last: Frame, frame: Frame) -> bool:
    return last.duration + frame.duration <= LONGEST and same_pixels(last.image, frame.image)
