"""Cropping to what matters."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from PIL import Image
from pydantic import Field

from filters.engine.finding.attention import Interest, focus
from filters.engine.geometry import shaped
from filters.engine.layout import Wish, layout
from filters.engine.operation import Operation, Size
from filters.engine.operations.crop import CropTo
from filters.engine.operations.placing import LONGEST, Resampled
from filters.engine.operations.resize import Resize
from filters.engine.parameters import PIXELS, Unit


class SmartCrop(Operation):
    """Crops to a size or shape around faces or else around what stands out.

    In an animation all frames are cut alike, by what moves in any of them.
    """

    op: ClassVar[str] = "smart_crop"
    family: ClassVar[str] = "Geometry"
    decides: ClassVar[bool] = True
    example: ClassVar[Mapping[str, Any]] = {"width": 90, "height": 90}

    width: Annotated[int, Field(ge=1, le=LONGEST, description="Width of the result."), Unit(PIXELS)]
    height: Annotated[int, Field(ge=1, le=LONGEST, description="Height of the result."), Unit(PIXELS)]
    part: Annotated[
        Literal["scaled", "largest", "exact"],
        Field(
            description="scaled brings the largest part of that shape to the size, largest leaves it as it is, "
            "exact cuts just so many pixels."
        ),
    ] = "scaled"
    interest: Annotated[
        Interest,
        Field(
            description="What to keep: faces, what stands out (saliency), or what has the most detail (entropy); "
            "auto keeps faces and, where there are none, what stands out."
        ),
    ] = "auto"
    upscale: Annotated[bool, Field(description="Allow scaled to make the picture larger than it is.")] = False
    resample: Resampled = "lanczos"

    def decide(self, images: Sequence[Image.Image]) -> Operation:
        size = images[0].size
        kept = self._kept(size)
        x, y = focus(images, (kept[0] / size[0], kept[1] / size[1]), self.interest)
        if self.part != "scaled":
            return CropTo.model_construct(width=round(kept[0]), height=round(kept[1]), focus_x=x, focus_y=y)
        return Resize(
            width=self.width,
            height=self.height,
            fit="cover",
            upscale=self.upscale,
            resample=self.resample,
            focus_x=x,
            focus_y=y,
        )

    def output_size(self, size: Size) -> Size:
        if self.part == "scaled":
            return layout(size, self._wish).canvas
        width, height = self._kept(size)
        return round(width), round(height)

    def _kept(self, size: Size) -> tuple[float, float]:
        """How much of the picture is seen, in its own pixels."""
        if self.part == "exact":
            return min(size[0], self.width), min(size[1], self.height)
        if self.part == "largest":
            return shaped(size, self.width / self.height)
        left, top, right, bottom = layout(size, self._wish).box
        return right - left, bottom - top

    @property
    def _wish(self) -> Wish:
        return Wish(width=self.width, height=self.height, fit="cover", upscale=self.upscale)


OPERATIONS = (SmartCrop,)
