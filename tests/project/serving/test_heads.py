"""When the head of a request is there."""

import pytest

from imgsvc.serving.heads import LONGEST, Head


def head(*pieces: bytes) -> Head:
    found = Head()
    for piece in pieces:
        found.feed(piece)
    return found


WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "data", [WHOLE, b"\r\n" + WHOLE, b"GET / HTTP/1.1\r\n\r\n", WHOLE + b"body\nof lines", b"\r\n\r\n"]
)
def test_it_is_ready_with_its_last_byte_however_it_came(data: bytes) -> None:
    end = data.index(b"\r\n\r\n") + 4
    assert not head(data[: end - 1]).ready
    assert head(data).ready
    assert head(*(data[at : at + 1] for at in range(end))).ready


@pytest.mark.parametrize("data", [b"GET / HTTP/1.1\n", b"GET / HTTP/1.1\r\nA: b\nC: d", b"\n", b"A\r\n\nB"])
def test_a_bare_line_feed_is_for_the_parser_to_refuse(data: bytes) -> None:
    assert head(data).ready
    assert head(*(data[at : at + 1] for at in range(len(data)))).ready


def test_a_carriage_return_at_the_end_of_a_piece_is_no_bare_line_feed() -> None:
    assert not head(b"GET / HTTP/1.1\r", b"\nHost: a\r", b"\n").ready


def test_a_head_has_a_longest_length() -> None:
    assert not head(b"x" * LONGEST).too_long
    assert head(b"x" * LONGEST, b"x").too_long
    assert head(b"x" * LONGEST, b"x").in_its_first_line
    assert not head(b"GET / HTTP/1.1\r\nA: ", b"x" * LONGEST).in_its_first_line
    assert not head(WHOLE, b"x" * LONGEST).too_long


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"GET /healthz HTTP/1.1\r\n\r\n", b"healthz"),
        (b"HEAD /readyz HTTP/1.1\r\nHost: a\r\n\r\n", b"readyz"),
        (b"GET /healthz?verbose HTTP/1.1\r\n\r\n", b"healthz"),
        (b"GET /healthz/ HTTP/1.1\r\n\r\n", b""),
        (b"GET /healthzz HTTP/1.1\r\n\r\n", b""),
        (b"POST /healthz HTTP/1.1\r\n\r\n", b""),
        (b"GET / HTTP/1.1\r\nReferer: GET /healthz \r\n\r\n", b""),
        (b"GET /healthz HTTP/1.1\r\nContent-Length: 9\r\n\r\n", b""),
        (b"GET /healthz HTTP/1.1\r\ntransfer-encoding : chunked\r\n\r\n", b""),
        (b"GET /healthz HTTP/1.1\r\nEXPECT: 100-continue\r\n\r\n", b""),
    ],
)
def test_only_health_checks_without_a_body_have_threads_of_their_own(data: bytes, expected: bytes) -> None:
    assert head(data).probe == expected
