"""The image engine, layer 1: Python, Pillow, NumPy, OpenCV and Pydantic. No Django, no settings, no network.

Without a file, `generate({"source": "linear_gradient", "width": 800}, format="webp")` makes a picture itself.
With one, from a script::

    from filters.engine import process
    result = process(open("cat.jpg", "rb").read(), [{"op": "gaussian_blur", "radius": 4}], format="png")
    open("cat.png", "wb").write(result.data)
"""

from collections.abc import Mapping, Sequence
from typing import Any

from filters.engine.assets import NO_ASSETS, Assets
from filters.engine.errors import EngineError
from filters.engine.generated import parse_generator, render_generated
from filters.engine.generators import Generator
from filters.engine.limits import Limits
from filters.engine.operation import Operation
from filters.engine.operations import OPERATIONS
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline
from filters.engine.render import Rendition, render

__all__ = [
    "OPERATIONS",
    "Assets",
    "EngineError",
    "Limits",
    "Operation",
    "Output",
    "Pipeline",
    "Rendition",
    "generate",
    "process",
]


def process(
    image: bytes,
    pipeline: Pipeline | Sequence[dict[str, Any] | Operation] | str = (),
    *,
    limits: Limits | None = None,
    assets: Assets = NO_ASSETS,
    **output: Any,
) -> Rendition:
    """Run a pipeline over an encoded picture.

    `pipeline` is a `Pipeline`, JSON text, or a list of steps; empty only converts. `output` are the fields of `Output`
    by name, such as `format="webp"` and `quality=80`; None is the format's own. `assets` holds the looks, fonts and
    pictures that steps name. Raises `EngineError`.
    """
    limits = limits or Limits()
    steps = Pipeline.parse(pipeline, max_steps=limits.max_steps)
    return render(image, steps, Output.parse(output), limits=limits, assets=assets)


def generate(
    source: Mapping[str, Any] | Generator | str,
    pipeline: Pipeline | Sequence[dict[str, Any] | Operation] | str = (),
    *,
    limits: Limits | None = None,
    assets: Assets = NO_ASSETS,
    **output: Any,
) -> Rendition:
    """Make a picture, such as `{"source": "solid", "width": 640, "color": "navy"}`, and run a pipeline over it.

    Everything else is as in `process`; without a `format` it is a PNG. Raises `EngineError`.
    """
    limits = limits or Limits()
    steps = Pipeline.parse(pipeline, max_steps=limits.max_steps)
    made = parse_generator(source)
    return render_generated(made, steps, Output.parse(output), limits=limits, assets=assets)
