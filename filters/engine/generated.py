"""From what a request says to a source of pixels: generators read, held to the limits, and run."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from filters.engine.assets import NO_ASSETS, Assets
from filters.engine.errors import GeneratorInvalid, ImageTooLarge, Problem
from filters.engine.formats import FORMATS
from filters.engine.generators import GENERATORS, Generator
from filters.engine.limits import Deadline, Limits
from filters.engine.output import Output
from filters.engine.pipeline import Pipeline, canonical_json
from filters.engine.plan import make_plan
from filters.engine.problems import did_you_mean, parameter_problems, shown
from filters.engine.render import Rendition, etag, run
from filters.engine.source import WHOLE, Decoding, Frame, Header, Source

FIELD = "generate"
FORM = 'an object such as {"source": "solid", "width": 640, "height": 480, "color": "#ff8800"}'
MAX_TEXT = 16 * 1024  # characters; the longest text takes 6 KB in escapes


def parse_generator(raw: "str | bytes | Mapping[str, Any] | Generator", *, field: str = FIELD) -> Generator:
    """From JSON text or its values. Raises `GeneratorInvalid` naming each field."""
    if isinstance(raw, Generator):
        return raw
    values = _load(raw, field) if isinstance(raw, str | bytes) else raw
    if not isinstance(values, Mapping):
        raise _invalid(field, f"{field} is {FORM}; got {shown(values)}.")
    name = values.get("source")
    if not isinstance(name, str):
        raise _invalid(f"{field}.source", f'{field} needs "source", one of: {", ".join(GENERATORS)}.')
    if name not in GENERATORS:
        hint = did_you_mean(name, list(GENERATORS)) or f" Known are: {', '.join(GENERATORS)}."
        raise _invalid(f"{field}.source", f"There is no generator {shown(name)}.{hint}")
    generator = GENERATORS[name]
    try:
        return generator.model_validate({key: value for key, value in values.items() if key != "source"})
    except ValidationError as error:
        problems = parameter_problems(name, generator.parameters(), error, field)
        raise GeneratorInvalid(problems) from error


def _load(text: str | bytes, field: str) -> Any:
    if len(text) > MAX_TEXT:
        raise _invalid(field, f"{field} is {len(text)} characters long; at most {MAX_TEXT} are allowed.")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _invalid(field, f"{field} is not JSON; it is {FORM}.") from error


def _invalid(field: str, detail: str) -> GeneratorInvalid:
    return GeneratorInvalid([Problem(field, "parameter_invalid", detail)])


class GeneratedSource(Source):
    """A picture that a generator makes when its pixels are asked for. Raises `ImageTooLarge` before that."""

    def __init__(self, generator: Generator, limits: Limits) -> None:
        try:
            limits.check_source([generator.size])
        except ImageTooLarge as error:
            raise ImageTooLarge(error.detail.replace("Send", "Ask for"), field=FIELD) from error
        mode = generator.mode
        self.header = Header(format=FORMATS["png"], size=generator.size, mode=mode, has_alpha=mode.endswith("A"))
        self._generator = generator

    def frames(self, *, every: bool = True, keep_profile: bool = False, decoding: Decoding = WHOLE) -> Iterator[Frame]:
        """The one picture."""
        yield Frame(self._generator.make())


def generator_key(generator: Generator) -> bytes:
    """What stands for the bytes of a file in hashes: the canonical JSON, and the version of the pixels."""
    return canonical_json([generator.to_json(), generator.version]).encode()


def render_generated(
    generator: Generator, pipeline: Pipeline, output: Output, *, limits: Limits, assets: Assets = NO_ASSETS
) -> Rendition:
    """Make the picture, run every step over it, encode. Raises the engine's errors and nothing else."""
    deadline = Deadline(limits.deadline_s)
    source = GeneratedSource(generator, limits)
    plan = make_plan(source.header, pipeline, output, limits, assets=assets)
    mark = etag(generator_key(generator), pipeline, plan, assets)
    return run(plan, source, deadline=deadline, etag=mark, assets=assets)
