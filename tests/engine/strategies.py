"""Parameters of any operation, generated from its declaration."""

from typing import Any

from hypothesis import strategies as st

from filters.engine import EngineError, Operation
from filters.engine.parameters import Parameter

COLORS = st.integers(0, 0xFFFFFFFF).map(lambda value: f"#{value:08x}") | st.sampled_from(
    ["navy", "#fff", "hsl(9,9%,9%)"]
)
WRONG = st.sampled_from(["text", "3", [], {}, [1], float("nan"), float("inf"), float("-inf"), 10**400, -(10**400)])


def sample(operation: type[Operation]) -> Operation:
    """The smallest valid step: defaults, and of what is required the smallest value."""
    return operation.parse(_filled(operation, lambda parameter: parameter.minimum and int(parameter.minimum)))


def _filled(operation: type[Operation], value: Any) -> dict[str, Any]:
    """Defaults, completed by what the operation itself says is missing."""
    known = {parameter.name: parameter for parameter in operation.parameters()}
    given: dict[str, Any] = {}
    while True:
        try:
            operation.parse(given)
        except EngineError as error:
            missing = {problem.field for problem in error.problems} - set(given)
            assert missing, error.detail
            given |= {name: value(known[name]) for name in missing}
        else:
            return given


def valid(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Values in range, its ends included."""
    low, high = parameter.minimum, parameter.maximum
    if parameter.kind == "number":
        values: st.SearchStrategy[Any] = st.floats(low, high, allow_nan=False) | st.sampled_from([low, high])
    elif parameter.kind == "integer":
        assert low is not None and high is not None, f"{parameter.name} has no bounds"
        values = st.integers(int(low), int(high)) | st.sampled_from([int(low), int(high)])
    else:
        values = {
            "boolean": st.booleans(), "choice": st.sampled_from(parameter.choices or ("",)),
            "color": COLORS, "text": st.text(max_size=20),
        }[parameter.kind]  # fmt: skip
    return st.none() | values if parameter.optional else values


def invalid(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Values out of range, or of another type."""
    if parameter.kind in ("number", "integer"):
        low, high = parameter.minimum, parameter.maximum
        assert low is not None and high is not None, f"{parameter.name} has no bounds"
        outside = st.floats(max_value=low, exclude_max=True) | st.floats(min_value=high, exclude_min=True)
        whole = st.integers(max_value=int(low) - 1) | st.integers(min_value=int(high) + 1)
        fractions = st.floats(low, high).filter(lambda value: value % 1 != 0)
        return outside | whole | WRONG | st.booleans() | (fractions if parameter.kind == "integer" else st.nothing())
    wrong = WRONG | st.integers() | st.floats()
    return wrong if parameter.kind in ("boolean", "text") else wrong | st.booleans()


@st.composite
def raw_steps(draw: st.DrawFn, operation: type[Operation]) -> dict[str, Any]:
    """Valid parameters, any of the optional ones left out."""
    given: dict[str, Any] = {}
    for parameter in operation.parameters():
        if parameter.required or draw(st.booleans()):
            given[parameter.name] = draw(valid(parameter))
    missing = _missing_by_rule(operation, given)
    return given | {name: draw(valid(parameter).filter(_given)) for name, parameter in missing.items()}


def _given(value: Any) -> bool:
    return value is not None


def _missing_by_rule(operation: type[Operation], given: dict[str, Any]) -> dict[str, Parameter]:
    """Fields that a rule across fields asks for."""
    try:
        operation.parse(given)
    except EngineError as error:
        fields = {problem.field for problem in error.problems}
        return {parameter.name: parameter for parameter in operation.parameters() if parameter.name in fields}
    return {}


def steps(operation: type[Operation]) -> st.SearchStrategy[Operation]:
    """Valid steps of one operation."""
    return raw_steps(operation).map(operation.parse)
