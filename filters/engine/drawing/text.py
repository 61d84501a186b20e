"""Setting text: a font at a size, lines that fit, and their ink as a picture.

Layout is Raqm's (bidirectional text, shaping, ligatures), measuring and drawing Pillow's. Sizes are in pixels.
"""

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageText

from filters.engine.drawing.blending import dimmed, is_gray, tinted
from filters.engine.errors import DAMAGED, FontInvalid
from filters.engine.modes import Channels

FOLDER = Path(__file__).parent / "fonts"
REFERENCE = 64.0  # the size at which lines are broken and measured, so that they are the same at every size
STRIKES = (109, 160, 136, 128, 96, 72, 64, *range(1, 301))  # sizes to try where a font has pictures of one size only
COLORED = (b"COLR", b"CBDT", b"sbix")  # tables of glyphs that bring their own colors
MOST_PIXELS = 64_000_000
INVISIBLE: Channels = (0, 0, 0, 0)

Align = Literal["left", "center", "right"]
Direction = Literal["auto", "ltr", "rtl"]
Box = tuple[int, int, int, int]
Point = tuple[float, float]


class TextTooLarge(Exception):
    """The text would fill more than `MOST_PIXELS`; the message says how many."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font at one size. `scale` is what its drawings are still to be enlarged by: 1 but for fonts of bitmaps."""

    font: ImageFont.FreeTypeFont
    scale: float = 1.0
    colored: bool = False

    @property
    def size(self) -> float:
        """The size that texts come out in."""
        return float(self.font.size) * self.scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a text looks. Stroke, spacing and shadow are shares of the font's size."""

    color: Channels = (0, 0, 0, 255)
    align: Align = "left"
    direction: Direction = "auto"
    spacing: float = 0.1
    stroke: float = 0
    stroke_color: Channels = INVISIBLE
    shadow_color: Channels = INVISIBLE
    shadow_offset: float = 0
    shadow_blur: float = 0

    @property
    def gray(self) -> bool:
        """Whether no part of it has a hue."""
        colors = (self.color, self.stroke_color, self.shadow_color)
        return all(is_gray(color) for color in colors)

    @property
    def spread(self) -> float:
        """How far the shadow reaches beyond the text, as a share of the font's size."""
        return abs(self.shadow_offset) + 3 * self.shadow_blur if self.shadow_color[3] else 0


