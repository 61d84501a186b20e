"""What a request may cost, as a value that is handed in: the engine reads no settings."""

from dataclasses import dataclass
from math import inf
from time import perf_counter

from filters.engine.errors import DeadlineExceeded, ImageTooLarge, OutputTooLarge, TooManyFrames

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
    formats_in: frozenset[str] = frozenset({"jpeg", "png", "gif", "webp", "avif", "tiff", "bmp"})

    def check_source(self, size: tuple[int, int], frames: int) -> None:
        """Refuse a picture by its header: `ImageTooLarge` or `TooManyFrames`."""
        width, height = size
        if frames > self.max_frames:
            raise TooManyFrames(f"The animation has {frames} frames; at most {self.max_frames} are allowed.")
        if width * height * frames > self.max_pixels:
            in_all = f" x {frames} frames" if frames > 1 else ""
            raise ImageTooLarge(
                f"The image is {width} x {height}{in_all}, {megapixels(width * height * frames)} megapixels; "
                f"at most {megapixels(self.max_pixels)} are allowed. Send a smaller one."
            )

    def check_result(self, size: tuple[int, int], frames: int, *, field: str) -> None:
        """Refuse what a step would make, before it is made: `OutputTooLarge`."""
        width, height = size
        if width * height * frames > self.max_output_pixels:
            in_all = f" x {frames} frames" if frames > 1 else ""
            raise OutputTooLarge(
                f"This step would make {width} x {height}{in_all}, {megapixels(width * height * frames)} megapixels; "
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
            raise DeadlineExceeded(
                f"The work was stopped after {self.seconds:g} seconds. Use a smaller image or fewer steps."
            )


def megapixels(pixels: int) -> str:
    """Pixels as people read them: 64000000 is "64"."""
    return f"{pixels / MEGA:.3g}" if pixels < 1000 * MEGA else f"{pixels / MEGA:.0f}"
