"""Byte ranges: the grammar in a table, the rest against slices."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import HTTP
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from filters.streams.ranges import GAP, MOST, ByteRange, Read, content_range_unsatisfied, parse_ranges, ranged
from filters.streams.responses import Stream

SIZE = 1000

IGNORED = [
    None, "", "bytes", "bytes=", "bytes=,", "bytes= , ,", "bytes=-", "bytes=--1", "bytes=1--2", "bytes=a-b", "bytes=5",
    "bytes=0x1-2", "bytes=1-2-3", "bytes=1 -2", "bytes=2-1", "bytes=0-1,9-3", "bytes=0-1;2-3", "bytes=+1-2",
    "bytes=-1.5", "bytes=\u0661-\u0662", "lines=0-1", "=0-1", "0-1", "bytes=0-1, x", "bytes=0-" + "9" * 2000,
    "bytes=" + ",".join(f"{100 * place}-{100 * place}" for place in range(MOST + 1)),
]  # fmt: skip

UNDERSTOOD = [
    ("bytes=0-0", [(0, 1)]),
    ("bytes=0-499", [(0, 500)]),
    ("bytes=500-", [(500, 1000)]),
    ("bytes=-1", [(999, 1000)]),
    ("bytes=-1000", [(0, 1000)]),
    ("bytes=-5000", [(0, 1000)]),
    ("bytes=990-5000", [(990, 1000)]),
    ("bytes=999-999", [(999, 1000)]),
    ("Bytes = 1-2", [(1, 3)]),
    ("bytes=\t1-2 , ,\t500-501,", [(1, 3), (500, 502)]),
    ("bytes=0-" + "9" * 900, [(0, 1000)]),
    ("bytes=500-600,0-10", [(500, 601), (0, 11)]),
    ("bytes=0-10,5-20", [(0, 21)]),
    ("bytes=0-10,11-20", [(0, 21)]),
    ("bytes=0-10,90-99", [(0, 100)]),
    ("bytes=0-10,91-99", [(0, 11), (91, 100)]),
    ("bytes=500-600,0-10,590-700", [(500, 701), (0, 11)]),
    ("bytes=0-999,3-4", [(0, 1000)]),
    ("bytes=2000-,0-1", [(0, 2)]),
    ("bytes=1000-", []),
    ("bytes=1000-2000", []),
    ("bytes=-0", []),
    ("bytes=9000-,-0", []),
]


@pytest.mark.parametrize("header", IGNORED, ids=lambda header: str(header)[:24])
def test_what_is_malformed_or_in_another_unit_is_ignored(header: str | None) -> None:
    assert parse_ranges(header, SIZE) is None


@pytest.mark.parametrize(("header", "expected"), UNDERSTOOD, ids=[header[:24] for header, _ in UNDERSTOOD])
def test_ranges_are_found_cut_to_size_and_merged(header: str, expected: list[tuple[int, int]]) -> None:
    assert parse_ranges(header, SIZE) == [ByteRange(*pair) for pair in expected]


@pytest.mark.parametrize(("header", "expected"), [("bytes=0-", []), ("bytes=0-0", []), ("bytes=-5", None)])
def test_nothing_is_at_a_place_of_what_is_empty(header: str, expected: list[ByteRange] | None) -> None:
    assert parse_ranges(header, 0) == expected


def test_the_size_is_told_to_who_asked_behind_it() -> None:
    assert content_range_unsatisfied(SIZE) == "bytes */1000"
    with pytest.raises(ValueError, match="No range"):
        ranged(read_of(b"x"), size=1, ranges=[], media_type="image/png")


positions = st.integers(0, 400)
specs = st.one_of(
    st.tuples(positions, positions).map(lambda pair: f"{min(pair)}-{max(pair)}"),
    positions.map("{}-".format),
    positions.map("-{}".format),
)


@given(st.binary(max_size=300), st.lists(specs, min_size=1, max_size=MOST))
@example(b"x" * 300, ["0-0", "81-90"])
def test_what_is_sent_is_what_slices_give(data: bytes, listed: list[str]) -> None:
    found = parse_ranges("bytes=" + ",".join(listed), len(data))
    wanted = [one for one in map(slice_of, listed) if data[one]]
    if found is None:
        assert not data and any(spec.startswith("-") for spec in listed)
        return
    covered = {place for part in found for place in range(part.start, part.stop)}
    asked = {place for one in wanted for place in range(*one.indices(len(data)))}
    assert asked <= covered <= set(range(len(data)))
    assert bool(found) == bool(wanted)
    assert sent(data, found) == [data[part.start : part.stop] for part in found]
    ordered = sorted(found, key=lambda part: part.start)
    assert all(after.start - before.stop >= GAP for before, after in pairwise(ordered))
    extra = len(covered) - len(asked)
    assert extra < GAP * max(1, len(wanted))


@given(st.text(max_size=60), st.integers(0, 1 << 70))
def test_no_header_breaks_it(header: str, size: int) -> None:
    for text in (header, f"bytes={header}"):
        for part in parse_ranges(text, size) or []:
            assert 0 <= part.start < part.stop <= size


def test_the_whole_says_that_ranges_are_taken() -> None:
    response = ranged(read_of(b"0123456789"), size=10, ranges=None, media_type="image/png", filename="a.png")
    assert (response.status_code, response.getvalue()) == (200, b"0123456789")
    assert dict(response.items()) == {
        "Accept-Ranges": "bytes",
        "Content-Disposition": 'inline; filename="a.png"',
        "Content-Length": "10",
        "Content-Type": "image/png",
        "X-Content-Type-Options": "nosniff",
    }


def test_one_range_is_the_answer_itself() -> None:
    response = ranged(read_of(b"0123456789"), size=10, ranges=[ByteRange(2, 5)], media_type="image/png")
    assert (response.status_code, response.getvalue()) == (206, b"234")
    assert (response["Content-Range"], response["Content-Length"]) == ("bytes 2-4/10", "3")


def test_nothing_is_read_before_the_answer_is_sent_and_all_is_closed() -> None:
    log: list[str] = []

    def read(start: int, stop: int) -> Iterator[bytes]:
        log.append("opened")
        try:
            yield b"x"
            yield b"y"
        finally:
            log.append("closed")

    response = ranged(read, size=10, ranges=[ByteRange(0, 2), ByteRange(5, 7)], media_type="image/png")
    assert log == []
    pieces = iter(response)
    assert (next(pieces).count(b"Content-Range: bytes 0-1/10"), next(pieces)) == (1, b"x")
    response.close()
    assert log == ["opened", "closed"]


def slice_of(spec: str) -> slice:
    """The oracle: what Python calls this range."""
    first, last = spec.split("-")
    if not first:
        return slice(-int(last), None) if int(last) else slice(0, 0)
    return slice(int(first), int(last) + 1 if last else None)


def read_of(data: bytes) -> Read:
    return lambda start, stop: iter([data[start:stop]])


def sent(data: bytes, ranges: list[ByteRange]) -> list[bytes]:
    """The bodies of an answer's parts, read by the standard library, after its length was checked."""
    if not ranges:
        return []
    response = ranged(read_of(data), size=len(data), ranges=ranges, media_type="application/octet-stream")
    body = response.getvalue()
    assert len(body) == int(response["Content-Length"])
    return [body] if len(ranges) == 1 else parts_of(response, body)


def parts_of(response: Stream, body: bytes) -> list[bytes]:
    boundary = message_from_bytes(b"Content-Type: " + response["Content-Type"].encode() + b"\r\n\r\n", policy=HTTP)
    pieces = body.split(b"\r\n--" + str(boundary.get_boundary()).encode())
    assert (pieces[0], pieces[-1]) == (b"", b"--\r\n")
    return [piece.partition(b"\r\n\r\n")[2] for piece in pieces[1:-1]]
