"""A known failure in the middle of a stream is a line in the log and a cut connection."""

import errno
import logging
from collections.abc import Iterator

import pytest

from filters.remote.errors import RemoteFailed
from filters.streams.breaking import Breaking
from filters.streams.responses import OctetStream


class Pieces:
    """One piece, and then this error."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        yield b"first"
        if self.error:
            raise self.error

    def close(self) -> None:
        self.closed += 1


def test_what_does_not_fail_flows_on() -> None:
    pieces = Pieces(None)
    answer = OctetStream(Breaking(pieces, what="A file"))
    assert answer.getvalue() == b"first"
    answer.close()
    assert pieces.closed == 1


def test_a_known_failure_is_one_line_and_a_broken_connection(caplog: pytest.LogCaptureFixture) -> None:
    pieces = Pieces(RemoteFailed("The other server broke off."))
    answer = iter(OctetStream(Breaking(pieces, what="A fetched file")))
    assert next(answer) == b"first"
    with caplog.at_level(logging.WARNING), pytest.raises(ConnectionResetError) as broken:
        next(answer)
    assert broken.value.errno == errno.ECONNRESET and pieces.closed == 1
    (record,) = caplog.records
    assert record.getMessage() == "A fetched file broke off: The other server broke off. (remote_failed)"
    assert record.exc_info is None


def test_a_fault_of_ours_stays_one() -> None:
    with pytest.raises(ZeroDivisionError):
        list(Breaking(Pieces(ZeroDivisionError()), what="A file"))
