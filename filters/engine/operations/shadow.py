"""What a picture throws: a shadow behind it, a reflection below it."""

from typing import Annotated, ClassVar

import numpy as np
from PIL import Image, ImageFilter, ImageOps
from pydantic import Field

from filters.engine.boxes import Corners
from filters.engine.drawing import gradients
from filters.engine.drawing.blending import canvas_for, faded, lay, tinted
from filters.engine.kernels.tables import RAMP
from filters.engine.kernels.vision import to_array
from filters.engine.modes import ALPHA, on_canvas, split_alpha
from filters.engine.operation import Operation, Size
from filters.engine.operations.blur import gaussian_reach
from filters.engine.parameters import PIXELS, Color, Unit, rgba

FAMILY = "Compositing"
CLEAR = "#00000000"


class Shadow(Operation):
    """Throws a soft shadow behind the picture, or behind what of it is visible."""

    op: ClassVar[str] = "shadow"
    family: ClassVar[str] = FAMILY

    offset_x: Annotated[
        int, Field(ge=-2000, le=2000, description="How far to the right it lies; to the left below 0."), Unit(PIXELS)
    ] = 6
    offset_y: Annotated[
        int, Field(ge=-2000, le=2000, description="How far down it lies; up below 0."), Unit(PIXELS)
    ] = 6
    blur: Annotated[
        float, Field(ge=0, le=250, description="How soft it is: the standard deviation of the blur."), Unit(PIXELS, 0.5)
    ] = 8.0
    color: Annotated[Color, Field(description="Color of the shadow.")] = "#000000"
    opacity: Annotated[
        float, Field(ge=0, le=1, description="How dark it is: 0 is invisible, 1 as the color says."), Unit(step=0.05)
    ] = 0.5
    background: Annotated[Color, Field(description="Color behind all of it; transparent by default.")] = CLEAR
    expand: Annotated[
        bool, Field(description="Enlarge the result so that all of the shadow shows; otherwise the size stays.")
    ] = True

    def transform(self, image: Image.Image) -> Image.Image:
        at = self._room()[:2]
        size, box = self.output_size(image.size), _box((at[0] + self.offset_x, at[1] + self.offset_y), image.size)
        if image.mode in ALPHA:
            shape = Image.new("L", size)
            shape.paste(image.getchannel("A"), box)
            shape = shape.filter(ImageFilter.GaussianBlur(self.blur)) if self.blur else shape
        else:
            shape = soft_box(size, box, self.blur)
        ramp = self._shaded(image.mode)
        bands = [shape.point(list(band.tobytes())) for band in ramp.split()]
        canvas = Image.merge(ramp.mode, bands)
        lay(canvas, image, at)
        return canvas

    def _shaded(self, mode: str) -> Image.Image:
        """The background under each of the 256 levels of the shadow, for a picture in that mode."""
        canvas, _ = on_canvas(Image.new(mode, RAMP.size), RAMP.size, rgba(self.background))
        shade = faded(tinted(RAMP, rgba(self.color)), self.opacity)
        canvas = canvas_for(canvas, shade)
        lay(canvas, shade)
        return canvas

    def output_size(self, size: Size) -> Size:
        left, top, right, bottom = self._room()
        return size[0] + left + right, size[1] + top + bottom

    def _room(self) -> tuple[int, int, int, int]:
        """What is added on the left, at the top, on the right and at the bottom."""
        if not self.expand:
            return 0, 0, 0, 0
        reach = gaussian_reach(self.blur)
        across, down = self.offset_x, self.offset_y
        return max(0, reach - across), max(0, reach - down), max(0, reach + across), max(0, reach + down)


def soft_box(size: Size, box: Corners, blur: float) -> Image.Image:
    """A white box on black, blurred. In the middle of a wide box nothing changes: it is blurred narrow, and widened."""
    reach = gaussian_reach(blur) if blur else 0
    spare = [max(0, min(box[side + 2], size[side]) - max(box[side], 0) - 2 * reach - 1) for side in (0, 1)]
    small = Image.new("L", (size[0] - spare[0], size[1] - spare[1]))
    small.paste(255, (box[0], box[1], box[2] - spare[0], box[3] - spare[1]))
    if blur:
        small = small.filter(ImageFilter.GaussianBlur(blur))
    pixels = to_array(small)
    for axis, side in ((0, 1), (1, 0)):
        middle = max(box[side], 0) + reach
        if spare[side]:
            before, rest = np.split(pixels, [middle], axis=axis)
            pixels = np.concatenate(
                [before, np.repeat(np.split(rest, [1], axis=axis)[0], spare[side], axis), rest], axis
            )
    return Image.fromarray(np.ascontiguousarray(pixels))


def _box(at: tuple[int, int], size: Size) -> Corners:
    return at[0], at[1], at[0] + size[0], at[1] + size[1]


class Reflection(Operation):
    """Mirrors the picture below itself, fading out, as on a polished table."""

    op: ClassVar[str] = "reflection"
    family: ClassVar[str] = FAMILY

    height: Annotated[
        float, Field(ge=1, le=100, description="Height of the reflection, as a share of the picture's."), Unit("%", 1)
    ] = 30.0
    gap: Annotated[int, Field(ge=0, le=1000, description="Room between the picture and it."), Unit(PIXELS)] = 0
    opacity: Annotated[
        float, Field(ge=0, le=1, description="How strongly it shows where it begins."), Unit(step=0.05)
    ] = 0.5
    background: Annotated[Color, Field(description="Color behind it; transparent by default.")] = CLEAR

    def transform(self, image: Image.Image) -> Image.Image:
        length = self._length(image.size)
        canvas, _ = on_canvas(Image.new(image.mode, (1, 1)), self.output_size(image.size), rgba(self.background))
        mirrored = ImageOps.flip(image.crop((0, image.height - length, *image.size))).convert(canvas.mode)
        fade = gradients.linear(mirrored.size, 0)
        color, alpha = split_alpha(mirrored)
        shown = Image.new("L", mirrored.size)
        shown.paste(fade, mask=alpha)
        color.putalpha(shown)
        if image.mode in ALPHA:
            canvas.paste(image.convert(canvas.mode))
        else:
            lay(canvas, image)
        lay(canvas, faded(color, self.opacity), (0, image.height + self.gap))
        return canvas

    def output_size(self, size: Size) -> Size:
        return size[0], size[1] + self.gap + self._length(size)

    def _length(self, size: Size) -> int:
        return max(1, round(size[1] * self.height / 100))


OPERATIONS = (Shadow, Reflection)
