"""A frame around the picture."""

from typing import Annotated, ClassVar, Literal

from PIL import Image
from pydantic import Field

from filters.engine.assets import Assets, Need
from filters.engine.drawing.blending import canvas_for, lay, tinted
from filters.engine.geometry import Size
from filters.engine.modes import WITH_ALPHA
from filters.engine.operations.second import SecondPicture
from filters.engine.parameters import Color, Unit, rgba


class Frame(SecondPicture):
    """Puts a frame on the picture: a color, or a second picture whose corners and sides it takes."""

    op: ClassVar[str] = "frame"
    family: ClassVar[str] = "Compositing"

    style: Annotated[
        Literal["color", "picture"],
        Field(description="What the frame is made of: the color, or the edges of the second picture (nine-patch)."),
    ] = "color"
    color: Annotated[Color, Field(description="Color of the frame.")] = "#ffffff"
    width: Annotated[
        float,
        Field(ge=0, le=50, description="Width of the frame, as a share of the picture's shorter side."),
        Unit("%", 0.5),
    ] = 5.0
    around: Annotated[
        bool, Field(description="Enlarge the result, so that the frame hides nothing; otherwise it lies on the edges.")
    ] = False
    slice: Annotated[
        float,
        Field(ge=1, le=50, description="How much of the second picture's shorter side is frame, at each edge."),
        Unit("%", 1),
    ] = 33.0

    def needs(self) -> tuple[Need, ...]:
        """The second picture, where the frame is made of it."""
        return super().needs() if self.style == "picture" else ()

    def transform_with(self, image: Image.Image, assets: Assets) -> Image.Image:
        size, width = self.output_size(image.size), self._width(image.size)
        if not width:
            return image
        if self.style == "picture":
            source = self.second(assets)
            border = nine_patch(source, size, width, max(1, round(min(source.size) * self.slice / 100)))
        else:
            border = tinted(_ring(size, width), rgba(self.color))
        canvas = canvas_for(self._base(image, size, width), border)
        lay(canvas, border)
        return canvas

    def output_size(self, size: Size) -> Size:
        more = 2 * self._width(size) if self.around else 0
        return size[0] + more, size[1] + more

    def _width(self, size: Size) -> int:
        return max(1, round(min(size) * self.width / 100)) if self.width else 0

    def _base(self, image: Image.Image, size: Size, width: int) -> Image.Image:
        """The picture, where the frame lies around it on a larger canvas that is transparent at the edges."""
        if size == image.size:
            return image
        opaque = self.style == "color" and rgba(self.color)[3] == 255
        canvas = Image.new(image.mode if opaque else WITH_ALPHA[image.mode], size)
        canvas.paste(image.convert(canvas.mode), (width, width))
        return canvas


def _ring(size: Size, width: int) -> Image.Image:
    mask = Image.new("L", size, 255)
    if min(size) > 2 * width:
        mask.paste(0, (width, width, size[0] - width, size[1] - width))
    return mask


def nine_patch(source: Image.Image, size: Size, width: int, cut: int) -> Image.Image:
    """A frame of `size`: the corners of `source`, `cut` pixels large, become `width`; its sides are stretched between.

    The middle of `source` is left out, as it is in CSS's border-image.
    """
    cut = min(cut, max(1, min(source.size) // 2))
    frame = Image.new(WITH_ALPHA[source.mode], size)
    columns, rows = (_bands(source.width, cut, size[0], width), _bands(source.height, cut, size[1], width))
    for column, (left, right, x, across) in enumerate(columns):
        for row, (top, bottom, y, down) in enumerate(rows):
            if (column, row) != (1, 1) and min(right - left, bottom - top, across, down) > 0:
                piece = source.crop((left, top, right, bottom)).resize((across, down), Image.Resampling.BICUBIC)
                frame.paste(piece.convert(frame.mode), (x, y))
    return frame


def _bands(source: int, cut: int, length: int, width: int) -> list[tuple[int, int, int, int]]:
    """Begin and end of the three bands of a side in the source, and where each lies in the frame and how long it is."""
    middle = length - 2 * width
    return [(0, cut, 0, width), (cut, source - cut, width, middle), (source - cut, source, length - width, width)]


OPERATIONS = (Frame,)
