"""Answers are closed here as servers close them, without a database."""

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
