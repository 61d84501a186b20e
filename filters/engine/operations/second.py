"""What operations with a second picture have in common: where it comes from."""

from typing import Annotated

from PIL import Image
from pydantic import Field

from filters.engine.assets import NO_ASSETS, Assets, Need
from filters.engine.drawing.pictures import read_picture
from filters.engine.errors import PictureInvalid, PipelineInvalid, Problem
from filters.engine.operation import Operation
from filters.engine.parameters import Picture


class SecondPicture(Operation):
    """An operation that uses a stored picture, or the request's second one."""

    picture: Annotated[
        Picture | None,
        Field(description="A stored picture; without one it is the second picture of the request, in overlay."),
    ] = None

    def needs(self) -> tuple[Need, ...]:
        """The picture, whichever it is."""
        return (Need("picture", "picture", self.picture),)

    def transform(self, image: Image.Image) -> Image.Image:
        return self.transform_with(image, NO_ASSETS)

    def second(self, assets: Assets) -> Image.Image:
        """The second picture in a working mode; the first frame of an animation. Raises `PipelineInvalid`."""
        try:
            return read_picture(assets.picture(self.picture))
        except PictureInvalid as error:
            what = "picture" if self.picture else "overlay, its second picture,"
            detail = f"{what} of {self.op} cannot be read: {error.detail}"
            raise PipelineInvalid([Problem("picture", "parameter_invalid", detail)]) from error
