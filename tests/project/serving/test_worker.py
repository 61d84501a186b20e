"""A real gunicorn with slow clients: everyone else is answered."""

import json
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from tests.fixtures.servers import ROOT, Server, running_server
from tests.fixtures.wire import NOTHING, answer, connect, healthy, request, talk, until_closed, wait_until

QUICK = str(ROOT / "tests" / "project" / "serving" / "quick_gunicorn.py")
THREADS = 4
UPLOAD = request(
    "POST /api/v1/process/ HTTP/1.1", "Content-Type: image/jpeg", "Content-Length: 100000", body=b"\xff\xd8"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One process with few threads and little patience."""
    with impatient(tmp_path_factory.mktemp("server")) as server:
        yield server
    assert "Traceback" not in server.output()


def impatient(data_dir: Path) -> AbstractContextManager[Server]:
    """A server with few threads and little patience."""
    return running_server(
        data_dir,
        WEB_CONCURRENCY="1",
        THREADS=str(THREADS),
        IMGSVC_EXECUTOR="inline",
        GUNICORN_CMD_ARGS=f"--config {QUICK}",
    )


def many(server: Server, stack: ExitStack, count: int, data: bytes = b"") -> list[socket.socket]:
    """Connections that have sent this and wait."""
    made = [stack.enter_context(connect(server)) for _ in range(count)]
    for connection in made:
        connection.sendall(data)
    return made


@pytest.mark.parametrize("data", [b"", b"GET / HTTP/1.1\r\nHost: loc", b"\x16\x03\x01"], ids=["silent", "slow", "tls"])
def test_connections_without_a_head_hold_no_thread(server: Server, data: bytes) -> None:
    with ExitStack() as stack:
        waiting = many(server, stack, 10 * THREADS, data)
        assert talk(server, request("GET /api/v1/ HTTP/1.1")).status == 200
        expected = 408 if data else 0
        assert {answer(connection).status for connection in waiting} == {expected}


def test_a_head_that_comes_byte_by_byte_is_answered(server: Server) -> None:
    with connect(server) as connection:
        for byte in request("GET /healthz HTTP/1.1"):
            connection.sendall(bytes([byte]))
        assert answer(connection).status == 200


def test_health_is_answered_while_all_threads_wait_for_uploads(server: Server) -> None:
    with ExitStack() as stack:
        waiting = many(server, stack, 3 * THREADS, UPLOAD)
        assert healthy(server)
        assert talk(server, request("HEAD /readyz HTTP/1.1", "Connection: close")).status == 200
        answers = [answer(connection) for connection in waiting]
    assert {found.status for found in answers} == {408}
    assert {json.loads(found.body)["code"] for found in answers} == {"upload_too_slow"}


def test_more_requests_than_may_wait_for_a_thread_are_refused_at_once(server: Server) -> None:
    with ExitStack() as stack:
        many(server, stack, 4 * THREADS, UPLOAD)
        refused = talk(server, request("GET /api/v1/ HTTP/1.1"))
    assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
    assert json.loads(refused.body)["code"] == "busy"
    wait_until(lambda: talk(server, request("GET /api/v1/ HTTP/1.1")).status == 200, "it has recovered")


def test_an_upload_that_keeps_the_rate_ends_at_the_longest_time(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(UPLOAD)
        connection.settimeout(0.05)
        sent = 0
        while True:
            try:
                connection.sendall(bytes(200))
                sent += 200
                connection.recv(1, socket.MSG_PEEK)
                break
            except TimeoutError:
                continue
        connection.settimeout(20)
        assert answer(connection).status == 408
    assert sent > 10_000


def test_a_client_that_does_not_read_its_answer_frees_the_thread(server: Server) -> None:
    ppm = b"P6 2400 2400 255\n" + bytes(2400 * 2400 * 3)
    headers = ("Content-Type: image/x-portable-pixmap", f"Content-Length: {len(ppm)}")
    with ExitStack() as stack:
        for connection in many(server, stack, THREADS):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(request("POST /api/v1/process/?format=bmp HTTP/1.1", *headers, body=ppm))
        assert talk(server, request("GET /api/v1/ HTTP/1.1")).status == 200


def test_a_kept_connection_is_watched_as_a_new_one_is(server: Server) -> None:
    get = request("GET /healthz HTTP/1.1")
    with connect(server) as connection:
        connection.sendall(get)
        assert answer(connection).status == 200
        connection.sendall(get[:20])
        assert answer(connection).status == 408


def test_pipelined_requests_are_answered_in_turn(server: Server) -> None:
    get, page = request("GET /healthz HTTP/1.1"), request("GET /api/v1/ HTTP/1.1")
    last = request("GET /readyz HTTP/1.1", "Connection: close")
    with connect(server) as connection:
        connection.sendall(get + page + last[:10])
        assert healthy(server)
        connection.sendall(last[10:])
        answers = until_closed(connection).split(b"HTTP/1.1 200 OK")[1:]
    assert [next(word for word in (b"checks", b"process", b"version") if word in found) for found in answers] == [
        b"version", b"process", b"checks",
    ]  # fmt: skip


def test_a_request_behind_a_body_is_answered(server: Server) -> None:
    post = request("POST /api/v1/process/ HTTP/1.1", "Content-Type: image/jpeg", "Content-Length: 5", body=b"12345")
    with connect(server) as connection:
        connection.sendall(post + request("GET /healthz HTTP/1.1", "Connection: close"))
        answers = until_closed(connection).split(b"HTTP/1.1 ")[1:]
    assert [found[:3] for found in answers] == [b"415", b"200"]


def test_a_client_that_stays_after_its_last_answer_stops_nobody(server: Server) -> None:
    with ExitStack() as stack:
        for connection in many(server, stack, 20, request("GET /healthz HTTP/1.1", "Connection: close")):
            assert answer(connection).status == 200
        assert healthy(server)


def test_a_stopping_server_answers_what_was_begun(tmp_path: Path) -> None:
    get = request("GET /api/v1/ HTTP/1.1")
    with ExitStack() as stack, impatient(tmp_path) as server:
        begun, kept = many(server, stack, 2, get)
        assert answer(kept).status == 200
        assert answer(begun).status == 200
        halves = many(server, stack, 5, get[:30])
        assert healthy(server)
        server.process.terminate()
        wait_until(lambda: "Handling signal: term" in server.output(), "it is told to stop")
        for connection in (*halves, kept):
            connection.sendall(get[30:] if connection in halves else get)
        answers = [answer(connection) for connection in (*halves, kept)]
        assert {found.status for found in answers} == {200}
        assert {found.headers["Connection"] for found in answers} == {"close"}
        assert answer(begun) == NOTHING
