"""The page of generated pictures, from their registry."""

import json

from filters.engine.generators import GENERATORS, Generator
from imgsvc.pages import markdown
from imgsvc.pages.parameters import parameter_table

INTRODUCTION = (
    "In place of an image, the field `generate` makes one: an object that names a source and its parameters. "
    "Everything else is as for a picture that was sent.\n\n"
    "```sh\n"
    """curl -F 'generate={"source": "placeholder", "width": 640, "height": 360}' -F format=png """
    "http://127.0.0.1:8000/api/v1/process/ -o placeholder.png\n"
    "```"
)


def page() -> str:
    """Every source, its parameters and an example."""
    return markdown.page("Generated pictures", INTRODUCTION, *(_source(one) for one in GENERATORS.values()))


def _source(generator: type[Generator]) -> str:
    example = {"source": generator.source, "width": 640, "height": 360}
    parts = [f"## {generator.source}", generator.summary(), parameter_table(generator.parameters())]
    return "\n\n".join([*parts, f"```json\n{json.dumps(example)}\n```"])
