"""What cuts, resizes and turns have in common: numbers say all that such a step does, before there are pixels.

The plan reads those numbers, moves them in front of the decoder or to where there are fewer pixels, and runs `Cut`,
`LaidOut` and `Turned` in place of what was asked for.
"""

from typing import TYPE_CHECKING, ClassVar

from PIL import Image

from filters.engine.boxes import Corners
from filters.engine.geometry import Box
from filters.engine.kernels import linear_light
from filters.engine.kernels.vision import Pixels
from filters.engine.layout import Layout
from filters.engine.operation import ArrayOperation, Operation, PlanarOperation, Size
from filters.engine.operations.placing import Resample
from filters.engine.planes import Planes, resized
from filters.engine.turns import STILL, Turn


class CuttingOperation(ArrayOperation):
    """An operation that takes a rectangle out of the picture."""

    def corners(self, size: Size) -> Corners:
        """Left, top, right and bottom of the rectangle, in whole pixels. Raises as `output_size`."""
        raise TypeError(f"{type(self).__name__} declares no corners")

    def transform(self, image: Image.Image) -> Image.Image:
        return image.crop(self.corners(image.size))

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        left, top, right, bottom = self.corners((pixels.shape[1], pixels.shape[0]))
        return pixels[top:bottom, left:right].copy()  # a view would keep the whole picture

    def output_size(self, size: Size) -> Size:
        left, top, right, bottom = self.corners(size)
        return right - left, bottom - top

    def is_identity(self, size: Size) -> bool:
        return self.corners(size) == (0, 0, *size)


class ResizingOperation(Operation):
    """An operation that resamples a part of the picture, and may lay it on a canvas."""

    if TYPE_CHECKING:  # subclasses declare it, each where it stands among their own fields
        resample: Resample

    def layout(self, size: Size) -> Layout:
        """Which part becomes how large and lies where. Raises as `output_size`."""
        raise TypeError(f"{type(self).__name__} declares no layout")

    @property
    def by_light(self) -> bool:
        """Whether it averages amounts of light where it shrinks, not sRGB numbers."""
        return False

    def placed(self, picture: Image.Image, layout: Layout) -> Image.Image:
        """The resampled picture on its canvas."""
        return picture

    def resampled(self, image: Image.Image, size: Size, box: Box) -> Image.Image:
        """The part in `box`, made `size`. Pillow's resize averages premultiplied colors by itself."""
        resample = Image.Resampling[self.resample.upper()]
        shrinks = Layout(box=box, picture=size, canvas=size).shrinks
        if self.by_light and shrinks and self.resample != "nearest":
            return linear_light.shrunk(image, size, resample, box)
        return image.resize(size, resample, box=box)

    def transform(self, image: Image.Image) -> Image.Image:
        layout = self.layout(image.size)
        return self.placed(self.resampled(image, layout.picture, layout.box), layout)

    def output_size(self, size: Size) -> Size:
        return self.layout(size).canvas

    def is_identity(self, size: Size) -> bool:
        layout = self.layout(size)
        return layout.box == (0, 0, *size) and layout.picture == layout.canvas == size


class TurningOperation(Operation):
    """An operation that may come to moving whole pixels: a quarter turn or a mirroring."""

    def turn(self, size: Size) -> Turn | None:
        """What it does to a picture of that size, None where that is more than moving pixels."""
        raise TypeError(f"{type(self).__name__} declares no turn")

    def is_identity(self, size: Size) -> bool:
        return self.turn(size) == STILL


class Cut(CuttingOperation):
    """A rectangle, taken out as it is."""

    op: ClassVar[str] = "cut"

    rectangle: Corners

    def corners(self, size: Size) -> Corners:
        return self.rectangle


class LaidOut(ResizingOperation, PlanarOperation):
    """A resize whose numbers are known: it takes a smaller or still unturned form of the picture it was asked for.

    `form` has its box in that form's own pixels; picture, canvas and place are those of the upright result.
    """

    op: ClassVar[str] = "laid_out"

    resample: Resample
    asked: ResizingOperation
    form: Layout
    turns: Turn

    @classmethod
    def of(cls, operation: ResizingOperation, form: Layout, turns: Turn = STILL) -> "LaidOut":
        """In place of `operation`, which may be of this kind itself."""
        asked = operation.asked if isinstance(operation, LaidOut) else operation
        return cls(asked=asked, form=form, turns=turns, resample=asked.resample)

    @property
    def by_light(self) -> bool:
        return self.asked.by_light

    def layout(self, size: Size) -> Layout:
        return self.form

    @property
    def takes_planes(self) -> bool:
        plain = self.form.picture == self.form.canvas and self.turns == STILL and not self.by_light
        return plain and self.form.shrinks and self.resample != "nearest"

    def transform_planes(self, planes: Planes) -> Planes:
        return resized(planes, self.form.picture, Image.Resampling[self.resample.upper()], self.form.box)

    def transform(self, image: Image.Image) -> Image.Image:
        picture = self.asked.resampled(image, self.turns.inverse.size(self.form.picture), self.form.box)
        return self.asked.placed(self.turns.apply(picture), self.form)


class Turned(TurningOperation, ArrayOperation):
    """A turn, whatever steps it is made of."""

    op: ClassVar[str] = "turned"

    turns: Turn

    def turn(self, size: Size) -> Turn:
        return self.turns

    def transform(self, image: Image.Image) -> Image.Image:
        return self.turns.apply(image)

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return self.turns.apply_pixels(pixels)

    def output_size(self, size: Size) -> Size:
        return self.turns.size(size)
