"""Operations that look at the tones of the whole picture, or of one part of it, before they act.

Fully transparent pixels do not count.
"""

from typing import Annotated, ClassVar

from PIL import Image, ImageOps
from pydantic import Field

from filters.engine.errors import PipelineInvalid
from filters.engine.modes import join_alpha, split_alpha
from filters.engine.operation import Operation, Size
from filters.engine.operations.steady import SteadyOperation
from filters.engine.parameters import PIXELS, Many, Unit

FAMILY = "Tone"
LONGEST = 65_535
Offset = Annotated[int, Field(ge=0, le=LONGEST), Unit(PIXELS)]
Length = Annotated[int, Field(ge=1, le=LONGEST), Unit(PIXELS)]
Box = Annotated[tuple[Offset, Offset, Length, Length], Many("left", "top", "width", "height")]


class HistogramOperation(SteadyOperation):
    """An operation decided by the tones inside a box, or by all."""

    box: Annotated[
        Box | None, Field(description="The part whose tones decide; without it, the whole picture does.")
    ] = None

    def output_size(self, size: Size) -> Size:
        if self.box is not None:
            left, top, width, height = self.box
            if left + width > size[0] or top + height > size[1]:
                why = f"must lie inside the picture, which is {size[0]} x {size[1]} px at this step"
                raise PipelineInvalid([self.misfit("box", why)])
        return size

    def transform(self, image: Image.Image) -> Image.Image:
        self.output_size(image.size)
        color, alpha = split_alpha(image)
        return join_alpha(self.spread(color, self._mask(image.size, alpha)), alpha)

    def counted(self, image: Image.Image) -> Image.Image:
        self.output_size(image.size)
        color, alpha = split_alpha(image)
        return join_alpha(color, self._mask(image.size, alpha))

    def over_all(self) -> Operation:
        return self.model_copy(update={"box": None})

    def spread(self, color: Image.Image, mask: Image.Image | None) -> Image.Image:
        """The operation on a picture in L or RGB; where the mask is 0, pixels do not count."""
        raise TypeError(f"{type(self).__name__} declares no spread")

    def _mask(self, size: Size, alpha: Image.Image | None) -> Image.Image | None:
        if self.box is None:
            return alpha
        left, top, width, height = self.box
        inside = Image.new("L", size)
        area = (left, top, left + width, top + height)
        inside.paste(255 if alpha is None else alpha.crop(area), area)
        return inside


class Autocontrast(HistogramOperation):
    """Stretches the picture over the full range from black to white."""

    op: ClassVar[str] = "autocontrast"
    family: ClassVar[str] = FAMILY

    cutoff_low: Annotated[
        float, Field(ge=0, le=49, description="Share of the darkest pixels that may become black."), Unit("%", 0.5)
    ] = 0.0
    cutoff_high: Annotated[
        float, Field(ge=0, le=49, description="Share of the brightest pixels that may become white."), Unit("%", 0.5)
    ] = 0.0
    preserve_tone: Annotated[
        bool, Field(description="Stretch all colors alike, so that no tint changes; otherwise each on its own.")
    ] = False
    ignore: Annotated[
        int | None, Field(ge=0, le=255, description="A tone that does not count, such as that of a backdrop.")
    ] = None

    def spread(self, color: Image.Image, mask: Image.Image | None) -> Image.Image:
        cutoff = (self.cutoff_low, self.cutoff_high)
        return ImageOps.autocontrast(color, cutoff, self.ignore, mask=mask, preserve_tone=self.preserve_tone)


class Equalize(HistogramOperation):
    """Spreads the tones evenly, which brings out detail in flat areas."""

    op: ClassVar[str] = "equalize"
    family: ClassVar[str] = FAMILY

    def spread(self, color: Image.Image, mask: Image.Image | None) -> Image.Image:
        return ImageOps.equalize(color, mask=mask)


OPERATIONS = (Autocontrast, Equalize)
