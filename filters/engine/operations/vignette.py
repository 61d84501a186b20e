"""Darkened corners."""

from functools import lru_cache
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from filters.engine.kernels.pairs import looked_up_wide, looked_up_with
from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.vision import Pixels, cv2
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation, Size
from filters.engine.parameters import Color, Unit, rgba

TINY = 1e-6
FINE = 1 << 15  # steps of a distance of 1, that from the center to the corners; the furthest corner is 2 away
Share = Annotated[float, Field(ge=0, le=1), Unit(step=0.05)]


class Vignette(ArrayOperation):
    """Darkens the picture towards its corners, or fades it into a color."""

    op: ClassVar[str] = "vignette"
    family: ClassVar[str] = "Effects"
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.KEEP

    amount: Annotated[Share, Field(description="0 leaves the picture as it is, 1 covers the corners.")] = 0.6
    radius: Annotated[
        float,
        Field(ge=0, le=2, description="Where it is half as strong: 0 is the center, 1 reaches the corners."),
        Unit(step=0.05),
    ] = 0.75
    softness: Annotated[Share, Field(description="How gradually it begins; 0 makes a hard edge.")] = 0.5
    color: Annotated[Color, Field(description="What it fades into.")] = "#000000"
    center_x: Annotated[Share, Field(description="The center, from 0 at the left to 1 at the right.")] = 0.5
    center_y: Annotated[Share, Field(description="The center, from 0 at the top to 1 at the bottom.")] = 0.5

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        height, width = pixels.shape[:2]
        across, down = (
            (((np.arange(side) + 0.5) / side - at) ** 2 * 2 * FINE**2).astype(np.float32)
            for side, at in ((width, self.center_x), (height, self.center_y))
        )
        red, green, blue, _ = rgba(self.color)
        cover = self._cover()
        faded = [_faded(level) for level in ((red,) if red == green == blue else (red, green, blue))]

        def darken(block: Pixels, rows: slice) -> Pixels:
            distances = np.sqrt(across + down[rows, np.newaxis]).astype(np.uint16)
            mask = looked_up_wide(distances, cover)
            if len(faded) == 1:
                return looked_up_with(block, mask, faded[0])
            bands = cv2.split(block) if block.ndim == 3 else [block] * 3
            return cv2.merge([looked_up_with(band, mask, table) for band, table in zip(bands, faded, strict=True)])

        return over_rows(pixels, darken)

    def _cover(self) -> Pixels:
        """How much of the color covers a place at each distance: smoothstep."""
        beyond = (np.arange(1 << 16) + 0.5) / FINE - (self.radius - self.softness / 2)
        t = (beyond / self.softness).clip(0, 1) if self.softness > TINY else beyond >= 0
        return np.rint(t * t * (3 - 2 * t) * (self.amount * rgba(self.color)[3])).astype(np.uint8)

    def is_identity(self, size: Size) -> bool:
        return not self.amount


@lru_cache(maxsize=8)
def _faded(level: int) -> Pixels:
    """What a level is that is covered so much, for each cover: rounded as Pillow's `composite` does."""
    cover, under = np.arange(256)[:, np.newaxis], np.arange(256)
    mixed = level * cover + under * (255 - cover) + 128
    return np.asarray((mixed + (mixed >> 8)) >> 8, np.uint8)


OPERATIONS = (Vignette,)
