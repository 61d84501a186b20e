"""Parameters of any operation, generated from its declaration."""

import json
from typing import Any

from hypothesis import strategies as st

from filters.engine import EngineError, Operation
from filters.engine.parameters import Parameter

COLORS = st.integers(0, 0xFFFFFFFF).map(lambda value: f"#{value:08x}") | st.sampled_from(
    ["navy", "#fff", "hsl(9,9%,9%)"]
)
SIGNS = st.characters(exclude_categories=("Cc", "Cs"))
BIGGEST = 500_000  # pixels that a test may make
WRONG = st.sampled_from(["text", "3", [], {}, [1], float("nan"), float("inf"), float("-inf"), 10**400, -(10**400)])


def sample(operation: type[Operation]) -> Operation:
    """The smallest valid step: defaults, and of what is required the smallest value."""
    return operation.parse(_filled(operation, smallest))


def smallest(parameter: Parameter) -> Any:
    """The least that a parameter takes, None where that is not clear."""
    if parameter.kind == "list":
        assert parameter.item is not None
        names = parameter.names or ("",) * (parameter.least or 0)
        return [1 if name in ("width", "height") else smallest(parameter.item) for name in names]
    if parameter.kind in ("number", "integer"):
        return parameter.minimum and int(parameter.minimum)
    return {"text": "text", "asset": "sample", "color": "navy"}.get(parameter.kind)


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
    elif parameter.kind == "list":
        assert parameter.item is not None
        values = st.lists(valid(parameter.item), min_size=parameter.least or 0, max_size=parameter.most)
    elif parameter.kind == "text":
        values = st.text(SIGNS, min_size=parameter.least or 1, max_size=parameter.most or 20).filter(str.strip)
    else:
        values = {
            "boolean": st.booleans(), "choice": st.sampled_from(parameter.choices or ("",)),
            "color": COLORS, "asset": st.just("sample"),
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
    if parameter.kind == "list":
        assert parameter.item is not None and parameter.most, f"{parameter.name} has no bounds"
        too_many = st.just([smallest(parameter.item)] * (parameter.most + 1))
        return too_many | st.sampled_from(["text", "1 2 3", 1, {}, [{}], [None], True]) | st.floats()
    other = st.sampled_from([[], {}, [1], 10**400]) | st.integers() | st.floats()
    if parameter.kind == "text":
        return other | st.sampled_from(["\0", "a\tb", "\ud800", "x" * ((parameter.most or 0) + 1)])
    if parameter.kind == "asset":
        return other | st.sampled_from(["", "a b", "../etc/passwd", "x" * 65, "\0", "é"])
    return WRONG | other if parameter.kind == "boolean" else WRONG | other | st.booleans()


@st.composite
def raw_steps(draw: st.DrawFn, operation: type[Operation]) -> dict[str, Any]:
    """Valid parameters, any of the optional ones left out."""
    given: dict[str, Any] = {}
    for parameter in operation.parameters():
        if parameter.required or draw(st.booleans()):
            given[parameter.name] = draw(valid(parameter))
    missing = _missing_by_rule(operation, given)
    given |= {name: draw(valid(parameter).filter(_given)) for name, parameter in missing.items()}
    return given if _parses(operation, given) else _filled(operation, smallest)


def _parses(operation: type[Operation], given: dict[str, Any]) -> bool:
    """Whether the values fit together: a rule over several of them cannot be generated."""
    try:
        operation.parse(given)
    except EngineError:
        return False
    return True


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


@st.composite
def fitting_steps(draw: st.DrawFn, operation: type[Operation], size: tuple[int, int]) -> Operation:
    """Valid steps that fit a picture of this size and make no huge one."""
    step = draw(steps(operation))
    try:
        width, height = step.output_size(size)
    except EngineError:
        return sample(operation)
    return step if width * height < BIGGEST else sample(operation)


def as_text(value: Any) -> str:
    """A value as a form would send it."""
    if isinstance(value, list | tuple):
        return json.dumps(value)
    return "" if value is None else value if isinstance(value, str) else str(value).lower()


@st.composite
def tables(draw: st.DrawFn, channels: int | None = None) -> bytes:
    """Point tables of any shape, for one channel or three."""
    random = draw(st.randoms(use_true_random=False))
    count = channels or draw(st.sampled_from([1, 3]))
    steep = draw(st.integers(1, 255))
    levels = [random.randint(0, 255) // steep * steep for _ in range(256 * count)]
    return bytes(sorted(levels) if draw(st.booleans()) else levels)
