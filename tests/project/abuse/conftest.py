"""What holds after every abuse: nothing broke, and the next good request is answered."""

import re
from collections.abc import Iterator

import pytest

from tests.fixtures.servers import Server
from tests.fixtures.wire import healthy

FAULT = re.compile(r'Traceback|Internal Server Error|" 500 ')


@pytest.fixture
def server(gunicorn_server: Server) -> Iterator[Server]:
    """The server, which stands as before."""
    before = len(gunicorn_server.output())
    yield gunicorn_server
    assert healthy(gunicorn_server)
    assert FAULT.search(gunicorn_server.output()[before:]) is None
