"""Grain and noise: chance, the same every time for one seed."""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from filters.engine.kernels.chance import MIDDLE, SIGMA, Distribution, coarse_plane, deviation, plane
from filters.engine.kernels.lookup import looked_up
from filters.engine.kernels.luma import luma
from filters.engine.kernels.pairs import looked_up_with
from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.tables import UNIT
from filters.engine.kernels.vision import Pixels, cv2
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation, Size
from filters.engine.parameters import PIXELS, Unit

FAMILY = "Effects"
Seed = Annotated[
    int, Field(ge=0, le=999_999, description="Another number gives another pattern, the same the same again.")
]


class Grain(ArrayOperation):
    """Adds the grain of film: strongest in the middle tones, none in black and white."""

    op: ClassVar[str] = "grain"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.KEEP

    amount: Annotated[float, Field(ge=0, le=100, description="How strong the grain is."), Unit("%", step=1)] = 25.0
    size: Annotated[float, Field(ge=1, le=20, description="Width of one grain."), Unit(PIXELS, step=0.5)] = 1.5
    monochrome: Annotated[bool, Field(description="Gray grain; otherwise each color has its own.")] = True
    seed: Seed = 0

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        if not self.amount:
            return pixels
        bands = 1 if self.monochrome or pixels.ndim == 2 else 3
        chance = coarse_plane(self.seed, (pixels.shape[1], pixels.shape[0]), bands, self.size)
        up, down = parted(self._shifts(deviation(chance)))

        def expose(block: Pixels, rows: slice) -> Pixels:
            tone = luma(block)
            return shifted(block, *(looked_up_with(chance[rows], tone, shifts) for shifts in (up, down)))

        return over_rows(pixels, expose)

    def _shifts(self, deviation: float) -> Pixels:
        """What is added to a pixel of each brightness for each value of chance; 100 % is a quarter of the range."""
        weight = np.sqrt(4 * UNIT * (1 - UNIT))[:, np.newaxis]
        chance = (np.arange(256) - MIDDLE) / max(deviation, 1.0)
        return np.rint(weight * chance * (self.amount / 100 * 64))

    def is_identity(self, size: Size) -> bool:
        return not self.amount


class Noise(ArrayOperation):
    """Adds noise, equally to all tones."""

    op: ClassVar[str] = "noise"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.KEEP

    amount: Annotated[
        float,
        Field(ge=0, le=100, description="Gaussian: the standard deviation; uniform: the most."),
        Unit("%", step=1),
    ] = 10.0
    distribution: Annotated[
        Distribution, Field(description="gaussian has many small and few large errors, uniform all alike.")
    ] = "gaussian"
    monochrome: Annotated[bool, Field(description="The same noise in all channels; otherwise each its own.")] = True
    seed: Seed = 0

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        if not self.amount:
            return pixels
        bands = 1 if self.monochrome or pixels.ndim == 2 else 3
        chance = plane(self.seed, (pixels.shape[1], pixels.shape[0]), bands, self.distribution)
        unit = (np.arange(256) - MIDDLE) / SIGMA if self.distribution == "gaussian" else UNIT * 2 - 1
        up, down = parted(np.rint(unit * (self.amount / 100 * 255)))

        def disturb(block: Pixels, rows: slice) -> Pixels:
            return shifted(block, *(looked_up(chance[rows], shifts.tobytes()) for shifts in (up, down)))

        return over_rows(pixels, disturb)

    def is_identity(self, size: Size) -> bool:
        return not self.amount


def shifted(block: Pixels, up: Pixels, down: Pixels) -> Pixels:
    """8-bit values plus one shift minus another, cut off; a shift may be one for all channels."""
    if block.ndim > up.ndim:
        up, down = cv2.cvtColor(up, cv2.COLOR_GRAY2RGB), cv2.cvtColor(down, cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.subtract(cv2.add(block, up), down))


def parted(shifts: Pixels) -> tuple[Pixels, Pixels]:
    """Shifts up and shifts down as 8-bit numbers: what goes further is cut off anyway."""
    return shifts.clip(0, 255).astype(np.uint8), (-shifts).clip(0, 255).astype(np.uint8)


OPERATIONS = (Grain, Noise)
