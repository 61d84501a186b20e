"""A real gunicorn with as many connections as it takes: the one that makes room does no harm, whatever it sends."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.fixtures.servers import Server, running_server
from tests.fixtures.wire import answer, connect, healthy, request

MOST = 8  # connections; a worker that has as many makes room for the next
GET = "GET /healthz HTTP/1.1"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One process with few connections."""
    with running_server(
        tmp_path_factory.mktemp("server"),
        WEB_CONCURRENCY="1",
        THREADS="4",
        IMGSVC_EXECUTOR="inline",
        GUNICORN_CMD_ARGS=f"--worker-connections {MOST}",
    ) as server:
        yield server
    assert "Traceback" not in server.output()


def worker(server: Server) -> int:
    """The one process that serves."""
    (pid,) = re.findall(r"Booting worker with pid: (\d+)", server.output())
    return int(pid)


@pytest.mark.parametrize(
    ("sent", "is_answered"),
    [(b"GET /", False), (request(GET), True), (request(GET, "Connection: close"), True)],
    ids=["its head was on its way", "it was kept", "it was ending"],
)
def test_a_connection_that_makes_room_may_have_sent_something_just_then(
    server: Server, sent: bytes, is_answered: bool
) -> None:
    with ExitStack() as stack:
        crowd = [stack.enter_context(connect(server)) for _ in range(MOST - 1)]
        for connection in crowd[:-1]:
            connection.sendall(sent)
            assert not is_answered or answer(connection).status == 200
        crowd[-1].sendall(request(GET))
        assert answer(crowd[-1]).status == 200
        os.kill(worker(server), signal.SIGSTOP)
        try:
            last = stack.enter_context(connect(server))
            last.sendall(request(GET))
            crowd[0].sendall(b"more")
        finally:
            os.kill(worker(server), signal.SIGCONT)
        assert answer(last).status == 200
    assert healthy(server)
    assert worker(server)
