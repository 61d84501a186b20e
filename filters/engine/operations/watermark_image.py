"""A picture over the picture."""

from typing import Annotated, ClassVar, Literal

from PIL import Image
from pydantic import Field

from filters.engine.assets import Assets
from filters.engine.geometry import Size
from filters.engine.operations.second import SecondPicture
from filters.engine.operations.stamping import Stamped
from filters.engine.parameters import Unit


class WatermarkImage(Stamped, SecondPicture):
    """Lays a second picture over this one, once or all over it; one that does not fit becomes smaller."""

    op: ClassVar[str] = "watermark_image"
    family: ClassVar[str] = "Compositing"

    scale: Annotated[
        float, Field(ge=0.1, le=1000, description="Its size, in percent of what scale_of names."), Unit("%", 0.1)
    ] = 25.0
    scale_of: Annotated[
        Literal["width", "height", "itself"],
        Field(description="What scale counts: the width or the height of the picture, or the watermark's own size."),
    ] = "width"

    def transform_with(self, image: Image.Image, assets: Assets) -> Image.Image:
        """Its own shape stays. As large as asked, or as large as fits inside the margins once it is turned."""
        second = self.second(assets)
        size = self._size(second.size, image.size)
        return self.stamped(image, second if size == second.size else second.resize(size, Image.Resampling.LANCZOS))

    def _size(self, own: Size, picture: Size) -> Size:
        factor = self.scale / 100
        if self.scale_of != "itself":
            side = ("width", "height").index(self.scale_of)
            factor *= picture[side] / own[side]
        asked = own[0] * factor, own[1] * factor
        shrink = self.shrink(asked, picture)
        return max(1, round(asked[0] * shrink)), max(1, round(asked[1] * shrink))


OPERATIONS = (WatermarkImage,)
