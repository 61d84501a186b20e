"""Looks: colors through a table, that an admin stored or that stands in the step itself."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

import numpy as np
from PIL import Image
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from filters.engine.assets import Assets
from filters.engine.errors import LookInvalid, PipelineInvalid
from filters.engine.kernels.vision import Pixels
from filters.engine.looks.files import read_look
from filters.engine.looks.lut import Lut, Table
from filters.engine.modes import Alpha
from filters.engine.operation import ArrayOperation, Operation, Size
from filters.engine.parameters import Look as LookName
from filters.engine.parameters import Many, Unit

FAMILY = "Color"
SIZES = range(2, 10)  # of a cube in a step: 9 points to a side are 2187 numbers, some 40 KB of JSON
Strength = Annotated[
    float, Field(ge=0, le=1, description="0 leaves the picture as it is, 1 is the whole look."), Unit(step=0.05)
]


class Look(Operation):
    """Gives the picture the colors of a stored look: a .cube file or a Hald image."""

    op: ClassVar[str] = "look"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.KEEP
    local: ClassVar[bool] = True
    example: ClassVar[Mapping[str, Any]] = {"look": "golden-hour"}

    look: Annotated[LookName, Field(description="The name of the look.")]
    strength: Strength = 1.0

    def transform_with(self, image: Image.Image, assets: Assets) -> Image.Image:
        """Raises `PipelineInvalid` where the file behind the name is no look."""
        try:
            look = read_look(assets.look(self.look))
        except LookInvalid as error:
            raise PipelineInvalid([self.misfit("look", f"cannot be read. {error.detail}")]) from error
        return look.apply(image, self.strength)


class Color3dLut(ArrayOperation):
    """Maps colors through a small cube of colors that is written in the step."""

    op: ClassVar[str] = "color_3d_lut"
    family: ClassVar[str] = FAMILY
    version: ClassVar[int] = 2
    alpha: ClassVar[Alpha] = Alpha.KEEP
    local: ClassVar[bool] = True
    example: ClassVar[Mapping[str, Any]] = {
        "table": [
            0, 0, 0.2, 1, 0.2, 0.2, 0, 0.8, 0.3, 1, 0.9, 0.2, 0.1, 0.1, 0.6, 0.9, 0.3, 0.7, 0.2, 0.8, 0.8, 1, 1, 0.9,
        ]
    }  # fmt: skip

    table: Annotated[
        tuple[Annotated[float, Field(ge=-2, le=2)], ...],
        Many(),
        Field(
            min_length=SIZES[0] ** 3 * 3,
            max_length=SIZES[-1] ** 3 * 3,
            description="Red, green and blue from 0 to 1 of every point; red runs fastest, then green, then blue.",
        ),
    ]
    size: Annotated[
        int | None,
        Field(ge=SIZES[0], le=SIZES[-1], description="Points to a side of the cube; follows from the table."),
    ] = None
    strength: Strength = 1.0

    @model_validator(mode="after")
    def _fits(self) -> Self:
        size = round((len(self.table) / 3) ** (1 / 3))
        if size**3 * 3 != len(self.table) or self.size not in (None, size):
            expected = (self.size or size) ** 3 * 3
            raise PydanticCustomError(
                "rule",
                "a cube of {size} points to a side has {expected} numbers; the table has {got}",
                {"size": self.size or size, "expected": expected, "got": len(self.table), "field": "table"},
            )
        return self

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        size = round((len(self.table) / 3) ** (1 / 3))
        points = np.asarray(self.table, np.float32).reshape(size, size, size, 3)
        return Lut(cube=Table(points)).look(pixels, self.strength)

    def is_identity(self, size: Size) -> bool:
        return not self.strength


OPERATIONS = (Look, Color3dLut)
