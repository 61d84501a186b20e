"""Presets as JSON Lines over a real gunicorn: lines are imported as they come, for clients that read or do not."""

import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from filters.api.preset_lines import MOST_ERRORS
from tests.fixtures.servers import Server, manage, project_environ, running_server
from tests.fixtures.wire import PATIENCE_S, answer, connect, request

PATH = "/api/v1/presets/"
LINES = "Content-Type: application/x-ndjson"
MANY = 2500
WRONG = {f"x{number}": None for number in range(MOST_ERRORS)}
"""So many wrong fields that the answers do not fit into the buffers of a connection."""
PADDING = (b" " * 200_000 + b"\n") * 200
"""Empty lines, more than both sides' buffers hold: the client is still sending when its answers are there."""
SMALL = 32 * 1024  # bytes that the client's side holds
MOST_BUFFERED = 4_300_000  # bytes, with the 4 MiB to which Linux lets the server's side grow
EMPTY = "from filters.models import Preset; Preset.objects.all().delete()"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("presets")) as server:
        yield server


@pytest.fixture(scope="module")
def key(server: Server) -> str:
    """The header of the house's own key, which may import without end."""
    done = manage("api_key", "create", "import", "--scopes", "admin", environ=project_environ(server.data_dir))
    assert done.returncode == 0, done.stderr
    return f"Authorization: Api-Key {done.stdout.split()[-1]}"


def line(number: int, **fields: Any) -> bytes:
    """A preset as a line."""
    return json.dumps({"slug": f"p{number}", "title": f"P {number}", **fields}).encode() + b"\n"


def test_a_line_is_answered_before_the_next_is_sent(server: Server, key: str) -> None:
    with connect(server) as connection:
        head = request(f"POST {PATH} HTTP/1.1", key, LINES, "Transfer-Encoding: chunked")
        first, second = line(90_001), line(90_002)
        connection.sendall(head + chunk(first))
        received = b""
        while b'"line":1' not in received:
            received += connection.recv(65536)
        assert b"HTTP/1.1 200" in received and b'"created"' in received
        connection.sendall(chunk(second) + b"0\r\n\r\n")
        while not received.endswith(b"0\r\n\r\n"):
            received += connection.recv(65536)
        assert b'{"line":2,"slug":"p90002","status":"created","errors":[]}' in received


def test_a_client_that_reads_only_at_the_end_is_not_waited_for(server: Server, key: str) -> None:
    wrong = b"".join(line(number, **WRONG) for number in range(MANY)) + PADDING
    with socket.socket() as connection:
        connection.settimeout(PATIENCE_S)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(request(f"POST {PATH} HTTP/1.1", key, LINES, f"Content-Length: {len(wrong)}") + wrong)
        body = answer(connection, "POST").body
    assert len(body) > MOST_BUFFERED
    results = [json.loads(found) for found in body.splitlines()]
    assert [result["line"] for result in results] == list(range(1, MANY + 1))
    assert {(result["status"], len(result["errors"])) for result in results} == {("error", MOST_ERRORS)}


def test_what_was_sent_before_the_client_left_is_there(server: Server, key: str) -> None:
    with connect(server) as connection:
        connection.sendall(request(f"POST {PATH} HTTP/1.1", key, LINES, "Content-Length: 100000") + line(90_003))
        while b'"line":1' not in connection.recv(65536):
            pass
    assert b"p90003" in b"".join(export(server))


def test_a_head_of_the_export_has_no_body(server: Server) -> None:
    with connect(server) as connection:
        for method in ("HEAD", "GET"):  # of one connection: a body would be taken for the next answer
            connection.sendall(request(f"{method} {PATH}?format=ndjson HTTP/1.1"))
            found = answer(connection, method)
            assert (found.status, found.headers["Content-Type"]) == (200, "application/x-ndjson")
    assert found.body
    assert "dropping per RFC 9110" not in server.output()


def test_everything_goes_out_and_in_again(server: Server, key: str) -> None:
    exported = b"".join(export(server))
    assert manage("shell", "-c", EMPTY, environ=project_environ(server.data_dir)).returncode == 0
    assert export(server) == []
    with connect(server) as connection:
        head = request(f"POST {PATH} HTTP/1.1", key, LINES, f"Content-Length: {len(exported)}")
        connection.sendall(head + exported)
        results = [json.loads(found) for found in answer(connection, "POST").body.splitlines()]
    assert len(results) > 5
    assert {result["status"] for result in results} == {"created"}
    assert b"".join(export(server)) == exported


def export(server: Server) -> list[bytes]:
    """The lines that a client gets from there."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    try:
        connection.request("GET", f"{PATH}?format=ndjson")
        return connection.getresponse().read().splitlines(keepends=True)
    finally:
        connection.close()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)
