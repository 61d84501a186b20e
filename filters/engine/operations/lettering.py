"""What operations that set text have in common: the text, its font and size, and how it looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal, Self

from PIL import Image
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from filters.engine.assets import NO_ASSETS, Assets
from filters.engine.drawing.linebreaks import clean, wrapped
from filters.engine.drawing.text import (
    REFERENCE,
    Align,
    Direction,
    Lettering,
    Style,
    TextTooLarge,
    bundled,
    open_face,
)
from filters.engine.errors import FontInvalid, PipelineInvalid
from filters.engine.operation import Operation, Size
from filters.engine.parameters import Color, Font, Text, Unit, rgba

SizeUnit = Literal["shorter", "width", "px"]
SMALLEST = 1.0  # pixels that a font is never smaller than


class Lettered(Operation):
    """An operation that sets a text."""

    text: Annotated[Text, Field(min_length=1, max_length=500, description="The text; it may have several lines.")]
    font: Annotated[Font | None, Field(description="A stored font; without one it is DejaVu Sans.")] = None
    bold: Annotated[bool, Field(description="Bold letters, where no font is named.")] = False
    size: Annotated[
        float, Field(ge=0.1, le=2000, description="Size of the letters, in what size_unit says."), Unit(step=0.1)
    ] = 6.0
    size_unit: Annotated[
        SizeUnit,
        Field(description="What size counts: percent of the picture's shorter side, percent of its width, or pixels."),
    ] = "shorter"
    color: Annotated[Color, Field(description="Color of the letters.")] = "#ffffff"
    stroke: Annotated[
        float,
        Field(ge=0, le=20, description="Width of a line around the letters, as a share of their size."),
        Unit("%", 1),
    ] = 0.0
    stroke_color: Annotated[Color, Field(description="Color of that line.")] = "#000000"
    shadow_color: Annotated[Color, Field(description="Color of a shadow; transparent for none.")] = "#00000080"
    shadow_offset: Annotated[
        float,
        Field(ge=-100, le=100, description="How far the shadow lies to the right and down, as a share of the size."),
        Unit("%", 1),
    ] = 4.0
    shadow_blur: Annotated[
        float, Field(ge=0, le=50, description="How soft the shadow is, as a share of the size."), Unit("%", 1)
    ] = 5.0
    align: Annotated[Align, Field(description="How several lines stand to one another.")] = "left"
    direction: Annotated[
        Direction, Field(description="auto goes by the letters: Arabic and Hebrew run from right to left.")
    ] = "auto"
    spacing: Annotated[
        float, Field(ge=-50, le=300, description="Room between lines, as a share of the size."), Unit("%", 5)
    ] = 10.0
    wrap: Annotated[
        float | None,
        Field(ge=1, le=100, description="Break lines that are wider than this share of the picture's width."),
        Unit("%", 1),
    ] = None

    @model_validator(mode="after")
    def _is_a_share(self) -> Self:
        if self.size_unit != "px" and self.size > 100:
            raise PydanticCustomError("rule", "size is at most 100 where size_unit is not px", {"field": "size"})
        return self

    def transform(self, image: Image.Image) -> Image.Image:
        return self.transform_with(image, NO_ASSETS)

    def style(self) -> Style:
        """How the letters look."""
        return Style(
            color=rgba(self.color),
            align=self.align,
            direction=self.direction,
            spacing=self.spacing / 100,
            stroke=self.stroke / 100,
            stroke_color=rgba(self.stroke_color),
            shadow_color=rgba(self.shadow_color),
            shadow_offset=self.shadow_offset / 100,
            shadow_blur=self.shadow_blur / 100,
        )

    def asked_size(self, picture: Size) -> float:
        """The size of the letters on a picture, in pixels."""
        whole = {"shorter": min(picture) / 100, "width": picture[0] / 100, "px": 1.0}[self.size_unit]
        return max(SMALLEST, self.size * whole)

    def lines(self, picture: Size, data: bytes) -> str:
        """The text with its line breaks, the same at every size of the same shape."""
        text = clean(self.text)
        if self.wrap is None:
            return text
        room = picture[0] * self.wrap / 100
        return wrapped(text, open_face(data, REFERENCE), room * REFERENCE / self.asked_size(picture))

    def lettering(self, lines: str, data: bytes, size: float) -> Lettering:
        """The text at a size in pixels."""
        return Lettering(text=lines, face=open_face(data, size), style=self.style())

    def font_data(self, assets: Assets) -> bytes:
        """The file of the font."""
        return assets.font(self.font) if self.font else bundled(bold=self.bold)

    @contextmanager
    def faults(self) -> Iterator[None]:
        """What is wrong with a font or a text, as `PipelineInvalid`."""
        try:
            yield
        except FontInvalid as error:
            why = "names a file that is not a font, or one without such letters" if self.font else "cannot be set"
            raise PipelineInvalid([self.misfit("font" if self.font else "text", why)]) from error
        except TextTooLarge as error:
            why = f"must be smaller: the text would fill {error}"
            raise PipelineInvalid([self.misfit("size", why)]) from error
