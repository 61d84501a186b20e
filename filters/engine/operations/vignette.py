"""Darkened corners."""

from typing import Annotated, ClassVar

import numpy as np
from PIL import Image
from pydantic import Field

from filters.engine.kernels.rows import row_blocks
from filters.engine.modes import Alpha
from filters.engine.operation import Operation
from filters.engine.parameters import Color, Unit, rgba

TINY = 1e-6
Share = Annotated[float, Field(ge=0, le=1), Unit(step=0.05)]


class Vignette(Operation):
    """Darkens the picture towards its corners, or fades it into a color."""

    op: ClassVar[str] = "vignette"
    family: ClassVar[str] = "Effects"
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

    def transform(self, image: Image.Image) -> Image.Image:
        if not self.amount:
            return image
        red, green, blue, _ = rgba(self.color)
        if image.mode == "L" and not red == green == blue:
            image = image.convert("RGB")
        return Image.composite(Image.new(image.mode, image.size, self.color[:7]), image, self._mask(image.size))

    def _mask(self, size: tuple[int, int]) -> Image.Image:
        """How much of the color covers each place: an ellipse of the picture's shape, with smoothstep for an edge."""
        across, down = (
            (((np.arange(side) + 0.5) / side - at) ** 2 * 2).astype(np.float32)
            for side, at in zip(size, (self.center_x, self.center_y), strict=True)
        )
        strongest = np.float32(self.amount * rgba(self.color)[3])
        begin = np.float32(self.radius - self.softness / 2)
        mask = np.empty(size[::-1], np.uint8)
        for rows in row_blocks(size):
            beyond = np.sqrt(across + down[rows, np.newaxis]) - begin
            t = (beyond / np.float32(self.softness)).clip(0, 1) if self.softness > TINY else beyond >= 0
            mask[rows] = np.rint(t * t * (3 - np.float32(2) * t) * strongest)
        return Image.fromarray(mask)


OPERATIONS = (Vignette,)
