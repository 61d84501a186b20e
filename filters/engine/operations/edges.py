"""Edges: only the differences between neighbors are left."""

from typing import ClassVar

from PIL import ImageFilter

from filters.engine.modes import Alpha
from filters.engine.operations.kernel import Kernel

FAMILY = "Edges"


class Contour(Kernel):
    """Draws the outlines of things on white, like a pencil sketch."""

    op: ClassVar[str] = "contour"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.BLEED
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]] = ImageFilter.CONTOUR


class Emboss(Kernel):
    """Presses the picture into gray relief, lit from one side."""

    op: ClassVar[str] = "emboss"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.BLEED
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]] = ImageFilter.EMBOSS


class FindEdges(Kernel):
    """Shows edges as bright lines on black."""

    op: ClassVar[str] = "find_edges"
    family: ClassVar[str] = FAMILY
    alpha: ClassVar[Alpha] = Alpha.BLEED
    kernel: ClassVar[type[ImageFilter.BuiltinFilter]] = ImageFilter.FIND_EDGES


OPERATIONS = (Contour, Emboss, FindEdges)
