"""What watermarks have in common: where they lie, once or over the whole picture, and how strongly they show."""

from typing import Annotated

from PIL import Image
from pydantic import Field

from filters.engine.drawing.blending import MIXES, BlendMode, canvas_for, faded, lay
from filters.engine.drawing.placement import Spot, corner, tiles, turned
from filters.engine.geometry import Position, Size
from filters.engine.modes import WITH_ALPHA
from filters.engine.operation import Operation
from filters.engine.parameters import PIXELS, Unit

FURTHEST = 20_000


class Stamped(Operation):
    """An operation that lays a small picture over a large one."""

    opacity: Annotated[
        float, Field(ge=0, le=1, description="How strongly it shows: 0 is invisible, 1 is solid."), Unit(step=0.05)
    ] = 0.6
    mode: Annotated[BlendMode, Field(description="How its colors mix with those below.")] = "normal"
    position: Annotated[Position, Field(description="Where it lies.")] = "bottom_right"
    margin: Annotated[
        float,
        Field(ge=0, le=40, description="Room to the edges, as a share of the picture's shorter side."),
        Unit("%", 0.5),
    ] = 3.0
    offset_x: Annotated[
        int,
        Field(ge=-FURTHEST, le=FURTHEST, description="Moves it to the right; a negative one to the left."),
        Unit(PIXELS),
    ] = 0
    offset_y: Annotated[
        int, Field(ge=-FURTHEST, le=FURTHEST, description="Moves it down; a negative one up."), Unit(PIXELS)
    ] = 0
    angle: Annotated[
        float,
        Field(ge=-360, le=360, description="Turns it counterclockwise; a negative angle clockwise."),
        Unit("°", 1),
    ] = 0.0
    tile: Annotated[bool, Field(description="Repeat it over the whole picture, from its position on.")] = False
    gap: Annotated[
        float,
        Field(ge=0, le=100, description="Room between repeats, as a share of the picture's shorter side."),
        Unit("%", 1),
    ] = 5.0

    def spot(self, picture: Size) -> Spot:
        """Its place on a picture of this size."""
        margin = min(picture) * self.margin / 100
        return Spot(position=self.position, margin=margin, offset=(self.offset_x, self.offset_y))

    def shrink(self, stamp: tuple[float, float], picture: Size) -> float:
        """What a stamp of this size is multiplied by so that, once turned, it fits inside the margins; at most 1."""
        across, down = turned(stamp, self.angle)
        room = self.spot(picture).room(picture)
        return min(1.0, room[0] / across, room[1] / down)

    def stamped(self, image: Image.Image, stamp: Image.Image, inner: Size | None = None) -> Image.Image:
        """The picture under the stamp. `inner` is the size that counts for its place, where a shadow surrounds it."""
        inner = inner or stamp.size
        if not self.opacity:
            return image
        stamp = self._turned(faded(stamp, self.opacity))
        canvas = canvas_for(image, stamp)
        center = self.spot(image.size).center(_whole(turned(inner, self.angle)), image.size)
        centers = [center]
        if self.tile:
            gap = min(image.size) * self.gap / 100
            cell = inner[0] + gap, inner[1] + gap
            centers = tiles(center, cell, self.angle, stamp.size, image.size)
        for one in centers:
            lay(canvas, stamp, corner(one, stamp.size), mix=MIXES[self.mode])
        return canvas

    def _turned(self, stamp: Image.Image) -> Image.Image:
        if self.angle % 360 == 0:
            return stamp
        padded = Image.new(WITH_ALPHA[stamp.mode], (stamp.width + 2, stamp.height + 2))  # for soft edges
        padded.paste(stamp, (1, 1))
        return padded.rotate(self.angle, Image.Resampling.BICUBIC, expand=True)


def _whole(size: tuple[float, float]) -> Size:
    return round(size[0]), round(size[1])
