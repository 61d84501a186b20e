"""Large square pixels."""

from typing import Annotated, ClassVar

from PIL import Image
from pydantic import Field

from filters.engine.boxes import Box, inside, misplaced
from filters.engine.errors import PipelineInvalid
from filters.engine.kernels.mosaic import pixelated
from filters.engine.operation import Operation, Size
from filters.engine.parameters import PIXELS, Unit


class Pixelate(Operation):
    """Turns the picture, or a box in it, into large squares of one color each."""

    op: ClassVar[str] = "pixelate"
    family: ClassVar[str] = "Effects"

    block: Annotated[int, Field(ge=1, le=1000, description="Side of the squares."), Unit(PIXELS)] = 10
    box: Annotated[
        Box | None,
        Field(description="The part to change, as left, top, width, height; without it, the whole picture."),
    ] = None

    def transform(self, image: Image.Image) -> Image.Image:
        self.output_size(image.size)
        if self.block == 1:
            return image
        if self.box is None:
            return pixelated(image, self.block)
        part = inside(self.box, image.size)
        assert part is not None
        copy = image.copy()
        copy.paste(pixelated(image.crop(part), self.block), part)
        return copy

    def output_size(self, size: Size) -> Size:
        why = misplaced((self.box,), size) if self.box else None
        if why:
            raise PipelineInvalid([self.misfit("box", why)])
        return size


OPERATIONS = (Pixelate,)
