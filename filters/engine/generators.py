"""Pictures that are made and not sent: what each kind takes, and how it looks.

A generator is declared like an operation: a frozen model whose fields say their ranges. `generated` runs it.
"""

from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from PIL import Image
from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from filters.engine.drawing import gradients
from filters.engine.drawing.blending import is_gray
from filters.engine.kernels.rows import row_blocks
from filters.engine.limits import Size
from filters.engine.modes import Channels
from filters.engine.operation import Operation
from filters.engine.operations.watermark_text import WatermarkText
from filters.engine.parameters import PIXELS, Color, Parameter, Text, Unit, describe, rgba

LONGEST = 20_000
MANDELBROT_WORK = 1_000_000_000  # pixels times iterations: two to three seconds at the worst


class Generator(BaseModel):
    """One kind of picture, by its parameters alone. The same parameters make the same pixels."""

    model_config = Operation.model_config

    source: ClassVar[str]
    """Its name in a request."""
    version: ClassVar[int] = 1
    """Raised when the pixels of the same parameters change, so that ETags change too."""

    width: Annotated[int, Field(ge=1, le=LONGEST, description="Width of the picture."), Unit(PIXELS)] = 640
    height: Annotated[int, Field(ge=1, le=LONGEST, description="Height of the picture."), Unit(PIXELS)] = 480

    def make(self) -> Image.Image:
        """The picture, in `mode`."""
        image = self.draw()
        return image if image.mode == self.mode else image.convert(self.mode)

    def draw(self) -> Image.Image:
        """The picture in any working mode."""
        raise TypeError(f"{type(self).__name__} declares no draw")

    @property
    def size(self) -> Size:
        """Width and height."""
        return self.width, self.height

    @property
    def mode(self) -> str:
        """The first working mode that its colors fit in."""
        colors = [rgba(getattr(self, one.name)) for one in self.parameters() if one.kind == "color"]
        mode = "L" if all(is_gray(color) for color in colors) else "RGB"
        return mode if all(color[3] == 255 for color in colors) else mode + "A"

    @classmethod
    def title(cls) -> str:
        """The name for people: "Linear gradient"."""
        return cls.source.replace("_", " ").capitalize()

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring."""
        return (cls.__doc__ or "").strip().split("\n")[0]

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """The fields, in the order they were declared."""
        return tuple(describe(name, field) for name, field in cls.model_fields.items())

    def to_json(self) -> dict[str, Any]:
        """The exchange form, defaults filled in: `{"source": "solid", "width": 640, ...}`."""
        return {"source": self.source, **self.model_dump(mode="json")}


First = Annotated[Color, Field(description="Color that it begins with; it may be transparent.")]
Last = Annotated[Color, Field(description="Color that it ends with; it may be transparent.")]


class Solid(Generator):
    """One color."""

    source: ClassVar[str] = "solid"

    color: Annotated[Color, Field(description="The color; it may be transparent.")] = "#808080"

    def draw(self) -> Image.Image:
        *color, alpha = rgba(self.color)
        bands = [*color[: 1 if self.mode[0] == "L" else 3], *([alpha] if self.mode.endswith("A") else [])]
        return Image.new(self.mode, self.size, tuple(bands))


class LinearGradient(Generator):
    """One color that runs into another along a line."""

    source: ClassVar[str] = "linear_gradient"

    color: First = "#000000"
    to_color: Last = "#ffffff"
    angle: Annotated[
        float,
        Field(ge=-360, le=360, description="Where it runs, as in CSS: 0 is up, 90 right, 180 down."),
        Unit("°", 1),
    ] = 180.0

    def draw(self) -> Image.Image:
        return _between(gradients.linear(self.size, self.angle), self.color, self.to_color)


class RadialGradient(Generator):
    """One color that runs into another from the middle to the corners."""

    source: ClassVar[str] = "radial_gradient"

    color: First = "#ffffff"
    to_color: Last = "#000000"

    def draw(self) -> Image.Image:
        return _between(gradients.radial(self.size), self.color, self.to_color)


class Checkerboard(Generator):
    """Squares of two colors in turn."""

    source: ClassVar[str] = "checkerboard"

    cell: Annotated[int, Field(ge=1, le=LONGEST, description="Side of a square."), Unit(PIXELS)] = 32
    color: Annotated[Color, Field(description="Color of the first square; it may be transparent.")] = "#ffffff"
    to_color: Annotated[Color, Field(description="Color of the second square; it may be transparent.")] = "#cccccc"

    def draw(self) -> Image.Image:
        columns, rows = np.arange(self.width) // self.cell % 2, np.arange(self.height) // self.cell % 2
        odd = (columns ^ rows[:, np.newaxis]).astype(np.uint8)
        return _between(Image.fromarray(odd * np.uint8(255)), self.color, self.to_color)


class Noise(Generator):
    """Random grain, in gray or in color; the same seed makes the same grain."""

    source: ClassVar[str] = "noise"

    kind: Annotated[
        Literal["gaussian", "uniform"],
        Field(description="gaussian is around middle gray, uniform takes every tone alike."),
    ] = "gaussian"
    sigma: Annotated[
        float, Field(ge=0, le=255, description="For gaussian: its standard deviation, in levels of 255."), Unit(step=1)
    ] = 50.0
    colored: Annotated[bool, Field(description="Red, green and blue each on their own.")] = False
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="Another number makes other grain.")] = 0

    @property
    def mode(self) -> str:
        """Gray, or color where it is colored."""
        return "RGB" if self.colored else "L"

    def draw(self) -> Image.Image:
        random = np.random.default_rng(self.seed)
        bands = (3,) if self.colored else ()
        pixels = np.empty((self.height, self.width, *bands), np.uint8)
        for rows in row_blocks(self.size):
            shape = pixels[rows].shape
            if self.kind == "uniform":
                pixels[rows] = random.integers(0, 256, shape, dtype=np.uint8)
            else:
                pixels[rows] = np.rint(128 + self.sigma * random.standard_normal(shape, dtype=np.float32)).clip(0, 255)
        return Image.fromarray(pixels)


class Mandelbrot(Generator):
    """The Mandelbrot set, in two colors."""

    source: ClassVar[str] = "mandelbrot"

    center_x: Annotated[float, Field(ge=-3, le=3, description="The real part in the middle."), Unit(step=0.1)] = -0.5
    center_y: Annotated[float, Field(ge=-3, le=3, description="The imaginary part in the middle."), Unit(step=0.1)] = (
        0.0
    )
    span: Annotated[
        float,
        Field(ge=1e-9, le=10, description="How much of the plane the width shows; less goes deeper."),
        Unit(step=0.1),
    ] = 3.0
    quality: Annotated[int, Field(ge=2, le=1000, description="Steps until a point counts as inside.")] = 100
    color: Annotated[Color, Field(description="Color of the set itself.")] = "#000000"
    to_color: Annotated[Color, Field(description="Color of what is nearly in it.")] = "#ffffff"

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.width * self.height * self.quality > MANDELBROT_WORK:
            most = MANDELBROT_WORK // (self.width * self.height)
            why = f"quality is at most {most} for a picture of this size; lower it, or the width and the height"
            raise PydanticCustomError("rule", "{why}", {"field": "quality", "why": why})
        return self

    def draw(self) -> Image.Image:
        across, down = self.span / 2, self.span / 2 * self.height / self.width
        x, y = self.center_x, self.center_y
        levels = Image.effect_mandelbrot(self.size, (x - across, y - down, x + across, y + down), self.quality)
        return _between(levels, self.color, self.to_color)


class Placeholder(Generator):
    """A flat picture with a text: its own size, where no other is given."""

    source: ClassVar[str] = "placeholder"

    text: Annotated[
        Text | None, Field(min_length=1, max_length=500, description="The text; without one it is the size.")
    ] = None
    text_size: Annotated[
        float, Field(ge=1, le=100, description="Size of the letters, as a share of the shorter side."), Unit("%", 1)
    ] = 15.0
    bold: Annotated[bool, Field(description="Bold letters.")] = True
    color: Annotated[Color, Field(description="Color of the letters.")] = "#808080"
    background: Annotated[Color, Field(description="Color behind them; it may be transparent.")] = "#dddddd"

    def draw(self) -> Image.Image:
        """A text that does not fit becomes smaller."""
        text = self.text if self.text is not None else f"{self.width} × {self.height}"
        lettering = WatermarkText(
            text=text, size=self.text_size, bold=self.bold, color=self.color, opacity=1.0, margin=5.0, align="center",
            position="center", shadow_color="#00000000",
        )  # fmt: skip
        return lettering.apply(Image.new("RGBA", self.size, rgba(self.background)))


def _between(levels: Image.Image, first: str, last: str) -> Image.Image:
    """Levels of gray as two colors and what lies between."""
    colors: tuple[Channels, Channels] = rgba(first), rgba(last)
    return gradients.painted(levels, *colors)


GENERATORS: dict[str, type[Generator]] = {
    generator.source: generator
    for generator in (Solid, LinearGradient, RadialGradient, Checkerboard, Noise, Mandelbrot, Placeholder)
}
