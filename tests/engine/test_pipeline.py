"""Pipelines: what is read, what is refused and with which words, canonical text and hash."""

import json
from typing import Any

import pytest

from filters.engine import EngineError, Operation, Pipeline
from filters.engine.errors import PipelineInvalid
from filters.engine.operations.blur import GaussianBlur
from filters.engine.operations.tone import Invert
from filters.engine.pipeline import MAX_TEXT, require_step_limit

BLUR = {"op": "gaussian_blur"}
Case = tuple[Any, str, str, str]
INVALID: list[Case] = [
    ('[{"op"', "pipeline", "pipeline_invalid", "The pipeline is not JSON: Expecting ':' delimiter at line 1 column 7."),
    ("nonsense", "pipeline", "pipeline_invalid", "is not JSON"),
    ("[[[[", "pipeline", "pipeline_invalid", "is not JSON"),
    ("[" * 100_000, "pipeline", "pipeline_invalid", "nested too deeply"),
    ('{"a":' * 50_000, "pipeline", "pipeline_invalid", "nested too deeply"),
    (b"\xff\xfe\x00", "pipeline", "pipeline_invalid", "not valid JSON"),
    ("[" + "9" * 5000 + "]", "pipeline", "pipeline_invalid", "not valid JSON"),
    (" " * (MAX_TEXT + 1), "pipeline", "pipeline_invalid", "at most 262144 are allowed"),
    ('[{"op": "blur", "op": "invert"}]', "pipeline", "pipeline_invalid", '"op" stands twice in one step'),
    ('{"op": "blur"}', "pipeline", "pipeline_invalid", "A pipeline is a list of steps such as"),
    ("null", "pipeline", "pipeline_invalid", "got null"),
    ("3", "pipeline", "pipeline_invalid", "got 3"),
    ('"blur"', "pipeline", "pipeline_invalid", 'got "blur"'),
    ({"op": "blur"}, "pipeline", "pipeline_invalid", "A pipeline is a list of steps"),
    ([BLUR] * 33, "pipeline", "pipeline_invalid", "The pipeline has 33 steps; at most 32 are allowed."),
    (["blur"], "pipeline[0]", "pipeline_invalid", 'A step is an object such as {"op": "gaussian_blur", "radius": 4}'),
    ([None], "pipeline[0]", "pipeline_invalid", "got null"),
    ([[BLUR]], "pipeline[0]", "pipeline_invalid", "A step is an object"),
    ([{}], "pipeline[0].op", "pipeline_invalid", 'A step needs "op"'),
    ([{"op": 3}], "pipeline[0].op", "pipeline_invalid", 'A step needs "op"'),
    ([{"op": None}], "pipeline[0].op", "pipeline_invalid", 'A step needs "op"'),
    ([BLUR, {"op": "gausian_blur"}], "pipeline[1].op", "operation_unknown", "Did you mean gaussian_blur?"),
    ([{"op": "Blur"}], "pipeline[0].op", "operation_unknown", 'There is no operation "Blur". Did you mean blur?'),
    ([{"op": ""}], "pipeline[0].op", "operation_unknown", 'There is no operation "".'),
    ([{"op": "\n\x1b" * 99}], "pipeline[0].op", "operation_unknown", "..."),
    ([BLUR | {"raduis": 3}], "pipeline[0].raduis", "parameter_invalid", "Did you mean radius? It takes"),
    ([{"op": "invert", "radius": 3}], "pipeline[0].radius", "parameter_invalid", "It takes no parameters."),
    ([BLUR | {"radius": 251}], "pipeline[0].radius", "parameter_invalid", "a number from 0 to 250 px; got 251."),
    ([BLUR | {"radius": -0.1}], "pipeline[0].radius", "parameter_invalid", "got -0.1."),
    ([BLUR | {"radius": True}], "pipeline[0].radius", "parameter_invalid", "got true."),
    ([BLUR | {"radius": "4"}], "pipeline[0].radius", "parameter_invalid", 'got "4".'),
    ([BLUR | {"radius": None}], "pipeline[0].radius", "parameter_invalid", "got null."),
    ([BLUR | {"radius": [1] * 999}], "pipeline[0].radius", "parameter_invalid", "..."),
    ([BLUR | {"radius": 10**400}], "pipeline[0].radius", "parameter_invalid", "got a number with too many digits."),
    ('[{"op":"gaussian_blur","radius":NaN}]', "pipeline[0].radius", "parameter_invalid", "got NaN."),
    ('[{"op":"gaussian_blur","radius":-Infinity}]', "pipeline[0].radius", "parameter_invalid", "0 to 250 px"),
    ('[{"op":"gaussian_blur","radius":1e999}]', "pipeline[0].radius", "parameter_invalid", "0 to 250 px"),
    ([{"op": "posterize", "bits": 2.5}], "pipeline[0].bits", "parameter_invalid", "a whole number from 1 to 8; got"),
    ([{"op": "rotate", "background": "blu"}], "pipeline[0].background", "parameter_invalid", "a color such as"),
    ([{"op": "rotate", "expand": "yes"}], "pipeline[0].expand", "parameter_invalid", "must be true or false"),
    ([{"op": "rotate", "resample": "linear"}], "pipeline[0].resample", "parameter_invalid", "one of bicubic, bilinear"),
    ([{"op": "crop", "height": 1}], "pipeline[0].width", "parameter_invalid", "crop needs width: a whole number"),
    ([{"op": "resize"}], "pipeline[0].width", "parameter_invalid", "resize: give a width, a height or both."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "field", "code", "detail"), INVALID, ids=[f"{n}-{case[3][:20]}" for n, case in enumerate(INVALID)]
)
def test_it_refuses_and_says_why(raw: Any, field: str, code: str, detail: str) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        Pipeline.parse(raw)
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == (field, code)
    assert caught.value.code == code
    assert detail in problem.detail
    assert problem.detail.isprintable()
    assert len(problem.detail) < 300


