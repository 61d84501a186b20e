"""How a stored file looks: a font in use, a picture or a look's photo made small. All of them come out as PNG."""

import io

from PIL import Image

from filters.engine.assets import Assets
from filters.engine.drawing.text import Lettering, Style, open_face
from filters.engine.limits import Limits
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.engine.render import render

LINES = (
    ("Sphinx of black quartz,", 44),
    ("judge my vow. 0123456789", 44),
    ("Ärger, façade, naïve, øre & ½ - 12 €", 26),
)
MARGIN = 16  # pixels
WIDTH = 640
SMALL = 320


def font_specimen(data: bytes) -> bytes:
    """A few words in the font, black on white. Raises `FontInvalid`."""
    canvas = Image.new("RGB", (WIDTH, 2 * MARGIN + round(sum(1.3 * size for _, size in LINES))), "white")
    top = float(MARGIN)
    for line, size in LINES:
        inked = Lettering(text=line, face=open_face(data, size), style=Style()).ink((MARGIN, round(top)))
        if inked:
            picture, corner = inked
            canvas.paste(picture.convert("RGB"), corner, picture.getchannel("A"))
        top += 1.3 * size
    return _png(canvas)


def picture_thumbnail(data: bytes, limits: Limits) -> bytes:
    """The picture, at most `SMALL` pixels to a side. Raises the engine's errors."""
    smaller = Pipeline.parse([{"op": "resize", "width": SMALL, "height": SMALL}])
    return render(data, smaller, Output(format="png"), limits=limits).data


def look_sample(data: bytes, photo: bytes) -> bytes:
    """The photo through a look. Raises the engine's errors."""
    step = Pipeline.parse([{"op": "look", "look": "sample"}])
    return render(photo, step, Output(format="png"), assets=Assets(looks={"sample": data})).data


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
