"""JSON Lines."""

import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.streams.lines import json_line, lines_of
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


SPLIT: list[tuple[list[bytes], list[tuple[int, bytes | None]]]] = [
    ([], []),
    ([b""], []),
    ([b"a"], [(1, b"a")]),
    ([b"a\n"], [(1, b"a")]),
    ([b"a\r\n\r\nb"], [(1, b"a"), (2, b""), (3, b"b")]),
    ([b"a", b"b\nc", b"\n", b"\n"], [(1, b"ab"), (2, b"c"), (3, b"")]),
    ([b"a\r", b"\nb"], [(1, b"a"), (2, b"b")]),
    ([b"\xef\xbb", b"\xbfa\n\xef\xbb\xbfb"], [(1, b"a"), (2, b"\xef\xbb\xbfb")]),
    ([b"123456789"], [(1, None)]),
    ([b"12345678\n123456789\nx"], [(1, b"12345678"), (2, None), (3, b"x")]),
    ([b"1234", b"5678", b"9", b"0\nx"], [(1, None), (2, b"x")]),
    ([b"1234", b"56789\n"], [(1, None)]),
    ([b"a\xc2\x85b\xe2\x80\xa8c"], [(1, b"a\xc2\x85b\xe2\x80\xa8c")]),
]


@pytest.mark.parametrize(("pieces", "expected"), SPLIT, ids=range(len(SPLIT)))
def test_lines_are_found_in_pieces(pieces: list[bytes], expected: list[tuple[int, bytes | None]]) -> None:
    assert [(line.number, line.data) for line in lines_of(pieces, longest=8)] == expected


@given(st.lists(st.binary(max_size=6).map(lambda data: data.replace(b"\xef", b"\r"))))
def test_the_pieces_make_no_difference(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    expected = [part.removesuffix(b"\r") for part in whole.split(b"\n")]
    if whole.endswith(b"\n") or not whole:
        expected.pop()
    assert [line.data for line in lines_of(pieces, longest=100_000)] == expected


def test_a_line_is_there_as_soon_as_its_end_is() -> None:
    pieces = iter([b"a\nb", b"\n"])
    lines = lines_of(pieces, longest=8)
    assert next(lines).data == b"a"
    assert next(pieces) == b"\n"


def test_little_is_kept_of_a_line_that_never_ends() -> None:
    kept = max_of_kept(lines_of((b"x" * 1000 for _ in range(10_000)), longest=5000))
    assert kept < 100_000


def max_of_kept(lines: Iterator[Any]) -> int:
    """The most memory that reading them took, in bytes."""
    tracemalloc.start()
    try:
        assert [line.data for line in lines] == [None]
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
