"""A body as it arrives: read once, bounded, and never taken for whole when it is not."""

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.request import Request

from filters.conf import MEBI
from filters.engine.errors import UploadTooLarge
from filters.services.errors import UploadIncomplete
from filters.uploads.body import RequestBody
from tests.uploads.flowing import CONTENT_TYPE, body_of, file_part, form, split

Places = list[int]
DATA = bytes(range(200))


@given(st.binary(max_size=300), st.lists(st.integers(0, 300)), st.booleans(), st.integers(1, 400))
def test_the_pieces_are_the_body(data: bytes, places: Places, chunked: bool, size: int) -> None:
    body = body_of(*split(data, places), length=None if chunked else len(data))
    read = []
    while piece := body.read(size):
        read.append(piece)
        assert len(piece) <= size
    assert b"".join(read) == data
    assert body.ended
    assert body.received == len(data)
    assert body.read() == b""


def test_a_piece_is_given_as_soon_as_it_came() -> None:
    body = body_of(b"first", b"second", length=11)
    assert body.read(100) == b"first"
    assert not body.ended
    assert body.read(100) == b"second"
    assert body.ended


def test_no_more_is_asked_for_than_was_announced() -> None:
    body = body_of(b"12345GET / HTTP/1.1", length=5)
    assert list(body) == [b"12345"]


@pytest.mark.parametrize("size", [0, -1])
def test_reading_nothing_and_reading_what_comes(size: int) -> None:
    body = body_of(b"123", b"45", length=5)
    assert body.read(size) == (b"123" if size else b"")
    assert b"".join(body) == (b"45" if size else b"12345")


@pytest.mark.parametrize("came", [0, 1, 199])
def test_a_body_that_ends_early_is_incomplete_and_stays_so(came: int) -> None:
    body = body_of(*[DATA[:came]] * bool(came), length=200)
    for _ in range(2):
        with pytest.raises(UploadIncomplete, match=f"ended after {came} of 200 bytes"):
            list(body)


@pytest.mark.parametrize("error", [OSError("bad chunk"), ConnectionResetError(), TimeoutError()], ids=repr)
@pytest.mark.parametrize("length", [None, 200], ids=["chunked", "length"])
def test_a_broken_connection_is_an_incomplete_body_and_stays_so(error: OSError, length: int | None) -> None:
    body = body_of(DATA[:50], error, DATA[50:], length=length)
    assert body.read() == DATA[:50]
    for _ in range(2):
        with pytest.raises(UploadIncomplete, match="malformed, or was cut short") as caught:
            body.read()
    assert caught.value.__cause__ is error


def test_a_length_beyond_the_limit_is_refused_before_anything_is_read() -> None:
    with pytest.raises(UploadTooLarge, match=r"The body has 2 MiB; at most 1 MiB are allowed"):
        body_of(AssertionError("read"), length=2 * MEBI, most=MEBI)


@pytest.mark.parametrize("over", [0, 1])
def test_a_chunked_body_is_read_up_to_the_limit(over: int) -> None:
    body = body_of(b"x" * 60, b"x" * (40 + over), b"never read", most=100) if over else body_of(b"x" * 100, most=100)
    if not over:
        assert b"".join(body) == b"x" * 100
        return
    assert len(body.read()) == 60
    for _ in range(2):
        with pytest.raises(UploadTooLarge, match=r"larger than the 9\.54e-05 MiB allowed"):
            body.read()


def test_the_limit_is_that_of_files_unless_told_otherwise(settings: Any) -> None:
    settings.IMGSVC_MAX_FILE_MB = 3
    assert body_of(length=3 * MEBI).length == 3 * MEBI
    with pytest.raises(UploadTooLarge, match="at most 3 MiB"):
        body_of(length=3 * MEBI + 1)


def test_a_stream_that_cannot_tell_what_came_is_read_all_the_same() -> None:
    request = RequestFactory().put("/", DATA)
    assert b"".join(RequestBody(request)) == DATA


def test_a_request_without_a_body_has_an_empty_one() -> None:
    body = RequestBody(RequestFactory().get("/"))
    assert body.ended
    assert body.read() == b""


@pytest.mark.parametrize("wrap", [False, True], ids=["Django's", "REST framework's"])
def test_nobody_else_parses_it(wrap: bool) -> None:
    data = form(file_part(b"cat"))
    request: WSGIRequest = RequestFactory().generic("POST", "/", data, CONTENT_TYPE)
    body = RequestBody(Request(request) if wrap else request)
    assert not request.POST
    assert not request.FILES
    assert b"".join(body) == data
