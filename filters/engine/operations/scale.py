"""Pillow's own ways to a size: its names, its pixels. Unlike `resize` they enlarge unasked, as it does."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from PIL import Image
from pydantic import Field

from filters.engine import geometry
from filters.engine.geometry import Gravity
from filters.engine.layout import Layout
from filters.engine.modes import on_canvas
from filters.engine.operation import Operation, Size
from filters.engine.operations.geometric import ResizingOperation
from filters.engine.operations.placing import LONGEST, Resampled, plain
from filters.engine.parameters import PIXELS, Color, Unit

FAMILY = "Geometry"

Width = Annotated[int, Field(ge=1, le=LONGEST, description="Width of the box."), Unit(PIXELS)]
Height = Annotated[int, Field(ge=1, le=LONGEST, description="Height of the box."), Unit(PIXELS)]
CenteringX = Annotated[
    float, Field(ge=0, le=1, description="Share of the free room, or of what is cut off, on the left."), Unit(step=0.05)
]
CenteringY = Annotated[
    float, Field(ge=0, le=1, description="Share of the free room, or of what is cut off, at the top."), Unit(step=0.05)
]


class Boxed(ResizingOperation):
    """What the operations with a box have in common."""

    family: ClassVar[str] = FAMILY

    width: Width
    height: Height
    resample: Resampled = "bicubic"


class Contain(Boxed):
    """The largest size of the same shape inside a box, as Pillow's ImageOps.contain."""

    op: ClassVar[str] = "contain"
    example: ClassVar[Mapping[str, Any]] = {"width": 110, "height": 110}

    def layout(self, size: Size) -> Layout:
        return Layout.whole(size, geometry.contained(size, (self.width, self.height)))


class Cover(Boxed):
    """The smallest size of the same shape that covers a box, nothing cut off, as Pillow's ImageOps.cover."""

    op: ClassVar[str] = "cover"
    example: ClassVar[Mapping[str, Any]] = {"width": 100, "height": 100}

    def layout(self, size: Size) -> Layout:
        return Layout.whole(size, geometry.covering(size, (self.width, self.height)))


class Fit(Boxed):
    """Exactly a size, what is too much cut off, as Pillow's ImageOps.fit."""

    op: ClassVar[str] = "fit"
    example: ClassVar[Mapping[str, Any]] = {"width": 100, "height": 100}

    bleed: Annotated[
        float, Field(ge=0, le=0.49, description="Share of each side to leave out all around."), Unit(step=0.01)
    ] = 0.0
    centering_x: CenteringX = 0.5
    centering_y: CenteringY = 0.5

    def layout(self, size: Size) -> Layout:
        made, gravity = (self.width, self.height), Gravity(centering=(self.centering_x, self.centering_y))
        return Layout(box=geometry.cover_box(size, made, gravity, bleed=self.bleed), picture=made, canvas=made)


class Pad(Boxed):
    """Exactly a size, the room around the picture filled with a color, as Pillow's ImageOps.pad."""

    op: ClassVar[str] = "pad"
    example: ClassVar[Mapping[str, Any]] = {"width": 120, "height": 120, "color": "#224466"}

    color: Annotated[
        Color | None,
        Field(description="Color of the room; black without one, or transparent if the picture has alpha."),
    ] = None
    centering_x: CenteringX = 0.5
    centering_y: CenteringY = 0.5

    def layout(self, size: Size) -> Layout:
        canvas = self.width, self.height
        picture = geometry.contained(size, canvas)
        at = Gravity(centering=(self.centering_x, self.centering_y)).placed(picture, canvas)
        return Layout(box=(0.0, 0.0, *size), picture=picture, canvas=canvas, at=at)

    def placed(self, picture: Image.Image, layout: Layout) -> Image.Image:
        canvas, picture = on_canvas(picture, layout.canvas, plain(self.color, picture.mode))
        canvas.paste(picture, layout.at)
        return canvas


class Scale(ResizingOperation):
    """Multiplies the size by a factor, as Pillow's ImageOps.scale."""

    op: ClassVar[str] = "scale"
    family: ClassVar[str] = FAMILY

    factor: Annotated[
        float, Field(ge=0.001, le=20, description="Above 1 enlarges, below 1 shrinks."), Unit("×", 0.001)
    ] = 0.5
    factor_y: Annotated[
        float | None,
        Field(ge=0.001, le=20, description="Another factor for the height; without it, the same."),
        Unit("×", 0.001),
    ] = None
    resample: Resampled = "bicubic"

    def layout(self, size: Size) -> Layout:
        return Layout.whole(size, geometry.scaled(size, self.factor, self.factor_y))


class Reduce(Operation):
    """Shrinks by whole numbers, each block of pixels averaged, as Pillow's Image.reduce."""

    op: ClassVar[str] = "reduce"
    family: ClassVar[str] = FAMILY

    factor: Annotated[int, Field(ge=1, le=1000, description="Pixels that become one, in each direction.")] = 2
    factor_y: Annotated[
        int | None, Field(ge=1, le=1000, description="Another number for the height; without it, the same.")
    ] = None

    def transform(self, image: Image.Image) -> Image.Image:
        """Pillow averages premultiplied colors by itself."""
        return image.reduce(self._factors())

    def output_size(self, size: Size) -> Size:
        across, down = self._factors()
        return -(-size[0] // across), -(-size[1] // down)

    def _factors(self) -> tuple[int, int]:
        return self.factor, self.factor if self.factor_y is None else self.factor_y


class Thumbnail(Boxed):
    """Shrinks into a box and never enlarges, as Pillow's Image.thumbnail."""

    op: ClassVar[str] = "thumbnail"
    example: ClassVar[Mapping[str, Any]] = {"width": 90, "height": 90}

    def layout(self, size: Size) -> Layout:
        return Layout.whole(size, geometry.thumbnail(size, (self.width, self.height)))


OPERATIONS = (Contain, Cover, Fit, Pad, Scale, Reduce, Thumbnail)
