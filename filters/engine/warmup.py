"""Loading in advance what is otherwise loaded when the first picture comes."""

import io

import numpy.fft  # noqa: F401 -- NumPy loads it when it is first used
from PIL import Image

from filters.engine import process
from filters.engine.decode import open_source
from filters.engine.formats import FORMATS
from filters.engine.inspection import inspect
from filters.engine.limits import Limits

STEPS = [{"op": "resize", "width": 8}, {"op": "gaussian_blur", "radius": 1}]
ENCODED = ("jpeg", "png", "webp")  # what most answers are; AVIF's encoder would start threads


def warm_up() -> None:
    """Load Pillow's plugins and take a small picture through the engine.

    A server calls it before it forks its workers, so that they share what is loaded and none of them is late.
    """
    Image.init()
    file = io.BytesIO()
    Image.new("RGB", (16, 16)).save(file, FORMATS["jpeg"].pillow)
    data = file.getvalue()
    for name in ENCODED:
        process(data, STEPS, format=name)
    inspect(open_source(data, Limits()), data)
