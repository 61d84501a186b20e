"""Turning and mirroring."""

from typing import Annotated, ClassVar, Literal

from PIL import Image
from pydantic import Field

from filters.engine import geometry
from filters.engine.drawing.canvas import BORDERS, FILLS, WARPED, Fill, surrounding
from filters.engine.errors import PipelineInvalid
from filters.engine.kernels import affine
from filters.engine.kernels.vision import Pixels
from filters.engine.operation import ArrayOperation, Size
from filters.engine.operations.geometric import TurningOperation
from filters.engine.operations.placing import LONGEST
from filters.engine.parameters import PIXELS, Color, Unit, rgba
from filters.engine.turns import STILL, TURNS, Turn, turned

FAMILY = "Geometry"
About = tuple[tuple[float, float] | None, tuple[float, float] | None]


class Rotate(TurningOperation):
    """Turns the picture counterclockwise by any angle; quarter turns lose nothing."""

    op: ClassVar[str] = "rotate"
    family: ClassVar[str] = FAMILY

    angle: Annotated[
        float, Field(ge=-360, le=360, description="Counterclockwise; a negative angle turns clockwise."), Unit("°", 1)
    ] = 90.0
    expand: Annotated[
        bool, Field(description="Enlarge the result so that nothing is cut off; otherwise the size stays.")
    ] = True
    background: Annotated[Color, Field(description="Color of the empty corners; transparent by default.")] = "#00000000"
    resample: Annotated[
        Literal["bicubic", "bilinear", "nearest"],
        Field(description="How pixels are computed; bicubic is the sharpest, nearest keeps hard edges."),
    ] = "bicubic"
    center_x: Annotated[
        float | None,
        Field(ge=-LONGEST, le=LONGEST, description="What it turns about, from the left; without it, the middle."),
        Unit(PIXELS, 1),
    ] = None
    center_y: Annotated[
        float | None,
        Field(ge=-LONGEST, le=LONGEST, description="What it turns about, from the top; without it, the middle."),
        Unit(PIXELS, 1),
    ] = None
    translate_x: Annotated[
        float,
        Field(ge=-LONGEST, le=LONGEST, description="Moves the picture to the right, after turning."),
        Unit(PIXELS, 1),
    ] = 0.0
    translate_y: Annotated[
        float, Field(ge=-LONGEST, le=LONGEST, description="Moves the picture down, after turning."), Unit(PIXELS, 1)
    ] = 0.0
    fill: Annotated[Fill, Field(description=f"What fills the empty corners: {FILLS}.")] = "color"

    def transform(self, image: Image.Image) -> Image.Image:
        turn = self.turn(image.size)
        if turn is not None:
            return image.copy() if turn == STILL else turn.apply(image)
        size, about = image.size, self._about(image.size)
        made, matrix = geometry.rotation(size, self.angle, expand=self.expand, center=about[0], translate=about[1])
        resample = Image.Resampling[self.resample.upper()]
        if self.fill == "color":
            return affine.moved(image, made, matrix, resample, rgba(self.background))
        return affine.laid(surrounding(image, made, matrix, self.fill), image, matrix, resample)

    def leaves_corners(self, size: Size) -> bool:
        """Whether corners come out wholly transparent."""
        about_middle = self._about(size) == (None, None)
        turned = about_middle and self.turn(size) is None
        return turned and self.fill == "color" and rgba(self.background)[3] == 0

    def turn(self, size: Size) -> Turn | None:
        plain = self._about(size) == (None, None)
        if not plain or not geometry.turns_exactly(size, self.angle, expand=self.expand):
            return None
        return turned(*[TURNS[Image.Transpose.ROTATE_90]] * round(self.angle % 360 / 90))

    def output_size(self, size: Size) -> Size:
        center, translate = self._about(size)
        made = geometry.rotated(size, self.angle, expand=self.expand, center=center, translate=translate)
        if self.fill in BORDERS and max(*size, *made) > WARPED:
            why = f"must be color, blur or average: pictures longer than {WARPED} px cannot be drawn out"
            raise PipelineInvalid([self.misfit("fill", why)])
        return made

    def _about(self, size: Size) -> About:
        """The center and the translation, None where they are the plain ones."""
        middle = size[0] / 2, size[1] / 2
        center = (
            middle[0] if self.center_x is None else self.center_x,
            middle[1] if self.center_y is None else self.center_y,
        )
        translate = self.translate_x, self.translate_y
        return None if center == middle else center, None if translate == (0, 0) else translate


class FixedTurn(TurningOperation, ArrayOperation):
    """A turn that is the same for every picture."""

    family: ClassVar[str] = FAMILY

    fixed: ClassVar[Turn]

    def turn(self, size: Size) -> Turn:
        return self.fixed

    def transform(self, image: Image.Image) -> Image.Image:
        return image.copy() if self.fixed == STILL else self.fixed.apply(image)

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        return self.fixed.apply_pixels(pixels)

    def output_size(self, size: Size) -> Size:
        return self.fixed.size(size)


class Flip(FixedTurn):
    """Turns the picture upside down, as mirrored in water."""

    op: ClassVar[str] = "flip"

    fixed: ClassVar[Turn] = TURNS[Image.Transpose.FLIP_TOP_BOTTOM]


class Mirror(FixedTurn):
    """Swaps left and right."""

    op: ClassVar[str] = "mirror"

    fixed: ClassVar[Turn] = TURNS[Image.Transpose.FLIP_LEFT_RIGHT]


class Transpose(FixedTurn):
    """Swaps rows and columns: mirrors at the diagonal from the top left, as Pillow's TRANSPOSE."""

    op: ClassVar[str] = "transpose"

    fixed: ClassVar[Turn] = TURNS[Image.Transpose.TRANSPOSE]


class Transverse(FixedTurn):
    """Mirrors at the diagonal from the top right, as Pillow's TRANSVERSE."""

    op: ClassVar[str] = "transverse"

    fixed: ClassVar[Turn] = TURNS[Image.Transpose.TRANSVERSE]


class ExifTranspose(FixedTurn):
    """Changes nothing: every picture is turned upright when it is read. It lets Pillow scripts port.

    ImageOps.exif_transpose has no work left here: the EXIF orientation was applied on load, and its tag is gone.
    """

    op: ClassVar[str] = "exif_transpose"

    fixed: ClassVar[Turn] = STILL


OPERATIONS = (Rotate, Flip, Mirror, Transpose, Transverse, ExifTranspose)
