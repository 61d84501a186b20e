"""Two pictures as one: Pillow's `ImageChops`."""

from typing import Annotated, ClassVar, Literal

from PIL import Image, ImageChops
from pydantic import Field

from filters.engine.assets import Assets
from filters.engine.drawing.blending import MIXES, BlendMode, Mix, canvas_for, faded, lay, upper
from filters.engine.drawing.placement import corner
from filters.engine.geometry import Size, contained, cover_box
from filters.engine.modes import ALPHA, join_alpha, split_alpha
from filters.engine.operations.second import SecondPicture
from filters.engine.parameters import Unit

Fit = Literal["stretch", "cover", "contain", "center"]


class BlendImage(SecondPicture):
    """Mixes a second picture with this one, in any of Pillow's ways."""

    op: ClassVar[str] = "blend_image"
    family: ClassVar[str] = "Compositing"

    mode: Annotated[
        Literal[BlendMode, "blend", "composite"],
        Field(
            description="How two colors become one, in Pillow's names. normal lays the second picture over this one, "
            "blend takes both by amount, composite shows the second where its mask is bright."
        ),
    ] = "multiply"
    fit: Annotated[
        Fit,
        Field(
            description="How the second picture is brought to size: stretch distorts, cover fills and crops, contain "
            "fits inside, center leaves its size."
        ),
    ] = "cover"
    opacity: Annotated[
        float, Field(ge=0, le=1, description="How strongly the result covers this picture."), Unit(step=0.05)
    ] = 1.0
    amount: Annotated[
        float, Field(ge=0, le=1, description="For blend: 0 is this picture, 1 the second."), Unit(step=0.05)
    ] = 0.5
    mask: Annotated[
        Literal["luminance", "red", "green", "blue", "alpha"],
        Field(description="For composite: which channel of the second picture is its mask."),
    ] = "luminance"
    scale: Annotated[
        float, Field(ge=0.01, le=100, description="For add and subtract: what the sum is divided by."), Unit(step=0.01)
    ] = 1.0
    offset: Annotated[int, Field(ge=-255, le=255, description="For add and subtract: what comes on top of that.")] = 0

    def transform_with(self, image: Image.Image, assets: Assets) -> Image.Image:
        second = _fitted(self.second(assets), image.size, self.fit)
        if self.mode == "composite":
            second = _masked(second, self.mask)
        canvas = canvas_for(image, second)
        middle = image.width / 2, image.height / 2
        lay(canvas, faded(second, self.opacity), corner(middle, second.size), mix=self._mix())
        return canvas

    def _mix(self) -> Mix:
        if self.mode == "composite":
            return upper
        if self.mode == "blend":
            return lambda base, top: Image.blend(base, top, self.amount)
        if self.mode in ("add", "subtract"):
            both = ImageChops.add if self.mode == "add" else ImageChops.subtract
            return lambda base, top: both(base, top, self.scale, self.offset)
        return MIXES[self.mode]


def _fitted(picture: Image.Image, size: Size, fit: Fit) -> Image.Image:
    if fit == "center" or picture.size == size:
        return picture
    target = contained(picture.size, size) if fit == "contain" else size
    box = cover_box(picture.size, size) if fit == "cover" else None
    return picture.resize(target, Image.Resampling.LANCZOS, box=box)


def _masked(picture: Image.Image, channel: str) -> Image.Image:
    """The picture, as visible as one of its channels is bright."""
    color, alpha = split_alpha(picture)
    opaque = Image.new("L", picture.size, 255)
    if channel == "alpha":
        return join_alpha(color, alpha or opaque)
    mask = color.convert("L") if channel == "luminance" else color.convert("RGB").getchannel(channel[0].upper())
    return join_alpha(color, ImageChops.multiply(mask, alpha) if picture.mode in ALPHA and alpha else mask)


OPERATIONS = (BlendImage,)
