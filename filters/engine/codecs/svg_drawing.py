"""Drawing an SVG by CairoSVG, which comes with the extra `svg`, within bounds of work and memory.

References multiply: a shape that is used by a shape that is used, a pattern within a pattern. What counts is therefore
what is drawn, not what is in the file.
"""

from math import hypot
from typing import Any

import cairocffi
from cairosvg import surface as surfaces
from cairosvg.helpers import PointError
from cairosvg.parser import Tree
from cairosvg.text import text as draw_text
from PIL import Image

from filters.engine.codecs.svg_document import Drawing
from filters.engine.errors import ImageTooLarge, ImageUnreadable

MOST_DRAWN = 30_000  # elements, and what counts like one: some three seconds
LETTERS = 4  # of a text take as long as an element
REFERENCE = 3  # a reference counts like so many elements, besides
SEARCHED = 20  # elements are looked through for a reference while one is drawn
LAYER_BYTES = 512 * 1024 * 1024  # for groups that are drawn apart and then laid over the rest
DOTS_PER_INCH = 96
SENSELESS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)  # what CairoSVG raises over values
LARGEST_LETTERS = 16_000  # pixels; past 65535 FreeType fails, and Cairo then refuses that font for good


class Budget:
    """What drawing may still cost. Raises `ImageTooLarge` once it is used up."""

    def __init__(self, drawing: Drawing) -> None:
        self._left = MOST_DRAWN
        self._search = REFERENCE + drawing.elements // SEARCHED
        self._layers_left = max(1, LAYER_BYTES // (4 * drawing.width * drawing.height))

    def spend(self, node: Any) -> None:
        """Take off what one element costs."""
        self._left -= 1 + len(node.text or "") // LETTERS
        if node.tag == "use" or any("url(" in node.get(paint, "") for paint in ("fill", "stroke")):
            self._left -= self._search
        if self._left < 0:
            raise ImageTooLarge(
                f"The SVG draws more than {MOST_DRAWN} elements, counting each use of one. Send a simpler one."
            )

    def layer(self, change: int) -> None:
        """One layer more, or one less."""
        self._layers_left -= change
        if self._layers_left < 0:
            raise ImageTooLarge("The SVG lays too many groups with opacity, masks or filters over one another.")


class Bounded(surfaces.Surface):  # type: ignore[misc]
    """Draws as long as the budget lasts, which the surfaces of patterns and masks share."""

    def __init__(self, tree: Any, output: None, dpi: float, parent: Any = None, *sizes: Any, **options: Any) -> None:
        self.budget: Budget = (parent or tree).budget
        super().__init__(tree, output, dpi, parent, *sizes, **options)

    def draw(self, node: Any) -> None:
        """Draw an element and its children."""
        self.budget.spend(node)
        layers = int(bool(node.get("mask") or node.get("filter") or node.get("opacity", "1") != "1"))
        self.budget.layer(layers)
        super().draw(node)
        self.budget.layer(-layers)


class Pixels(Bounded, surfaces.PNGSurface):  # type: ignore[misc]
    """What the drawing itself is drawn on."""


class Vectors(Bounded, surfaces.SVGSurface):  # type: ignore[misc]
    """What patterns and masks are drawn on."""


def text(surface: Any, node: Any, draw_as_text: bool = False) -> None:
    """Draw text as outlines, so that no font is asked for once more where a pattern or a mask is scaled.

    Letters that are too large are left out: one file must not spoil a font for the next.
    """
    matrix = surface.context.get_matrix()
    largest = surface.font_size * max(hypot(matrix.xx, matrix.yx), hypot(matrix.xy, matrix.yy))
    if not largest <= LARGEST_LETTERS:  # nor what is no number
        return
    if draw_as_text:
        surface.context.new_path()
    node.text = node.text or ""  # none in a `tspan` that stands in no text
    draw_text(surface, node)
    if draw_as_text:
        surface.context.fill_preserve()


# CairoSVG looks these up whenever it draws a pattern, a mask or a text.
surfaces.SVGSurface = Vectors
surfaces.text = text
surfaces.TAGS |= {tag: text for tag, drawer in surfaces.TAGS.items() if drawer is draw_text}


def draw(drawing: Drawing) -> Image.Image:
    """The picture in RGBA; what is not drawn on is transparent.

    Raises `ImageTooLarge` and `ImageUnreadable`.
    """
    size = {"output_width": drawing.width, "output_height": drawing.height}
    try:
        tree = Tree(bytestring=drawing.data, url_fetcher=_nothing)
        tree.budget = Budget(drawing)
        drawn = Pixels(tree, None, DOTS_PER_INCH, None, drawing.width, drawing.height, **size).cairo
    except (cairocffi.CairoError, PointError) as error:
        raise ImageUnreadable("The SVG has sizes or positions that cannot be drawn.") from error
    except SENSELESS as error:
        raise ImageUnreadable("The SVG holds a value that means nothing, such as a word for a number.") from error
    except RecursionError as error:
        raise ImageUnreadable("The SVG's elements refer to one another in a circle.") from error
    drawn.flush()
    extent = drawing.width, drawing.height
    return Image.frombuffer("RGBA", extent, bytes(drawn.get_data()), "raw", "BGRa", drawn.get_stride(), 1)


def _nothing(url: str, kind: str) -> bytes:
    """What stands for a style sheet or a picture of elsewhere: an empty one."""
    return b"<svg/>" if kind == "image/svg+xml" else b""
