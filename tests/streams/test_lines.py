"""JSON Lines."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.streams.lines import json_line
from filters.streams.responses import NDJSONStream
from tests.streams.test_responses import Serve, served, sourced

TABLE: list[tuple[Any, bytes]] = [
    ({"a": 1, "b": [True, None]}, b'{"a":1,"b":[true,null]}\n'),
    ("é€😀", '"é€😀"\n'.encode()),
    ("a\nb\r\n", b'"a\\nb\\r\\n"\n'),
    ("a\u2028b\u2029c\x85d", b'"a\\u2028b\\u2029c\\u0085d"\n'),
    ("\ud800", b'"\\ud800"\n'),
    (float("nan"), b"null\n"),
    ({"a": [float("inf"), -float("inf"), 1.5], "b": (float("nan"),)}, b'{"a":[null,null,1.5],"b":[null]}\n'),
    ({float("nan"): 1}, b'{"nan":1}\n'),
    (None, b"null\n"),
]


@pytest.mark.parametrize(("value", "line"), TABLE, ids=range(len(TABLE)))
def test_a_value_is_a_line(value: Any, line: bytes) -> None:
    assert json_line(value) == line


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(values)
def test_any_value_stays_on_its_line_and_is_read_again(value: Any) -> None:
    line = json_line(value)
    assert line.decode().splitlines() == [line.decode().removesuffix("\n")]

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON.")

    again = json.loads(line, parse_constant=refuse)
    assert json_line(again) == line


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object()], ids=["set", "bytes", "object"])
def test_what_json_has_no_type_for_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        json_line(value)


@served
@sourced
def test_values_are_lines_and_a_failure_is_the_last(serve: Serve, make: Any) -> None:
    source = make({"n": 1}, None, OSError("lost"), {"n": 2})
    response = NDJSONStream(source, failure=lambda error: {"code": "internal_error", "detail": str(error)})
    assert serve(response) == [b'{"n":1}\n', b"null\n", b'{"code":"internal_error","detail":"lost"}\n']
    assert source.closings == 1
    assert (response["Content-Type"], response["X-Accel-Buffering"]) == ("application/x-ndjson", "no")


@served
@sourced
def test_a_failure_nobody_has_words_for_breaks_the_answer_off(serve: Serve, make: Any) -> None:
    with pytest.raises(OSError, match="lost"):
        serve(NDJSONStream(make({}, OSError("lost"))))


def test_a_client_that_leaves_gets_no_last_words() -> None:
    def values() -> Iterator[Any]:
        yield 1
        yield 2

    response = NDJSONStream(values(), failure=lambda error: pytest.fail("It did not fail."))
    assert next(iter(response)) == b"1\n"
    response.close()


def test_text_is_a_list_of_one_value_not_of_letters() -> None:
    assert NDJSONStream("abc").getvalue() == b'"abc"\n'
