"""Generated sources: read from a request, held to the limits, and run like any picture."""

import json
from typing import Any

import pytest

from filters.engine import generate
from filters.engine.errors import GeneratorInvalid, ImageTooLarge
from filters.engine.generated import GeneratedSource, generator_key, parse_generator
from filters.engine.generators import GENERATORS, Generator, Solid
from filters.engine.limits import Limits
from tests.engine.pictures import opened

WRONG: list[tuple[Any, str, str]] = [
    ("", "generate", "not JSON"),
    ("{", "generate", "not JSON"),
    ("[" * 5000, "generate", "not JSON"),
    ("[1]", "generate", "an object such as"),
    ("3", "generate", "an object such as"),
    ('{"width": 3}', "generate.source", 'needs "source"'),
    ('{"source": 3}', "generate.source", 'needs "source"'),
    ('{"source": "linear_gradent"}', "generate.source", "Did you mean linear_gradient?"),
    ('{"source": "cat"}', "generate.source", "Known are: solid"),
    ('{"source": "solid", "width": "3"}', "generate.width", "a whole number from 1 to 20000 px"),
    ('{"source": "solid", "width": 0}', "generate.width", "a whole number from 1 to 20000 px"),
    ('{"source": "solid", "colour": "red"}', "generate.colour", "Did you mean color?"),
    ('{"source": "solid", "color": "mauvish"}', "generate.color", "a color such as"),
    ('{"source": "placeholder", "text": "\\u0000"}', "generate.text", "a text"),
    ('{"source": "placeholder", "text": "\\ud800"}', "generate.text", "a text"),
    ('{"source": "mandelbrot", "width": 9000, "height": 9000}', "generate.quality", "quality is at most 12"),
    (json.dumps({"source": "placeholder", "text": "x" * 20_000}), "generate", "characters long"),
]


@pytest.mark.parametrize(("text", "field", "fragment"), WRONG)
def test_what_is_wrong_is_named(text: str, field: str, fragment: str) -> None:
    with pytest.raises(GeneratorInvalid) as caught:
        parse_generator(text)
    assert caught.value.code == "parameter_invalid"
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == (field, "parameter_invalid")
    assert fragment in problem.detail
    assert len(problem.detail) < 400 and problem.detail.isprintable()


def test_everything_that_is_wrong_is_reported_together() -> None:
    with pytest.raises(GeneratorInvalid) as caught:
        parse_generator({"source": "noise", "width": -1, "seed": 0.5})
    assert [problem.field for problem in caught.value.problems] == ["generate.width", "generate.seed"]


@pytest.mark.parametrize("generator", GENERATORS.values(), ids=GENERATORS)
def test_it_reads_back(generator: type[Generator]) -> None:
    made = generator(width=31, height=20)
    assert parse_generator(json.dumps(made.to_json())) == made
    assert parse_generator(made) is made


def test_its_pixels_are_refused_before_they_are_made() -> None:
    with pytest.raises(ImageTooLarge, match="Ask for a smaller one") as caught:
        GeneratedSource(Solid(width=20_000, height=20_000), Limits())
    assert caught.value.problems[0].field == "generate"


def test_the_header_says_what_the_frame_is() -> None:
    source = GeneratedSource(Solid(width=30, height=20, color="#ff000080"), Limits())
    (frame,) = source.frames()
    assert (frame.image.size, frame.image.mode) == (source.header.size, source.header.mode) == ((30, 20), "RGBA")
    assert source.header.has_alpha


def test_a_pipeline_runs_over_it() -> None:
    result = generate({"source": "solid", "width": 40, "height": 30, "color": "white"}, [{"op": "invert"}])
    assert (result.media_type, result.size, result.frames) == ("image/png", (40, 30), 1)
    assert opened(result.data).getextrema() == (0, 0)


def test_output_choices_hold() -> None:
    result = generate('{"source": "noise", "width": 64, "height": 64}', format="webp", quality=50)
    assert opened(result.data).format == "WEBP"


def test_its_etag_stands_for_what_it_says() -> None:
    one = generate({"source": "noise", "width": 9, "height": 9, "seed": 1})
    same_one = generate({"source": "noise", "seed": 1, "height": 9, "width": 9, "sigma": 50.0})
    other = generate({"source": "noise", "width": 9, "height": 9, "seed": 2})
    assert one.etag == same_one.etag != other.etag
    assert one.data == same_one.data


def test_a_new_version_of_its_pixels_is_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = generator_key(Solid())
    monkeypatch.setattr(Solid, "version", 2)
    assert generator_key(Solid()) != before
