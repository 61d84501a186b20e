"""Properties of all parameters of all operations."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import OPERATIONS, EngineError, Operation, Pipeline
from filters.engine.errors import PipelineInvalid
from filters.engine.parameters import Parameter
from tests.engine.pictures import picture
from tests.engine.stored import ASSETS
from tests.engine.strategies import BIGGEST, as_text, invalid, raw_steps, sample, steps

every_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
every_parameter = pytest.mark.parametrize(
    ("operation", "parameter"),
    [
        pytest.param(operation, parameter, id=f"{name}.{parameter.name}")
        for name, operation in OPERATIONS.items()
        for parameter in operation.parameters()
    ],
)
not_a_text = pytest.mark.parametrize(
    ("operation", "parameter"),
    [
        pytest.param(operation, parameter, id=f"{name}.{parameter.name}")
        for name, operation in OPERATIONS.items()
        for parameter in operation.parameters()
        if parameter.kind not in ("text", "asset")
    ],
)
MEDIUM = (24, 17)


@every_operation
@given(data=st.data())
def test_canonical_text_round_trips(operation: type[Operation], data: st.DataObject) -> None:
    pipeline = Pipeline((data.draw(steps(operation)),))
    again = Pipeline.parse(pipeline.canonical())
    assert again == pipeline
    assert again.canonical() == pipeline.canonical()
    assert again.digest() == pipeline.digest()


@every_operation
@given(data=st.data())
def test_text_round_trips(operation: type[Operation], data: st.DataObject) -> None:
    raw = data.draw(raw_steps(operation))
    step = operation.parse(raw)
    text = {name: as_text(value) for name, value in raw.items()}
    assert operation.from_text(text) == step


@every_operation
@given(data=st.data())
def test_nothing_in_range_raises(operation: type[Operation], data: st.DataObject) -> None:
    step = data.draw(steps(operation))
    mode = data.draw(st.sampled_from(["L", "LA", "RGB", "RGBA"]))
    size = data.draw(st.sampled_from([(1, 1), (2, 1), (1, 3), MEDIUM]))
    try:
        made = step.output_size(size)
    except PipelineInvalid as error:
        assert {problem.field for problem in error.problems} <= set(operation.model_fields)
        with pytest.raises(PipelineInvalid):
            step.apply(picture(mode, size), ASSETS)
        return
    if made[0] * made[1] < BIGGEST:
        result = step.apply(picture(mode, size), ASSETS)
        assert result.size == made or (not step.exact_size and fits(result.size, made))


def fits(size: tuple[int, int], most: tuple[int, int]) -> bool:
    return size[0] <= most[0] and size[1] <= most[1]


@every_parameter
@given(data=st.data())
def test_nothing_out_of_range_passes(operation: type[Operation], parameter: Parameter, data: st.DataObject) -> None:
    wrong: Any = data.draw(invalid(parameter))
    step = sample(operation).to_step() | {parameter.name: wrong}
    with pytest.raises(PipelineInvalid) as caught:
        Pipeline.parse([{"op": "invert"}, step])
    (problem,) = caught.value.problems
    assert problem.field == f"pipeline[1].{parameter.name}"
    assert problem.code == "parameter_invalid"
    assert parameter.expected in problem.detail
    assert len(problem.detail) < 400
    assert problem.detail.isprintable()


@not_a_text
@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "1e999", "x", "0x10", "９９９９９９", "\x00", "null", "1_0_0_0_0_0_0"]
)
def test_wrong_text_is_refused(operation: type[Operation], parameter: Parameter, text: str) -> None:
    with pytest.raises(EngineError) as caught:
        operation.from_text({parameter.name: text}, path="pipeline[0]")
    assert f"pipeline[0].{parameter.name}" in {problem.field for problem in caught.value.problems}
