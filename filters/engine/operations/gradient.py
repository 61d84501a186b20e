"""A gradient over the picture."""

from typing import Annotated, ClassVar, Literal

from PIL import Image
from pydantic import Field

from filters.engine.drawing import gradients
from filters.engine.drawing.blending import MIXES, BlendMode, canvas_for, faded, lay
from filters.engine.modes import Alpha
from filters.engine.operation import Operation
from filters.engine.parameters import Color, Unit, rgba

CLEAR = "#00000000"


class GradientOverlay(Operation):
    """Lays a gradient of two colors over the picture, such as a shade under a caption."""

    op: ClassVar[str] = "gradient_overlay"
    family: ClassVar[str] = "Compositing"
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

    def transform(self, image: Image.Image) -> Image.Image:
        span = {"start": self.start / 100, "end": max(self.start, self.end) / 100}
        if self.shape == "linear":
            levels = gradients.linear(image.size, self.angle, **span)
        else:
            levels = gradients.radial(image.size, **span)
        gradient = faded(gradients.painted(levels, rgba(self.color), rgba(self.to_color)), self.opacity)
        canvas = canvas_for(image, gradient)
        lay(canvas, gradient, mix=MIXES[self.mode])
        return canvas


OPERATIONS = (GradientOverlay,)
