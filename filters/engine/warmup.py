"""Loading in advance what is otherwise loaded when the first picture comes."""

import io

from PIL import Image

from filters.engine import process
from filters.engine.formats import FORMATS

STEPS = [{"op": "resize", "width": 8}, {"op": "gaussian_blur", "radius": 1}]
ENCODED = ("jpeg", "png", "webp")  # what most answers are; AVIF's encoder would start threads


def warm_up() -> None:
    """Load Pillow's plugins and take a small picture through the engine.

    A server calls it before it forks its workers, so that they share what is loaded and none of them is late.
    """
    Image.init()
    file = io.BytesIO()
    Image.new("RGB", (16, 16)).save(file, FORMATS["jpeg"].pillow)
    for name in ENCODED:
        process(file.getvalue(), STEPS, format=name)
