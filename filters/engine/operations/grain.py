"""Grain and noise: chance, the same every time for one seed."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from PIL import Image
from pydantic import Field

from filters.engine.kernels.rows import by_rows, row_blocks
from filters.engine.kernels.tables import UNIT
from filters.engine.kernels.vision import Pixels, cv2, to_array
from filters.engine.modes import Alpha
from filters.engine.operation import Operation
from filters.engine.parameters import PIXELS, Unit

FAMILY = "Effects"
SIGMA = 32  # levels of a plane of chance that are one standard deviation
Distribution = Literal["gaussian", "uniform"]
Seed = Annotated[
    int, Field(ge=0, le=999_999, description="Another number gives another pattern, the same the same again.")
]


class Grain(Operation):
    """Adds the grain of film: strongest in the middle tones, none in black and white."""

    op: ClassVar[str] = "grain"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.KEEP

    amount: Annotated[float, Field(ge=0, le=100, description="How strong the grain is."), Unit("%", step=1)] = 25.0
    size: Annotated[float, Field(ge=1, le=20, description="Width of one grain."), Unit(PIXELS, step=0.5)] = 1.5
    monochrome: Annotated[bool, Field(description="Gray grain; otherwise each color has its own.")] = True
    seed: Seed = 0

    def transform(self, image: Image.Image) -> Image.Image:
        if not self.amount:
            return image
        chance = coarse_plane(self.seed, image.size, 1 if self.monochrome else len(image.getbands()), self.size)
        brightness, shifts = to_array(image.convert("L")), self._shifts(_deviation(chance))

        def expose(block: Pixels, rows: slice) -> Pixels:
            tone = brightness[rows].astype(np.uint16)[..., np.newaxis] << 8
            return _shifted(block, shifts[tone | chance[rows]])

        return by_rows(image, expose)

    def _shifts(self, deviation: float) -> Pixels:
        """What is added to a pixel of each brightness for each value of chance; 100 % is a quarter of the range."""
        weight = np.sqrt(4 * UNIT * (1 - UNIT))[:, np.newaxis]
        chance = (np.arange(256) - 128) / max(deviation, 1.0)
        return np.rint(weight * chance * (self.amount / 100 * 64)).astype(np.int16).ravel()


class Noise(Operation):
    """Adds noise, equally to all tones."""

    op: ClassVar[str] = "noise"
    family: ClassVar[str] = FAMILY
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

    def transform(self, image: Image.Image) -> Image.Image:
        if not self.amount:
            return image
        chance = plane(self.seed, image.size, 1 if self.monochrome else len(image.getbands()), self.distribution)
        unit = (np.arange(256) - 128) / SIGMA if self.distribution == "gaussian" else UNIT * 2 - 1
        shifts = np.rint(unit * (self.amount / 100 * 255)).astype(np.int16)
        return by_rows(image, lambda block, rows: _shifted(block, shifts[chance[rows]]))


def plane(seed: int, size: tuple[int, int], bands: int, distribution: Distribution) -> Pixels:
    """Chance for each pixel as 8-bit numbers: (height, width, bands).

    Gaussian: around 128, with a standard deviation of `SIGMA`. Uniform: all numbers alike.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    made = np.empty((size[1], size[0], bands), np.uint8)
    for rows in row_blocks(size):
        shape = made[rows].shape
        if distribution == "uniform":
            made[rows] = random.integers(0, 256, shape, dtype=np.uint8)
        else:
            made[rows] = (random.standard_normal(shape, dtype=np.float32) * SIGMA + np.float32(128.5)).clip(0, 255)
    return made


def coarse_plane(seed: int, size: tuple[int, int], bands: int, grain: float) -> Pixels:
    """Gaussian chance whose grains are `grain` pixels wide."""
    if grain == 1:
        return plane(seed, size, bands, "gaussian")
    small = (max(1, round(size[0] / grain)), max(1, round(size[1] / grain)))
    made = cv2.resize(plane(seed, small, bands, "gaussian"), size, interpolation=cv2.INTER_CUBIC)
    return made.reshape(size[1], size[0], bands)


def _deviation(chance: Pixels) -> float:
    """How far a plane lies from 128 on average; enlarging made it less."""
    counts = np.bincount(chance.ravel(), minlength=256)
    return float(np.sqrt(counts @ (np.arange(256) - 128.0) ** 2 / chance.size))


def _shifted(block: Pixels, shifts: Pixels) -> Pixels:
    """8-bit values plus shifts of (rows, width, 1 or bands), cut off."""
    shifts = shifts[..., 0] if block.ndim == 2 else shifts
    return (block + shifts).clip(0, 255).astype(np.uint8)


OPERATIONS = (Grain, Noise)
