"""Answers are closed here as servers close them, without a database."""

import asyncio
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections


@pytest.fixture(autouse=True)
def connections_left_alone() -> Iterator[None]:
    """As Django's own test client has it: the end of a request would close the connection of the tests beside."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


@pytest.fixture(autouse=True)
def no_running_loop() -> Iterator[None]:
    """A browser of another test leaves its event loop running in this thread; a server's thread has none."""
    left = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(left)
