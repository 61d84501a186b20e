"""A gradient over the picture."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from PIL import Image
from pydantic import Field

from filters.engine.drawing import gradients
from filters.engine.drawing.blending import MIXES, BlendMode, canvas_for, faded, lay
from filters.engine.kernels.pairs import looked_up_with
from filters.engine.kernels.rows import over_rows
from filters.engine.kernels.vision import Pixels, cv2, mode_of, to_array
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation
from filters.engine.parameters import Color, Unit, rgba

CLEAR = "#00000000"


class GradientOverlay(ArrayOperation):
    """Lays a gradient of two colors over the picture, such as a shade under a caption."""

    op: ClassVar[str] = "gradient_overlay"
    family: ClassVar[str] = "Compositing"
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.KEEP

    shape: Annotated[Literal["linear", "radial"], Field(description="Along a line, or outwards from the middle.")] = (
        "linear"
    )
    color: Annotated[Color, Field(description="Color that it begins with; it may be transparent.")] = CLEAR
    to_color: Annotated[Color, Field(description="Color that it ends with; it may be transparent.")] = "#000000"
    angle: Annotated[
        float,
        Field(ge=-360, le=360, description="Where a linear one runs, as in CSS: 0 is up, 90 right, 180 down."),
        Unit("°", 1),
    ] = 180.0
    start: Annotated[
        float,
        Field(ge=0, le=100, description="Where along its length the first color ends."),
        Unit("%", 1),
    ] = 40.0
    end: Annotated[
        float, Field(ge=0, le=100, description="Where the last color is reached; not before start."), Unit("%", 1)
    ] = 100.0
    opacity: Annotated[
        float,
        Field(ge=0, le=1, description="How strongly it shows: 0 is invisible, 1 as the colors say."),
        Unit(step=0.05),
    ] = 0.8
    mode: Annotated[BlendMode, Field(description="How its colors mix with those below.")] = "normal"

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        size = pixels.shape[1], pixels.shape[0]
        span = {"start": self.start / 100, "end": max(self.start, self.end) / 100}
        if self.shape == "linear":
            levels = to_array(gradients.linear(size, self.angle, **span))
        else:
            levels = to_array(gradients.radial(size, **span))
        tables = self._tables(mode_of(pixels))

        def shade(block: Pixels, rows: slice) -> Pixels:
            bands = cv2.split(block) if block.ndim == 3 else [block] * len(tables)
            beside = levels[rows]
            return cv2.merge([looked_up_with(band, beside, table) for band, table in zip(bands, tables, strict=True)])

        return over_rows(pixels, shade)

    def _tables(self, mode: str) -> list[Pixels]:
        """What becomes of a value of each channel, (256, 256) for where along the gradient it lies and the value."""
        every = Image.fromarray(np.tile(np.arange(256, dtype=np.uint8), (256, 1)))
        colors = gradients.painted(every.transpose(Image.Transpose.TRANSPOSE), rgba(self.color), rgba(self.to_color))
        gradient = faded(colors, self.opacity)
        canvas = canvas_for(every.convert(mode), gradient)
        lay(canvas, gradient, mix=MIXES[self.mode])
        return [to_array(band) for band in canvas.split()]


OPERATIONS = (GradientOverlay,)
