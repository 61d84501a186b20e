"""After each test: no socket and no thread is left of what it asked."""

import os
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.fixtures.wire import wait_until


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    sockets, threads = open_sockets(), set(threading.enumerate())
    yield
    wait_until(lambda: open_sockets() <= sockets, "all sockets closed")
    wait_until(lambda: set(threading.enumerate()) <= threads, "all threads ended")


def open_sockets() -> int:
    """How many sockets this process has open."""
    count = 0
    for name in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):
            count += os.readlink(f"/proc/self/fd/{name}").startswith("socket:")
    return count
