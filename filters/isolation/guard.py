"""The way between the web process and a pixel worker, on which the web process trusts nothing.

Pebble sends Python objects by pickle, and to unpickle what a stranger wrote is to run what a stranger wrote. A worker
whose decoder was taken over by a file is such a stranger: what comes from it is read by an unpickler that knows
Pebble's own messages and plain values, and no more bytes of it than an answer may have. Since a pickle can also set
attributes of whatever it names, it is handed none of our classes, but one that nobody can change.
"""

import os
import pickle  # nosec B403  # what it reads knows no more than plain values
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from fcntl import F_SETPIPE_SZ, fcntl
from io import BytesIO
from multiprocessing.connection import Connection, reduce_connection  # type: ignore[attr-defined]
from multiprocessing.context import ForkServerContext
from pickletools import genops  # nosec B403  # it reads the operations of a pickle and runs none
from types import SimpleNamespace
from typing import Any

from pebble.common.types import Result, ResultStatus
from pebble.pool.process import Acknowledgement, TaskResult

MESSAGES = {(one.__module__, one.__qualname__) for one in (Acknowledgement, TaskResult, Result)}
STATUS = (ResultStatus.__module__, ResultStatus.__qualname__)
GETATTR = ("builtins", "getattr")  # by which early versions of Python 3.11, Debian 12 has one, pickle an enumeration
SUCCESS = (ResultStatus.SUCCESS.value, ResultStatus.SUCCESS.name)
MOST_OPERATIONS = 100_000  # of a pickle; an answer has some hundreds, and each can take a hundred times its one byte
PLACES = {"PUT", "BINPUT", "LONG_BINPUT"}  # of old protocols: for place 2**32 the unpickler makes room for all before
PIPE_BYTES = 1 << 20  # what the kernel holds of a message on its way; the most that it grants to anyone


class Distrusted(BrokenProcessPool):
    """A worker sent what no worker sends: Pebble gives the pool up."""


class PlainUnpickler(pickle.Unpickler):
    """Reads plain values; a message is a namespace of its fields, and a status its number or its name."""

    def find_class(self, module: str, name: str) -> Any:
        """What stands for a class of Pebble's. Raises UnpicklingError for all else."""
        if (module, name) in MESSAGES:
            return SimpleNamespace
        if (module, name) in (STATUS, GETATTR):
            return lambda *given: given[-1]
        raise pickle.UnpicklingError("neither a message nor a plain value")


def _require_modest(pickled: bytes) -> None:
    """Raises ValueError for a pickle that takes much more memory than its own."""
    for number, (operation, _, _) in enumerate(genops(pickled)):
        if number >= MOST_OPERATIONS or operation.name in PLACES:
            raise ValueError("no message takes so much memory")


def _message(given: Any) -> Acknowledgement | TaskResult:
    """The message. Raises ValueError for what is none, and for a failure: our work in a worker always succeeds."""
    match given:
        case SimpleNamespace(worker=int(worker), task=int(task)):
            return Acknowledgement(worker, task)
        case SimpleNamespace(task=int(task), result=SimpleNamespace(status=status, value=value)) if status in SUCCESS:
            return TaskResult(task, Result(ResultStatus.SUCCESS, value))
    raise ValueError("no message")


class GuardedConnection(Connection):
    """The reading end of a pipe in the web process. In a worker, where it is handed on, it is a plain connection."""

    most_bytes = 0

    def recv(self) -> Any:
        """The next message. Raises `Distrusted`, also for one that is too long."""
        try:
            pickled = self.recv_bytes(self.most_bytes)
            _require_modest(pickled)
            return _message(PlainUnpickler(BytesIO(pickled)).load())
        except Exception as error:  # whatever a hostile pickle raises
            raise Distrusted("a pixel worker sent what no worker sends") from error

    def __reduce__(self) -> Any:
        return reduce_connection(self)


class GuardedContext(ForkServerContext):
    """multiprocessing's forkserver, with pipes that are guarded on this side: a message has at most `most_bytes`."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__()
        self._most_bytes = most_bytes

    def Pipe(self, duplex: bool = True) -> tuple[Any, Any]:  # noqa: N802 -- the name in multiprocessing
        """The two ends of a pipe, for one way only."""
        reading, writing = os.pipe()
        with suppress(OSError):  # the user's pipes hold too much already: smaller ones work as well
            fcntl(writing, F_SETPIPE_SZ, PIPE_BYTES)
        reader = GuardedConnection(reading, writable=False)
        reader.most_bytes = self._most_bytes
        return reader, Connection(writing, readable=False)
