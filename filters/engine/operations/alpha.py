"""Transparency itself."""

from collections.abc import Mapping
from functools import reduce
from typing import Annotated, Any, ClassVar

import numpy as np
from PIL import Image
from pydantic import Field

from filters.engine.kernels.pairs import looked_up_with
from filters.engine.kernels.rows import by_rows
from filters.engine.kernels.vision import Pixels, cv2
from filters.engine.modes import ALPHA, flatten, join_alpha, split_alpha
from filters.engine.operation import Operation, Size
from filters.engine.parameters import Color, Unit, rgba

FAMILY = "Channels"
LEVELS = np.arange(256, dtype=np.float32)


class SetAlpha(Operation):
    """Makes the whole picture equally transparent; what cannot be seen at all stays hidden."""

    op: ClassVar[str] = "set_alpha"
    family: ClassVar[str] = FAMILY
    local: ClassVar[bool] = True

    value: Annotated[int, Field(ge=0, le=255, description="0 is invisible, 255 is opaque.")] = 128

    def transform(self, image: Image.Image) -> Image.Image:
        color, alpha = split_alpha(image)
        if alpha is None:
            return join_alpha(color, Image.new("L", image.size, self.value))
        return join_alpha(color, alpha.point([0] + [self.value] * 255))


class Opacity(Operation):
    """Fades the picture; what was half transparent already fades alike."""

    op: ClassVar[str] = "opacity"
    family: ClassVar[str] = FAMILY
    local: ClassVar[bool] = True

    factor: Annotated[
        float, Field(ge=0, le=1, description="0 is invisible, 1 leaves the picture as it is."), Unit(step=0.05)
    ] = 0.5

    def transform(self, image: Image.Image) -> Image.Image:
        if self.factor == 1:
            return image
        color, alpha = split_alpha(image)
        alpha = alpha or Image.new("L", image.size, 255)
        return join_alpha(color, alpha.point([int(level * self.factor + 0.5) for level in range(256)]))

    def is_identity(self, size: Size) -> bool:
        return self.factor == 1


class RemoveAlpha(Operation):
    """Lays the picture on a color, so that nothing of it is transparent."""

    op: ClassVar[str] = "remove_alpha"
    family: ClassVar[str] = FAMILY
    local: ClassVar[bool] = True

    color: Annotated[Color, Field(description="What shows through; how opaque it is does not count.")] = "#ffffff"

    def transform(self, image: Image.Image) -> Image.Image:
        red, green, blue, _ = rgba(self.color)
        flat = flatten(image, (red, green, blue))
        return flat.convert("L") if image.mode == "LA" and red == green == blue else flat


class ColorToAlpha(Operation):
    """Makes one color transparent, such as a white backdrop.

    Between tolerance and tolerance + softness a pixel is partly transparent, and its own color is worked out as if the
    other had shone through, so that no fringe is left. The distance of two colors is that of their furthest channels.
    """

    op: ClassVar[str] = "color_to_alpha"
    family: ClassVar[str] = FAMILY
    local: ClassVar[bool] = True
    example: ClassVar[Mapping[str, Any]] = {"color": "#8a6a52", "tolerance": 40}

    color: Annotated[Color, Field(description="The color to remove; how opaque it is does not count.")] = "#ffffff"
    tolerance: Annotated[int, Field(ge=0, le=255, description="How far from it a color is still removed.")] = 8
    softness: Annotated[int, Field(ge=0, le=255, description="How much further colors become partly transparent.")] = 24

    def transform(self, image: Image.Image) -> Image.Image:
        red, green, blue, _ = rgba(self.color)
        if not red == green == blue:
            image = image.convert("RGBA" if image.mode in ALPHA else "RGB")
        removed = [red] if image.mode in ("L", "LA") else [red, green, blue]
        apart = [np.abs(LEVELS - level).astype(np.uint8) for level in removed]
        unmixed = [self._unmixed(level) for level in removed]
        left = np.rint(self._shares()[:, np.newaxis] * LEVELS).astype(np.uint8)

        def remove(block: Pixels, _: slice) -> Pixels:
            bands = cv2.split(block)
            colors, alphas = bands[: len(removed)], bands[len(removed) :]
            distance = reduce(cv2.max, [cv2.LUT(color, table) for color, table in zip(colors, apart, strict=True)])
            made = [looked_up_with(color, distance, table) for color, table in zip(colors, unmixed, strict=True)]
            alpha = looked_up_with(alphas[0], distance, left) if alphas else cv2.LUT(distance, left[:, 255])
            return cv2.merge([*made, alpha])

        return by_rows(image, remove)

    def _unmixed(self, removed: int) -> Pixels:
        """What a channel was before `removed` shone through, for each distance of its color and each value."""
        made = np.tile(LEVELS.astype(np.uint8), (256, 1))
        shares = self._shares()[:, np.newaxis]
        soft = ((shares > 0) & (shares < 1))[:, 0]
        made[soft] = np.rint((removed + (LEVELS - removed) / shares[soft]).clip(0, 255))
        return made

    def _shares(self) -> Pixels:
        """How much of a pixel stays, for each distance from the color."""
        beyond = LEVELS - self.tolerance
        return (beyond / (self.softness + 1)).clip(0, 1)


OPERATIONS = (SetAlpha, Opacity, RemoveAlpha, ColorToAlpha)
