"""What a worker could do that a file has taken over: with the functions of Pebble, for want of such a file."""

import gc
import os
import time

from pebble.common.types import Result, ResultStatus
from pebble.pool.base_pool import Worker
from pebble.pool.channel import WorkerChannel
from pebble.pool.process import TaskResult, process_tasks


def hold_the_locks() -> None:
    """Never give them back: without them Pebble stops no worker."""
    with _channel().lock():
        time.sleep(1000)


def stay() -> None:
    """Answer, as the first job of this worker, and go on with the next ones without an end."""
    channel = _channel()
    channel.send(TaskResult(0, Result(ResultStatus.SUCCESS, os.getpid())))
    process_tasks(Worker(0, None, ()), channel)


def _channel() -> WorkerChannel:
    return next(one for one in gc.get_objects() if isinstance(one, WorkerChannel))
