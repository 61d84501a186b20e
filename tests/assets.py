"""Assets for tests of services, admin and API, as an admin would have stored them."""

from pathlib import Path
from typing import Any

from PIL import Image, ImageFont

from filters.models import Font, Look, Picture
from tests.engine.cubes import cube_text, unchanged, warm
from tests.engine.pictures import encoded

WARM = cube_text(5, warm)
EVEN = cube_text(2, unchanged)


def font_file() -> bytes:
    """Any TrueType font of this machine's; Pillow knows where they lie."""
    return Path(str(ImageFont.truetype("DejaVuSans.ttf").path)).read_bytes()


def logo(color: str = "red") -> bytes:
    """A small PNG, half transparent."""
    image = Image.new("RGBA", (40, 20), color)
    image.paste((0, 0, 0, 0), (20, 0, 40, 20))
    return encoded(image, "PNG")


def stored_look(slug: str = "warm", file: bytes = WARM, **values: Any) -> Look:
    look = Look(slug=slug, title=slug.capitalize(), file=file, **values)
    look.full_clean()
    look.save()
    return look


def stored_font(slug: str = "sans", **values: Any) -> Font:
    font = Font(slug=slug, title=slug.capitalize(), file=values.pop("file", None) or font_file(), **values)
    font.full_clean()
    font.save()
    return font


def stored_picture(slug: str = "logo", **values: Any) -> Picture:
    picture = Picture(slug=slug, title=slug.capitalize(), file=values.pop("file", None) or logo(), **values)
    picture.full_clean()
    picture.save()
    return picture
