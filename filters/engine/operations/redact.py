"""Privacy: parts of the picture made unreadable for good."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from PIL import Image
from pydantic import Field

from filters.engine.boxes import Box, Corners, inside, misplaced
from filters.engine.errors import PipelineInvalid
from filters.engine.finding.faces import Face, find_faces
from filters.engine.kernels.mosaic import Method, redacted
from filters.engine.operation import Operation, Size
from filters.engine.parameters import Color, Many, Unit

FAMILY = "Privacy"
MOST = 8  # pictures full of boxes: keeps the time of one step within 2 s for 12 megapixels
SEARCHED = 1280  # px of the longer side in which faces are looked for: one of 2 % is found

Hiding = Annotated[
    Method,
    Field(
        description="fill paints over, which is safest for text; blur and pixelate leave a few averages of each box."
    ),
]
Detail = Annotated[
    int,
    Field(ge=1, le=8, description="How many averages blur and pixelate leave along the longer side of a box."),
]
Paint = Annotated[Color, Field(description="Color of fill.")]


class Redact(Operation):
    """Makes boxes in the picture unreadable, so that nothing brings them back.

    `blur` and `pixelate` leave the same few averages of a large box as of a small one, and of a tiny box fewer.
    Short texts can be guessed even from these: choose `fill` for them.
    """

    op: ClassVar[str] = "redact"
    family: ClassVar[str] = FAMILY
    example: ClassVar[Mapping[str, Any]] = {"boxes": [[60, 20, 70, 35]]}

    boxes: Annotated[
        tuple[Box, ...],
        Many(),
        Field(min_length=1, max_length=64, description="What to hide: left, top, width, height of each box."),
    ]
    method: Hiding = "fill"
    color: Paint = "#000000"
    detail: Detail = 6

    def transform(self, image: Image.Image) -> Image.Image:
        self.output_size(image.size)
        parts = [part for box in self.boxes if (part := inside(box, image.size))]
        return redacted(image, parts, self.method, self.detail, self.color)

    def output_size(self, size: Size) -> Size:
        why = misplaced(self.boxes, size)
        if why is None and _area(self.boxes, size) > MOST * size[0] * size[1]:
            why = f"must not cover the picture more than {MOST} times, one over another"
        if why:
            raise PipelineInvalid([self.misfit("boxes", why)])
        return size


def _area(boxes: tuple[Box, ...], size: Size) -> int:
    parts = [part for box in boxes if (part := inside(box, size))]
    return sum((right - left) * (bottom - top) for left, top, right, bottom in parts)


class RedactFaces(Operation):
    """Makes faces unreadable that are found in the picture; look at the result, as not every face is.

    Upright faces seen from the front are found, from a fiftieth of the longer side on; in an animation, in each frame
    anew.
    """

    op: ClassVar[str] = "redact_faces"
    family: ClassVar[str] = FAMILY

    method: Hiding = "blur"
    color: Paint = "#000000"
    detail: Detail = 6
    margin: Annotated[
        float, Field(ge=0, le=100, description="How far around a face, as a share of its size."), Unit("%", 5)
    ] = 25.0

    def transform(self, image: Image.Image) -> Image.Image:
        faces = find_faces(image, longest=SEARCHED)
        parts = [self._widened(face, image.size) for face in faces]
        return redacted(image, parts, self.method, self.detail, self.color)

    def _widened(self, face: Face, size: Size) -> Corners:
        left, top, width, height = face
        across, down = round(width * self.margin / 100), round(height * self.margin / 100)
        return (
            max(0, left - across),
            max(0, top - down),
            min(size[0], left + width + across),
            min(size[1], top + height + down),
        )


OPERATIONS = (Redact, RedactFaces)
