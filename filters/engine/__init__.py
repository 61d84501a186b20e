"""The image engine, layer 1: Python, Pillow, NumPy and Pydantic. No Django, no settings, no network.

Usable from a script::

    from filters.engine import process
    result = process(open("cat.jpg", "rb").read(), [{"op": "gaussian_blur", "radius": 4}], format="png")
    open("cat.png", "wb").write(result.data)
"""

from collections.abc import Sequence
from typing import Any

from filters.engine.assets import NO_ASSETS, Assets
from filters.engine.errors import EngineError
from filters.engine.limits import Limits
from filters.engine.operation import Operation
from filters.engine.operations import OPERATIONS
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.engine.render import Rendition, render

__all__ = ["OPERATIONS", "Assets", "EngineError", "Limits", "Operation", "Output", "Pipeline", "Rendition", "process"]


def process(
    image: bytes,
    pipeline: Pipeline | Sequence[dict[str, Any] | Operation] | str = (),
    *,
    format: str | None = None,
    quality: int | None = None,
    metadata: str = "strip",
    background: str = "#ffffff",
    limits: Limits | None = None,
    assets: Assets = NO_ASSETS,
) -> Rendition:
    """Run a pipeline over an encoded picture.

    `pipeline` is a `Pipeline`, JSON text, or a list of steps; empty only converts. `format` is jpeg, png, webp, avif,
    gif or tiff; None keeps the input's own. `quality` is 1..100 for jpeg, webp and avif. `metadata` is strip,
    copyright or keep. `background` is the color under transparency where the format has none. `assets` holds the looks,
    fonts and pictures that steps name. Raises `EngineError`.
    """
    limits = limits or Limits()
    choices = {"format": format, "quality": quality, "metadata": metadata, "background": background}
    steps = Pipeline.parse(pipeline, max_steps=limits.max_steps)
    return render(image, steps, Output.parse(choices), limits=limits, assets=assets)