@pytest.mark.parametrize(
    "raw",
    [None, "", "  ", "[]", b"[]", [], ()],
)
def test_an_empty_pipeline_is_valid(raw: Any) -> None:
    assert Pipeline.parse(raw) == Pipeline()
    assert Pipeline().canonical() == "[]"


@pytest.mark.parametrize(
    "raw",
    [
        '[{"op": "gaussian_blur", "radius": 3}, {"op": "invert"}]',
        b'[{"radius": 3.0, "op": "gaussian_blur"}, {"op": "invert"}]',
        [{"op": "gaussian_blur", "radius": 3}, {"op": "invert"}],
        ({"op": "gaussian_blur", "radius": 3.0}, Invert()),
        [GaussianBlur(radius=3), Invert()],
        Pipeline((GaussianBlur(radius=3), Invert())),
    ],
)
def test_every_way_to_write_it_is_the_same_pipeline(raw: Any) -> None:
    pipeline = Pipeline.parse(raw)
    assert pipeline == Pipeline((GaussianBlur(radius=3.0), Invert()))
    assert pipeline.canonical() == '[{"op":"gaussian_blur","radius":3.0},{"op":"invert"}]'
    assert json.loads(pipeline.canonical()) == pipeline.to_json()


def test_as_many_steps_as_allowed_are_fine() -> None:
    assert len(Pipeline.parse([BLUR] * 32)) == 32
    assert len(Pipeline.parse([BLUR], max_steps=1)) == 1


def test_all_problems_are_found_at_once() -> None:
    steps = [BLUR | {"radius": 999, "x": 1}, {"op": "nothing"}, {"op": "invert"}, {"op": "crop", "width": 0}]
    with pytest.raises(PipelineInvalid) as caught:
        Pipeline.parse(steps, field="preset")
    assert {problem.field for problem in caught.value.problems} == {
        "preset[0].radius", "preset[0].x", "preset[1].op", "preset[3].width", "preset[3].height",
    }  # fmt: skip
    assert all(problem.detail in caught.value.detail for problem in caught.value.problems)


@pytest.mark.parametrize("depth", [900, 990, 2_000, 50_000])
def test_a_nesting_bomb_inside_a_step_is_refused(depth: int) -> None:
    with pytest.raises(EngineError):
        Pipeline.parse('[{"op":"gaussian_blur","radius":' + "[" * depth + "]" * depth + "}]")


def test_defaults_written_out_or_not_share_a_hash() -> None:
    assert Pipeline.parse([BLUR]).digest() == Pipeline.parse([BLUR | {"radius": 2}]).digest()
    assert Pipeline.parse([BLUR]).digest() != Pipeline.parse([BLUR | {"radius": 2.5}]).digest()
    colors = [
        Pipeline.parse([{"op": "rotate", "background": name}]).digest() for name in ("white", "#FFF", "#ffffffff")
    ]
    assert len(set(colors)) == 1


def test_the_order_of_steps_changes_the_hash() -> None:
    one, two = Pipeline.parse([BLUR]), Pipeline.parse([{"op": "invert"}])
    assert (one + two).digest() != (two + one).digest()
    assert (one + two).steps == one.steps + two.steps


def test_a_new_version_of_an_operation_changes_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Pipeline.parse([BLUR]).digest()
    monkeypatch.setattr(GaussianBlur, "version", GaussianBlur.version + 1)
    assert Pipeline.parse([BLUR]).digest() != before


def test_steps_that_joining_made_too_many_are_refused() -> None:
    joined = Pipeline((Invert(),) * 20) + Pipeline((Invert(),) * 13)
    require_step_limit(joined, 33)
    with pytest.raises(PipelineInvalid, match="have 33 steps; at most 32"):
        require_step_limit(joined, 32)


def test_a_step_cannot_be_changed() -> None:
    step: Operation = GaussianBlur()
    with pytest.raises(ValueError, match="frozen"):
        step.radius = 3.0  # type: ignore[attr-defined]


@pytest.mark.parametrize("box", [[0, 0, 9, 9], ["x", 0, 9, 9], [0], "x"], ids=str)
def test_a_list_of_a_million_is_one_short_error(box: Any) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        Pipeline.parse([{"op": "redact", "boxes": [box] * 1_000_000}])
    (problem,) = caught.value.problems
    assert problem.field == "pipeline[0].boxes"
    assert len(problem.detail) < 400


def test_a_wide_and_deep_value_is_one_short_error() -> None:
    value: list[Any] = []
    for _ in range(20):
        value = [value] * 41
    with pytest.raises(PipelineInvalid) as caught:
        Pipeline.parse([{"op": "gaussian_blur", "radius": value}])
    assert len(str(caught.value)) < 400
