"""Cutting shapes out: round corners and masks."""

from typing import Annotated, ClassVar

from PIL import Image, ImageChops, ImageOps
from pydantic import Field

from filters.engine.drawing import outlines
from filters.engine.geometry import Position, shaped
from filters.engine.modes import ALPHA, PREMULTIPLIED, join_alpha, on_canvas, split_alpha
from filters.engine.operation import Operation, Size
from filters.engine.operations.placing import LONGEST, FocusX, FocusY, OffsetX, OffsetY, gravity
from filters.engine.parameters import PIXELS, Color, Unit, rgba

FAMILY = "Geometry"
SOME = [0] + [255] * 255  # of a mask: where anything is covered
ALL = [0] * 255 + [255]

Around = Annotated[Color, Field(description="Color of what is cut off; transparent by default.")]


class RoundCorners(Operation):
    """Rounds the corners, with soft edges."""

    op: ClassVar[str] = "round_corners"
    family: ClassVar[str] = FAMILY

    radius: Annotated[float, Field(ge=0, le=LONGEST, description="Radius of all corners."), Unit(PIXELS, 1)] = 20.0
    percent: Annotated[
        float | None,
        Field(ge=0, le=50, description="The radius as a share of the shorter side; 50 is the roundest."),
        Unit("%", 1),
    ] = None
    top_left: Annotated[
        float | None, Field(ge=0, le=LONGEST, description="Another radius at the top left."), Unit(PIXELS, 1)
    ] = None
    top_right: Annotated[
        float | None, Field(ge=0, le=LONGEST, description="Another radius at the top right."), Unit(PIXELS, 1)
    ] = None
    bottom_right: Annotated[
        float | None, Field(ge=0, le=LONGEST, description="Another radius at the bottom right."), Unit(PIXELS, 1)
    ] = None
    bottom_left: Annotated[
        float | None, Field(ge=0, le=LONGEST, description="Another radius at the bottom left."), Unit(PIXELS, 1)
    ] = None
    background: Around = "#00000000"

    def transform(self, image: Image.Image) -> Image.Image:
        radius = self.radius if self.percent is None else min(image.size) * self.percent / 100
        own = (self.top_left, self.top_right, self.bottom_right, self.bottom_left)
        top_left, top_right, bottom_right, bottom_left = (radius if one is None else one for one in own)
        outline = outlines.rounded(image.size, (top_left, top_right, bottom_right, bottom_left))
        return cut_out(image, outlines.mask(outline, image.size), self.background)


class Mask(Operation):
    """Cuts a shape out of the picture: a circle, a star, a heart; with soft edges."""

    op: ClassVar[str] = "mask"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    shape: Annotated[
        outlines.Shape,
        Field(description="ellipse and rounded fill the picture, the others are as large as they fit into it."),
    ] = "circle"
    upside_down: Annotated[bool, Field(description="Turn the shape upside down.")] = False
    invert: Annotated[bool, Field(description="Cut the shape away and keep what is around it.")] = False
    trim: Annotated[bool, Field(description="Cut the picture down to the box around the shape.")] = False
    position: Annotated[Position, Field(description="Where the shape lies.")] = "center"
    focus_x: FocusX = None
    focus_y: FocusY = None
    offset_x: OffsetX = 0
    offset_y: OffsetY = 0
    background: Around = "#00000000"

    def transform(self, image: Image.Image) -> Image.Image:
        box = self._box(image.size)
        at = gravity(self).placed(box, image.size)
        if self.trim:
            image, at = image.crop((*at, at[0] + box[0], at[1] + box[1])), (0, 0)
        outline = outlines.outline(self.shape, box, upside_down=self.upside_down, at=at)
        mask = outlines.mask(outline, image.size)
        return cut_out(image, ImageOps.invert(mask) if self.invert else mask, self.background)

    def output_size(self, size: Size) -> Size:
        return self._box(size) if self.trim else size

    def _box(self, size: Size) -> Size:
        ratio = outlines.ratio(self.shape)
        return size if ratio is None else shaped(size, ratio)


def cut_out(image: Image.Image, mask: Image.Image, background: str) -> Image.Image:
    """A picture in a working mode where the mask is white, the background where it is black."""
    channels = rgba(background)
    if channels[3] == 0:
        color, alpha = split_alpha(image)
        return join_alpha(color, mask if alpha is None else ImageChops.multiply(alpha, mask))
    canvas, picture = on_canvas(image, image.size, channels)
    if canvas.mode not in ALPHA:
        return Image.composite(picture, canvas, mask)
    blended = PREMULTIPLIED[canvas.mode]
    edge = Image.composite(picture.convert(blended), canvas.convert(blended), mask).convert(canvas.mode)
    canvas.paste(edge, mask=mask.point(SOME))
    canvas.paste(picture, mask=mask.point(ALL))  # only the edge is rounded twice
    return canvas


OPERATIONS = (RoundCorners, Mask)
