"""Channels as weighted sums of red, green and blue."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from filters.engine.kernels.tables import UNIT, table
from filters.engine.operations.point import MatrixOperation, PointOperation
from filters.engine.parameters import Many, Unit

FAMILY = "Color"
Weight = Annotated[float, Field(ge=-10, le=10), Unit(step=0.05)]
Weights = Annotated[tuple[Weight, Weight, Weight], Many("red", "green", "blue")]
Number = Annotated[float, Field(ge=-1000, le=1000)]
Percent = Annotated[int, Field(ge=-100, le=100), Unit("%", 1)]


class ChannelMixer(MatrixOperation):
    """Mixes each channel from red, green and blue."""

    op: ClassVar[str] = "channel_mixer"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    red: Annotated[Weights, Field(description="How much red, green and blue make the new red.")] = (0.8, 0.2, 0.0)
    green: Annotated[Weights, Field(description="How much of each makes the new green.")] = (0.0, 1.0, 0.0)
    blue: Annotated[Weights, Field(description="How much of each makes the new blue.")] = (0.0, 0.2, 0.8)

    def color_matrix(self) -> tuple[float, ...]:
        return (*self.red, 0, *self.green, 0, *self.blue, 0)


class ColorMatrix(MatrixOperation):
    """Multiplies each color by a matrix of your own, as Pillow's `convert` and sharp's `recomb` do."""

    op: ClassVar[str] = "color_matrix"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    matrix: Annotated[
        tuple[Number, ...],
        Many(),
        Field(
            min_length=9,
            max_length=12,
            description="9 weights of red, green and blue: 3 for the new red, 3 for green, 3 for blue. "
            "Or 12: an offset in levels of 0 to 255 after every 3.",
        ),
    ] = (0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0)

    @model_validator(mode="after")
    def _is_three_rows(self) -> Self:
        if len(self.matrix) not in (9, 12):
            context = {"field": "matrix", "count": len(self.matrix)}
            raise PydanticCustomError("rule", "matrix takes 9 numbers or 12; got {count}", context)
        return self

    def color_matrix(self) -> tuple[float, ...]:
        if len(self.matrix) == 12:
            return self.matrix
        return (*self.matrix[:3], 0, *self.matrix[3:6], 0, *self.matrix[6:], 0)


class BlackAndWhite(MatrixOperation):
    """Makes a black-and-white picture from a mix of your own, like film behind a colored filter."""

    op: ClassVar[str] = "black_and_white"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2

    red: Annotated[Weight, Field(description="How bright red becomes.")] = 0.6
    green: Annotated[Weight, Field(description="How bright green becomes.")] = 0.3
    blue: Annotated[Weight, Field(description="How bright blue becomes; weights of 1 in all keep grays.")] = 0.1

    def color_matrix(self) -> tuple[float, ...]:
        return self.red, self.green, self.blue, 0


class RgbOffset(PointOperation):
    """Adds to red, green and blue, or takes away; as thumbor's `rgb` does."""

    op: ClassVar[str] = "rgb_offset"
    family: ClassVar[str] = FAMILY

    red: Annotated[Percent, Field(description="Part of the full range that is added to red.")] = 10
    green: Annotated[Percent, Field(description="Part that is added to green.")] = 0
    blue: Annotated[Percent, Field(description="Part that is added to blue.")] = -10

    def point_table(self) -> bytes:
        whole = [int(255 * percent / 100) for percent in (self.red, self.green, self.blue)]
        return b"".join(table(UNIT * 255 + levels) for levels in whole)


OPERATIONS = (ChannelMixer, ColorMatrix, BlackAndWhite, RgbOffset)
