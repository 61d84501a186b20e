"""What comes from a worker is plain values and Pebble's messages, or nothing."""

import os
import pickle
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

import pytest
from pebble.common.types import Result, ResultStatus
from pebble.pool.process import Acknowledgement, TaskResult

from filters.isolation import guard
from filters.isolation.guard import Distrusted, GuardedContext


class Exploit:
    """Unpickled without a guard, it would run a command."""

    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> Any:
        return self.call[0], self.call[1:]


@pytest.fixture
def ends() -> Iterator[tuple[Connection, Connection]]:
    reader, writer = GuardedContext().Pipe(duplex=False)
    yield reader, writer
    reader.close()
    writer.close()


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "text",
        b"bytes",
        {"size": (1, 2), "names": ["a"], "share": 0.5},
        Acknowledgement(1, 2),
        TaskResult(1, Result(ResultStatus.SUCCESS, {"cost": 1})),
    ],
    ids=lambda value: type(value).__name__,
)
def test_plain_values_and_messages_come_through(ends: tuple[Connection, Connection], value: Any) -> None:
    ends[1].send(value)
    assert ends[0].recv() == value


@pytest.mark.parametrize("name", [status.name for status in ResultStatus])
def test_a_status_comes_through_as_early_versions_of_python_send_it(
    ends: tuple[Connection, Connection], name: str
) -> None:
    ends[1].send_bytes(pickle.dumps(Exploit(getattr, ResultStatus, name)))
    assert ends[0].recv() is ResultStatus[name]


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


def test_a_message_that_is_too_long_is_not_read(
    ends: tuple[Connection, Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 1000)
    ends[1].send(b"x" * 2000)
    with pytest.raises(Distrusted):
        ends[0].recv()
