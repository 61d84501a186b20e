"""Fields that many geometric operations share: where something lies, and what is around it."""

from typing import Annotated, Literal, Protocol

from pydantic import Field

from filters.engine.drawing.canvas import FILLS, Fill
from filters.engine.geometry import Gravity, Position
from filters.engine.modes import ALPHA, Channels
from filters.engine.parameters import PIXELS, Color, Unit, rgba

LONGEST = 20_000  # pixels that a side may be asked to have

Resample = Literal["lanczos", "bicubic", "hamming", "bilinear", "box", "nearest"]

Kept = Annotated[Position, Field(description="The part that stays.")]
FocusX = Annotated[
    float | None,
    Field(ge=0, le=1, description="Focal point, share of the width: what is to be in the middle, not the position."),
    Unit(step=0.01),
]
FocusY = Annotated[
    float | None,
    Field(ge=0, le=1, description="Focal point, share of the height: what is to be in the middle, not the position."),
    Unit(step=0.01),
]
OffsetX = Annotated[
    int, Field(ge=-LONGEST, le=LONGEST, description="Moves it to the right; a negative one to the left."), Unit(PIXELS)
]
OffsetY = Annotated[int, Field(ge=-LONGEST, le=LONGEST, description="Moves it down; a negative one up."), Unit(PIXELS)]
RatioWidth = Annotated[float, Field(ge=0.1, le=100, description="The 16 of 16:9."), Unit(step=0.1)]
RatioHeight = Annotated[float, Field(ge=0.1, le=100, description="The 9 of 16:9."), Unit(step=0.1)]
Filled = Annotated[Fill, Field(description=f"What fills the room: {FILLS}.")]
Background = Annotated[Color, Field(description="Color of the room, where fill is color.")]
Resampled = Annotated[
    Resample, Field(description="How pixels are computed; lanczos is the sharpest, nearest keeps hard edges.")
]


class Placed(Protocol):
    """A step with the fields above."""

    @property
    def position(self) -> Position: ...
    @property
    def focus_x(self) -> float | None: ...
    @property
    def focus_y(self) -> float | None: ...
    @property
    def offset_x(self) -> int: ...
    @property
    def offset_y(self) -> int: ...


def gravity(step: Placed, *, dpr: float = 1) -> Gravity:
    """The step's gravity; a focal point of one coordinate alone is in the middle of the other side."""
    focus = None
    if step.focus_x is not None or step.focus_y is not None:
        focus = (
            0.5 if step.focus_x is None else step.focus_x,
            0.5 if step.focus_y is None else step.focus_y,
        )
    return Gravity(position=step.position, focus=focus, offset=(step.offset_x * dpr, step.offset_y * dpr))


def plain(color: str | None, mode: str) -> Channels:
    """A color, or what Pillow takes without one: zeros, which are black, or transparent where there is alpha."""
    return rgba(color) if color else (0, 0, 0, 0 if mode in ALPHA else 255)
