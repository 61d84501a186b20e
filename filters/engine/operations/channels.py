"""Channels: one of them alone, or in another's place."""

from typing import Annotated, ClassVar, Literal

from PIL import Image
from pydantic import Field

from filters.engine.modes import ALPHA, join_alpha, split_alpha
from filters.engine.operation import Operation
from filters.engine.operations.visible import without_hidden

FAMILY = "Channels"
Extracted = Literal["red", "green", "blue", "alpha", "luminance", "hue", "saturation", "value"]
Origin = Literal["red", "green", "blue", "alpha", "luminance", "zero", "full"]
BANDS = {"red": 0, "green": 1, "blue": 2}
HSV = {"hue": 0, "saturation": 1, "value": 2}


class ExtractChannel(Operation):
    """Shows one channel in gray.

    Colors keep the transparency that they had; the alpha channel comes out opaque. Hue, saturation and value are those
    of Pillow's HSV.
    """

    op: ClassVar[str] = "extract_channel"
    family: ClassVar[str] = FAMILY
    local: ClassVar[bool] = True

    channel: Annotated[Extracted, Field(description="The channel that is shown.")] = "luminance"

    def transform(self, image: Image.Image) -> Image.Image:
        color, alpha = split_alpha(image)
        if self.channel == "alpha":
            return alpha or Image.new("L", image.size, 255)
        return join_alpha(_gray(color, self.channel), alpha)


class ShuffleChannels(Operation):
    """Takes each channel from another one.

    The colors of fully transparent pixels count as black.
    """

    op: ClassVar[str] = "shuffle_channels"
    family: ClassVar[str] = FAMILY
    local: ClassVar[bool] = True

    red: Annotated[Origin, Field(description="Where the new red comes from.")] = "blue"
    green: Annotated[Origin, Field(description="Where the new green comes from.")] = "green"
    blue: Annotated[Origin, Field(description="Where the new blue comes from.")] = "red"
    alpha_from: Annotated[Origin, Field(description="Where the new alpha comes from.")] = "alpha"

    def transform(self, image: Image.Image) -> Image.Image:
        color, alpha = split_alpha(without_hidden(image))
        origins = [_origin(name, color) for name in (self.red, self.green, self.blue)]
        bands = [self._band(name, color, alpha) for name in origins]
        made = bands[0] if len(set(origins)) == 1 else Image.merge("RGB", bands)
        if self.alpha_from == "full" or (self.alpha_from == "alpha" and image.mode not in ALPHA):
            return made
        return join_alpha(made, self._band(self.alpha_from, color, alpha))

    def _band(self, name: Origin, color: Image.Image, alpha: Image.Image | None) -> Image.Image:
        if name in ("zero", "full") or (name == "alpha" and alpha is None):
            return Image.new("L", color.size, 0 if name == "zero" else 255)
        return alpha if name == "alpha" and alpha is not None else _gray(color, name)


def _origin(name: Origin, color: Image.Image) -> Origin:
    """Gray has one channel, whatever it is called."""
    return "luminance" if color.mode == "L" and name in BANDS else name


def _gray(color: Image.Image, channel: str) -> Image.Image:
    """One channel of a picture in L or RGB."""
    if channel in HSV:
        return color.convert("RGB").convert("HSV").getchannel(HSV[channel])
    if channel == "luminance" or color.mode == "L":
        return color.convert("L")
    return color.getchannel(BANDS[channel])


OPERATIONS = (ExtractChannel, ShuffleChannels)
