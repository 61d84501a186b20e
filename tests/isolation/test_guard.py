"""What comes from a worker is plain values and Pebble's messages, or nothing."""

import os
import pickle
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

import pytest
from pebble.common.types import Result, ResultStatus
from pebble.pool.process import Acknowledgement, TaskResult

from filters.isolation.guard import Distrusted, GuardedContext


class Exploit:
    """Unpickled without a guard, it would run a command."""

    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> Any:
        return self.call[0], self.call[1:]


MOST_BYTES = 10_000


@pytest.fixture
def ends() -> Iterator[tuple[Connection, Connection]]:
    reader, writer = GuardedContext(MOST_BYTES).Pipe(duplex=False)
    yield reader, writer
    reader.close()
    writer.close()


def answered(value: Any, status: Any = ResultStatus.SUCCESS) -> TaskResult:
    """The message with this answer."""
    return TaskResult(1, Result(status, value))


@pytest.mark.parametrize(
    "message",
    [
        Acknowledgement(1, 2),
        answered(None),
        answered(7),
        answered("text"),
        answered(b"bytes"),
        answered({"size": (1, 2), "names": ["a"], "share": 0.5}),
    ],
    ids=["acknowledgement", "none", "number", "text", "bytes", "dictionary"],
)
def test_messages_with_plain_values_come_through(ends: tuple[Connection, Connection], message: Any) -> None:
    ends[1].send(message)
    assert ends[0].recv() == message


def test_a_status_comes_through_as_early_versions_of_python_send_it(ends: tuple[Connection, Connection]) -> None:
    ends[1].send(answered(7, status=Exploit(getattr, ResultStatus, "SUCCESS")))
    assert ends[0].recv() == answered(7)


@pytest.mark.parametrize(
    "message",
    [
        7,
        Acknowledgement([], 2),  # type: ignore[arg-type]
        Acknowledgement(1, {}),  # type: ignore[arg-type]
        TaskResult([], Result(ResultStatus.SUCCESS, 7)),  # type: ignore[arg-type]
        TaskResult(1, 7),
        answered("no exception", status=ResultStatus.FAILURE),
        answered("no exception", status=ResultStatus.ERROR),
        answered(7, status="early"),
    ],
    ids=["number", "process", "task", "task of a result", "no result", "failure", "error", "status"],
)
def test_what_pebble_could_not_handle_is_no_message(ends: tuple[Connection, Connection], message: Any) -> None:
    ends[1].send(message)
    with pytest.raises(Distrusted):
        ends[0].recv()


@pytest.mark.parametrize(
    "one", [Acknowledgement, TaskResult, Result, ResultStatus, getattr], ids=lambda one: one.__name__
)
def test_no_message_changes_how_the_next_is_read(ends: tuple[Connection, Connection], one: Any) -> None:
    named = f"c{one.__module__}\n{one.__qualname__}\n".encode()
    state = b"N(dS'__setstate__'\nNsS'__init__'\nNsS'__kwdefaults__'\nNs\x86b."  # of a class: attributes to set
    ends[1].send_bytes(b"\x80\x02" + named + state)
    with pytest.raises(Distrusted):
        ends[0].recv()
    for message in (Acknowledgement(1, 2), answered(7, status=Exploit(getattr, ResultStatus, "SUCCESS")), answered(7)):
        ends[1].send(message)
        assert ends[0].recv() in (message, answered(7))


@pytest.mark.parametrize(
    "pickled",
    [
        pickle.dumps(Exploit(os.system, "true")),
        pickle.dumps(Exploit(exec, "x = 1")),
        pickle.dumps(TaskResult(1, Result(ResultStatus.SUCCESS, Exploit(os.getcwd)))),
        pickle.dumps(Exploit(getattr, ResultStatus, "__init_subclass__")),
        pickle.dumps(Exploit(getattr, "text", "format")),
        pickle.dumps(ValueError("an exception is no plain value either")),
        b"cos\nsystem\n(S'true'\ntR.",
        b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93.",
        b"not a pickle",
        b"",
        b"\x80\xff.",
        b"(" * 1000,
    ],
    ids=[
        "system",
        "exec",
        "inside a result",
        "attribute",
        "attribute of a text",
        "exception",
        "protocol 0",
        "eval",
        "nonsense",
        "empty",
        "version",
        "marks",
    ],
)
def test_nothing_else_is_read(ends: tuple[Connection, Connection], pickled: bytes) -> None:
    ends[1].send_bytes(pickled)
    with pytest.raises(Distrusted):
        ends[0].recv()


@pytest.mark.parametrize(
    "pickled",
    [
        pickle.dumps(Acknowledgement(1, 2))[:-1] + b"r" + (10**6).to_bytes(4, "little") + b".",
        pickle.dumps(Acknowledgement(1, 2))[:-1] + b"p1000000\n.",
        pickle.dumps(answered([[] for _ in range(200_000)])),
    ],
    ids=["numbered place", "numbered place in words", "many small values"],
)
def test_few_bytes_do_not_become_much_memory(ends: tuple[Connection, Connection], pickled: bytes) -> None:
    ends[1].send_bytes(pickled)
    with pytest.raises(Distrusted):
        ends[0].recv()


def test_a_message_that_is_too_long_is_not_read(ends: tuple[Connection, Connection]) -> None:
    ends[1].send(TaskResult(1, Result(ResultStatus.SUCCESS, b"x" * MOST_BYTES)))
    with pytest.raises(Distrusted):
        ends[0].recv()
