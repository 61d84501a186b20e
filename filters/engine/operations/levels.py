"""Levels: where black and white lie, and how bright the tones between them are."""

from typing import Annotated, ClassVar

from pydantic import Field

from filters.engine.kernels.light import TO_LIGHT, levels_of
from filters.engine.kernels.tables import UNIT, Channel, on_channel, table, unit_table
from filters.engine.kernels.vision import Pixels
from filters.engine.operations.point import PointOperation
from filters.engine.parameters import Unit

FAMILY = "Tone"
Level = Annotated[int, Field(ge=0, le=255)]
GammaOf = Annotated[float | None, Field(ge=0.1, le=10), Unit(step=0.05)]


class Gamma(PointOperation):
    """Brightens or darkens the middle tones; black and white stay where they are."""

    op: ClassVar[str] = "gamma"
    family: ClassVar[str] = FAMILY

    gamma: Annotated[
        float,
        Field(ge=0.1, le=10, description="Above 1 is brighter, below 1 darker: the result is value ^ (1 / gamma)."),
        Unit(step=0.05),
    ] = 1.5
    red: Annotated[GammaOf, Field(description="Gamma of red where it differs.")] = None
    green: Annotated[GammaOf, Field(description="Gamma of green where it differs.")] = None
    blue: Annotated[GammaOf, Field(description="Gamma of blue where it differs.")] = None

    def point_table(self) -> bytes:
        own = [self.gamma if gamma is None else gamma for gamma in (self.red, self.green, self.blue)]
        return b"".join(unit_table(UNIT ** (1 / gamma)) for gamma in own)


class Levels(PointOperation):
    """Sets which tones become black and white, and how bright the middle is.

    White below black makes a negative, as in ImageMagick's `-level`; both at one tone make black and white only.
    """

    op: ClassVar[str] = "levels"
    family: ClassVar[str] = FAMILY

    black: Annotated[Level, Field(description="Tones up to here become black.")] = 16
    white: Annotated[Level, Field(description="Tones from here up become white.")] = 235
    gamma: Annotated[
        float, Field(ge=0.1, le=10, description="Above 1 brightens the middle, below 1 darkens it."), Unit(step=0.05)
    ] = 1.0
    out_black: Annotated[Level, Field(description="What black comes out as.")] = 0
    out_white: Annotated[Level, Field(description="What white comes out as.")] = 255
    channel: Annotated[Channel, Field(description="The channels that change.")] = "all"

    def point_table(self) -> bytes:
        shares = self._shares().clip(0, 1) ** (1 / self.gamma)
        return on_channel(table(self.out_black + shares * (self.out_white - self.out_black)), self.channel)

    def _shares(self) -> Pixels:
        """How far between black and white each of the 256 levels lies."""
        if self.black == self.white:
            return (self.white <= UNIT * 255).astype(float)
        return (UNIT * 255 - self.black) / (self.white - self.black)


class Linear(PointOperation):
    """Multiplies every value and adds to it."""

    op: ClassVar[str] = "linear"
    family: ClassVar[str] = FAMILY

    slope: Annotated[
        float, Field(ge=-100, le=100, description="What values from 0 to 255 are multiplied by."), Unit(step=0.05)
    ] = 1.2
    offset: Annotated[
        float, Field(ge=-25_500, le=25_500, description="What is added then; 255 makes black white."), Unit(step=1)
    ] = 0.0

    def point_table(self) -> bytes:
        return table(UNIT * 255 * self.slope + self.offset)


class Exposure(PointOperation):
    """Makes the picture lighter or darker as a camera does: by amounts of light."""

    op: ClassVar[str] = "exposure"
    family: ClassVar[str] = FAMILY

    stops: Annotated[
        float, Field(ge=-10, le=10, description="1 is twice the light, -1 is half of it."), Unit("EV", step=0.1)
    ] = 0.5

    def point_table(self) -> bytes:
        return levels_of(TO_LIGHT * 2.0**self.stops).tobytes()


OPERATIONS = (Gamma, Levels, Linear, Exposure)