@cache
def bundled(*, bold: bool = False) -> bytes:
    """DejaVu Sans: Latin, Greek, Cyrillic, Arabic, Hebrew and many symbols."""
    return (FOLDER / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")).read_bytes()


def open_face(data: bytes, size: float) -> Face:
    """A font file at a size. Raises `FontInvalid`."""
    colored = any(tag in data[:1024] for tag in COLORED)
    with font_damage():
        try:
            return Face(_sized(data, size), colored=colored)
        except OSError as error:
            if "pixel size" not in str(error):
                raise
        strike = next(strike for strike in STRIKES if _has_size(data, strike))
        return Face(_sized(data, strike), size / strike, colored)


def _sized(data: bytes, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(data), size, layout_engine=ImageFont.Layout.RAQM)


def _has_size(data: bytes, size: float) -> bool:
    try:
        _sized(data, size)
    except OSError:
        return False
    return True


@contextmanager
def font_damage() -> Iterator[None]:
    """Whatever FreeType, Raqm or Pillow raise over a font means that it is damaged."""
    try:
        yield
    except (*DAMAGED, StopIteration) as error:
        raise FontInvalid("This is not a font that text can be set in. Use a TrueType or OpenType font.") from error


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is drawn: its anchor, what that is of the text, and the box of the ink, in the font's pixels."""

    at: Point
    anchor: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """A text in a face and a style."""

    text: str
    face: Face
    style: Style

    def box(self, at: Point = (0, 0), anchor: str = "la") -> Box:
        """The whole pixels that its ink may touch, stroke included, where its anchor (Pillow's two letters) is `at`."""
        stroke = self._stroke
        font, scale = self.face.font, self.face.scale
        laid = ImageText.Text(self.text, font, spacing=self._spacing(stroke), direction=self._direction)
        laid.stroke(stroke)
        with font_damage():
            left, top, right, bottom = laid.get_bbox((at[0] / scale, at[1] / scale), anchor, self.style.align)
        if (at[0] / scale) % 1 or (at[1] / scale) % 1:  # letters between pixels reach into one more
            right, bottom = right + 1, bottom + 1
        return math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)

    def size(self) -> tuple[float, float]:
        """Width and height of the ink as it comes out."""
        left, top, right, bottom = self.box()
        return (right - left) * self.face.scale, (bottom - top) * self.face.scale

    def ink(self, at: Point = (0, 0), anchor: str = "la") -> tuple[Image.Image, tuple[int, int]] | None:
        """The picture of the text (LA or RGBA), and where its left upper corner lies; None where there is no ink.

        Raises `TextTooLarge` before the memory is taken.
        """
        left, top, right, bottom = box = self.box(at, anchor)
        width, height = right - left, bottom - top
        if width <= 0 or height <= 0 or not self.text.strip():
            return None
        scale = self.face.scale
        if width * height * max(1.0, scale * scale) > MOST_PIXELS:
            raise TextTooLarge(f"{round(width * scale)} x {round(height * scale)} pixels")
        picture = self._painted(Place(at, anchor, box))
        if scale != 1:
            picture = picture.resize((max(1, round(width * scale)), max(1, round(height * scale))))
        return self._shaded(picture, (math.floor(left * scale), math.floor(top * scale)))

    def _painted(self, place: Place) -> Image.Image:
        """Stroke and letters, without the shadow."""
        letters = self._letters(place)
        if not self._stroke:
            return letters
        outline = tinted(self._drawn(place, "L", self._stroke, 255), self.style.stroke_color, letters.mode)
        return Image.alpha_composite(outline, letters)

    def _letters(self, place: Place) -> Image.Image:
        if not self.face.colored:
            return tinted(self._drawn(place, "L", 0, 255), self.style.color, "LA" if self.style.gray else "RGBA")
        # On a transparent black canvas Pillow leaves each pixel's color times its cover: premultiplied colors.
        canvas = self._drawn(place, "RGBA", 0, self.style.color[:3])
        letters = Image.frombytes("RGBa", canvas.size, canvas.tobytes()).convert("RGBA")
        letters.putalpha(letters.getchannel("A").point(dimmed(self.style.color[3])))
        return letters

    def _drawn(self, place: Place, mode: str, stroke: float, fill: int | tuple[int, ...]) -> Image.Image:
        """The text on a black canvas of the box's size. Pillow places whole and broken pixels apart only above 0."""
        x, y = place.at[0] / self.face.scale, place.at[1] / self.face.scale
        left, top, right, bottom = place.box
        start = min(left, math.floor(x)), min(top, math.floor(y))
        canvas = Image.new(mode, (right - start[0], bottom - start[1]))
        with font_damage():
            ImageDraw.Draw(canvas).text(
                (x - start[0], y - start[1]),
                self.text,
                fill,
                self.face.font,
                place.anchor,
                self._spacing(stroke),
                self.style.align,
                self._direction,
                stroke_width=stroke,
                embedded_color=mode == "RGBA",
            )
        return canvas.crop((left - start[0], top - start[1], canvas.width, canvas.height))

    def _shaded(self, picture: Image.Image, corner: tuple[int, int]) -> tuple[Image.Image, tuple[int, int]]:
        """The picture above its shadow, on a canvas that is larger by the same on all sides."""
        style, size = self.style, self.face.size
        if not style.shadow_color[3]:
            return picture, corner
        room = math.ceil(style.spread * size)
        away = round(style.shadow_offset * size)
        whole = picture.width + 2 * room, picture.height + 2 * room
        shape = Image.new("L", whole)
        shape.paste(picture.getchannel("A"), (room + away, room + away))
        shadow = tinted(
            shape.filter(ImageFilter.GaussianBlur(style.shadow_blur * size)), style.shadow_color, picture.mode
        )
        shadow.alpha_composite(picture, (room, room))
        return shadow, (corner[0] - room, corner[1] - room)

    @property
    def _stroke(self) -> float:
        """In the font's pixels. Letters that are pictures have no outline to draw a line around."""
        pictures = self.face.colored or self.face.scale != 1
        return 0 if pictures else self.style.stroke * float(self.face.font.size)

    @property
    def _direction(self) -> str | None:
        return None if self.style.direction == "auto" else self.style.direction

    def _spacing(self, stroke: float) -> float:
        """Pillow's `spacing` for lines that stand equally far apart with and without a stroke."""
        font = self.face.font
        with font_damage():
            pushed = font.getbbox("A", stroke_width=stroke)[3] - font.getbbox("A")[3] + stroke
        return self.style.spacing * float(font.size) - pushed
