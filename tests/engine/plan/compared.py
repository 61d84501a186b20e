"""The same pipeline with its plan rewritten and as it was asked for."""

from typing import Any

from PIL import Image

from filters.engine import Limits, Output, Pipeline
from filters.engine.decode import open_source
from filters.engine.plan import Plan, make_plan
from filters.engine.render import render
from tests.engine.pictures import opened
from tests.engine.stored import ASSETS

Steps = list[dict[str, Any]]


def planned(data: bytes, steps: Steps, **choices: Any) -> Plan:
    """The plan with its rules."""
    header = open_source(data, Limits()).header
    return make_plan(header, Pipeline.parse(steps), Output.parse(choices), Limits(), assets=ASSETS)


def rules_of(data: bytes, steps: Steps, **choices: Any) -> set[str]:
    """The names of the rules that applied."""
    return {rewrite.rule for rewrite in planned(data, steps, **choices).rewrites}


def runs(data: bytes, steps: Steps, **choices: Any) -> list[str]:
    """The names of what runs."""
    return [step.operation.op for step in planned(data, steps, **choices).steps]


def both_ways(data: bytes, steps: Steps) -> tuple[Image.Image, Image.Image]:
    """The picture that the plan makes, and the one that the steps make as they were asked for."""
    return opened(rendered(data, steps)), opened(rendered(data, steps, rewrite=False))


def rendered(data: bytes, steps: Steps, *, rewrite: bool = True) -> bytes:
    """The file that comes out, a PNG."""
    pipeline, output = Pipeline.parse(steps), Output.parse({"format": "png"})
    return render(data, pipeline, output, assets=ASSETS, rewrite=rewrite).data
