"""What a request may cost, as a value that is handed in: the engine reads no settings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from time import perf_counter

from filters.engine.errors import DeadlineExceeded, ImageTooLarge, OutputTooLarge, TooManyFrames
from filters.engine.formats import READABLE

Size = tuple[int, int]
MEGA = 1_000_000
MAX_STEPS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Upper bounds of one request. Sizes are in pixels and bytes, times in seconds."""

    max_upload_bytes: int = 32 * 1024 * 1024
    max_pixels: int = 64 * MEGA
    max_frames: int = 300
    max_output_pixels: int = 64 * MEGA
    max_steps: int = MAX_STEPS
    deadline_s: float = inf
    formats_in: frozenset[str] = frozenset(READABLE)

    def check_source(self, sizes: Sequence[Size]) -> None:
        """Refuse a picture by the sizes of its frames: `ImageTooLarge` or `TooManyFrames`."""
        if len(sizes) > self.max_frames:
            raise TooManyFrames(f"The image has more than {self.max_frames} frames, which is the most allowed.")
        if (total := pixels(sizes)) > self.max_pixels:
            raise ImageTooLarge(
                f"The image is {extent(sizes)}, {megapixels(total)} megapixels; "
                f"at most {megapixels(self.max_pixels)} are allowed. Send a smaller one."
            )

    def check_result(self, sizes: Sequence[Size], *, field: str) -> None:
        """Refuse what a step would make of all frames, before it is made: `OutputTooLarge`."""
        if (total := pixels(sizes)) > self.max_output_pixels:
            raise OutputTooLarge(
                f"This step would make {extent(sizes)}, {megapixels(total)} megapixels; "
                f"at most {megapixels(self.max_output_pixels)} are allowed.",
                field=field,
            )


class Deadline:
    """A point in time that work checks between its steps."""

    def __init__(self, seconds: float = inf) -> None:
        self.seconds = seconds
        self._end = perf_counter() + seconds

    def check(self) -> None:
        """Raise `DeadlineExceeded` once the time is over."""
        if perf_counter() > self._end:
            raise self.exceeded()

    def exceeded(self) -> DeadlineExceeded:
        """The error of work that took longer."""
        return DeadlineExceeded(
            f"The work was stopped after {self.seconds:g} seconds. Use a smaller image or fewer steps."
        )


def pixels(sizes: Iterable[Size]) -> int:
    """All pixels together."""
    return sum(width * height for width, height in sizes)


def extent(sizes: Sequence[Size]) -> str:
    """Sizes as people read them: "64 x 48", "64 x 48 x 3 frames"."""
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    up_to = "up to " if len(set(sizes)) > 1 else ""
    return f"{up_to}{width} x {height}" + (f" x {len(sizes)} frames" if len(sizes) > 1 else "")


def megapixels(pixels: int) -> str:
    """Pixels as people read them: 64000000 is "64"."""
    return f"{pixels / MEGA:.3g}" if pixels < 1000 * MEGA else f"{pixels / MEGA:.0f}"
