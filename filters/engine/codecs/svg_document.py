"""What is let through of an SVG: drawing elements that refer to nothing outside the file, and its size in pixels.

Needs defusedxml, which comes with the extra `svg`. Sizes follow CSS Images 3, section 5, with 96 pixels an inch.
"""

import re
from dataclasses import dataclass
from math import isfinite
from xml.etree.ElementTree import Element, TreeBuilder, tostring  # nosec B405  # builds and writes; defusedxml reads

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from filters.engine.errors import ImageTooLarge, ImageUnreadable

SVG = "{http://www.w3.org/2000/svg}"
MOST_BYTES = 4 * 1024 * 1024
MOST_ELEMENTS = 20_000
MOST_DEPTH = 64  # drawing programs nest groups ten or twenty deep
MOST_SIDE = 10**9  # what is larger is too large in any case
NO_SIZE = "The SVG's width, height or viewBox is no size. Give lengths such as 64 or 20mm, and four numbers as viewBox."
MOST_MATCHED = 500_000  # rules of style sheets times elements: about a second
DEFAULT_SIZE = (300.0, 150.0)
LEFT_OUT = frozenset(
    f"{SVG}{name}"
    for name in ("audio", "canvas", "feImage", "foreignObject", "iframe", "image", "script", "tref", "video")
)
"""Elements that run, embed or fetch something."""
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
REFERENCE = "href"
PIXELS = {
    "": 1, "px": 1, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "pt": 96 / 72, "pc": 16,
    "em": 16, "rem": 16, "ex": 8, "ch": 8,
}  # fmt: skip
LENGTH = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([a-zA-Z]*|%)\s*")
RELATIVE = ("%", "vw", "vh", "vmin", "vmax")  # of a page that is not there
VIEW_BOX = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG that refers to nothing but itself."""

    data: bytes
    width: int
    height: int
    elements: int


def read_drawing(data: bytes) -> Drawing:
    """The drawing in the bytes of an SVG.

    Raises `ImageTooLarge` and `ImageUnreadable`.
    """
    if len(data) > MOST_BYTES:
        raise ImageTooLarge(f"The SVG has {len(data)} bytes; at most {MOST_BYTES} are allowed. Send a simpler one.")
    builder = Builder()
    root = _parsed(data, builder)
    if root.tag not in (f"{SVG}svg", "svg"):
        raise ImageUnreadable("The file begins like SVG, but its root element is another.")
    try:
        width, height = (round(min(side, MOST_SIDE)) for side in size_of(root))
    except (ValueError, ArithmeticError) as error:
        raise ImageUnreadable(NO_SIZE) from error
    if not (width and height):
        raise ImageUnreadable(NO_SIZE)
    root.set("width", str(width))
    root.set("height", str(height))
    return Drawing(tostring(root, "utf-8"), width, height, builder.elements)


def _parsed(data: bytes, builder: "Builder") -> Element:
    """The root. What a document type declares of its own (entities, defaults of attributes) is refused unread."""
    parser = Parser(target=builder, forbid_dtd=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise ImageUnreadable(
            "The SVG declares entities or other things in its document type, which is not read here. "
            "Save it as plain SVG."
        ) from error
    except ParseError as error:
        raise ImageUnreadable("The SVG is no well-formed XML, or cut short. Send the whole file.") from error
    return root


class Parser(DefusedXMLParser):  # type: ignore[misc]
    """Lets the name of a document type pass, which many files have, but nothing that is declared in it."""

    def defused_start_doctype_decl(self, name: str, sysid: str, pubid: str, has_internal_subset: int) -> None:
        """Called by expat. Raises `DTDForbidden`."""
        if has_internal_subset:
            super().defused_start_doctype_decl(name, sysid, pubid, has_internal_subset)


class Builder:
    """Builds the tree of what is let through. Raises `ImageTooLarge` and `ImageUnreadable` once it is too much."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._depth = 0
        self._left_out_at = 0  # how deep the element lies that is left out with all that is in it
        self.elements = 0
        self._rules = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        self.elements += 1
        if self._depth > MOST_DEPTH:
            raise ImageUnreadable(f"The SVG nests more than {MOST_DEPTH} elements, which is the most allowed.")
        if self.elements > MOST_ELEMENTS:
            raise ImageTooLarge(f"The SVG has more than {MOST_ELEMENTS} elements, which is the most allowed.")
        if not self._left_out_at and _with_namespace(tag) in LEFT_OUT:
            self._left_out_at = self._depth
        if not self._left_out_at:
            self._tree.start(tag, {name: value for name, value in attributes.items() if _stays(name, value)})

    def data(self, text: str) -> None:
        """Text between elements."""
        if not self._left_out_at:
            self._rules += text.count("{")
            self._tree.data(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        if not self._left_out_at:
            self._tree.end(tag)
        elif self._left_out_at == self._depth:
            self._left_out_at = 0
        self._depth -= 1

    def close(self) -> Element:
        """The root."""
        if self._rules * self.elements > MOST_MATCHED:
            raise ImageTooLarge(
                f"The SVG has {self._rules} rules of style for {self.elements} elements, which takes too long. "
                "Save it with its styles in attributes."
            )
        return self._tree.close()


def _with_namespace(tag: str) -> str:
    """A file may come without the namespace."""
    return tag if tag.startswith("{") else SVG + tag


def _stays(name: str, value: str) -> bool:
    """Not scripts, and of references only those to the file itself."""
    if name.rpartition("}")[2] == REFERENCE:
        return value.lstrip().startswith("#")
    return name != XML_BASE and not name.lower().startswith("on")


def size_of(root: Element) -> tuple[float, float]:
    """Width and height of an `svg` element in pixels. Raises ValueError."""
    width, height = _length(root.get("width")), _length(root.get("height"))
    box = _view_box(root.get("viewBox"))
    if box is None:
        return DEFAULT_SIZE[0] if width is None else width, DEFAULT_SIZE[1] if height is None else height
    if width is None:
        width = box[0] if height is None else height * box[0] / box[1]
    return width, width * box[1] / box[0] if height is None else height


def _length(text: str | None) -> float | None:
    """A length in pixels; None where it is not given, or in parts of a page. Raises ValueError."""
    if text is None or text.strip() in ("", "auto"):
        return None
    found = LENGTH.fullmatch(text)
    unit = found[2].lower() if found else ""
    if found is None or unit not in (*PIXELS, *RELATIVE):
        raise ValueError("a length that is none")
    if unit in RELATIVE:
        return None
    pixels = float(found[1]) * PIXELS[unit]
    if pixels < 0 or not isfinite(pixels):
        raise ValueError("a length that is none")
    return pixels


def _view_box(text: str | None) -> tuple[float, float] | None:
    """Width and height of the view box, None where there is none. Raises ValueError."""
    if text is None:
        return None
    numbers = [float(number) for number in VIEW_BOX.split(text.strip())]
    if len(numbers) != 4 or not all(map(isfinite, numbers)) or min(numbers[2:]) <= 0:
        raise ValueError("a view box that is none")
    return numbers[2], numbers[3]
