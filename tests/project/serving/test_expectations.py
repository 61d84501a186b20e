"""`Expect: 100-continue`: a client is told to go on when somebody reads its body, not before."""

import socket
from collections.abc import Iterator

import pytest

from tests.fixtures.servers import Server, running_server
from tests.fixtures.wire import answer, connect, healthy, request

PROCESS = "POST /api/v1/process/ HTTP/1.1"
FILE = "PUT /api/v1/files/a.bin HTTP/1.1"
EXPECT = "Expect: 100-continue"
JPEG = "Content-Type: image/jpeg"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
GIBI = 1 << 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("server"), WEB_CONCURRENCY="1", IMGSVC_EXECUTOR="inline") as server:
        yield server
    assert "Traceback" not in server.output()


def received(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := connection.recv(size - len(data))):
        data += more
    return data


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_body_that_is_wanted_is_asked_for_once(server: Server, cat_jpeg: bytes, framing: str) -> None:
    chunked = framing == "chunked"
    head = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(cat_jpeg)}"
    with connect(server) as connection:
        connection.sendall(request(PROCESS, JPEG, head, EXPECT))
        assert received(connection, len(CONTINUE)) == CONTINUE
        connection.sendall(b"%x\r\n%b\r\n0\r\n\r\n" % (len(cat_jpeg), cat_jpeg) if chunked else cat_jpeg)
        assert answer(connection, "POST").status == 200
        connection.sendall(request("GET /healthz HTTP/1.1"))
        assert answer(connection).status == 200


@pytest.mark.parametrize(
    ("line", "headers", "status"),
    [
        (FILE, [f"Content-Length: {1 << 50}"], {401, 413}),
        (FILE, ["Content-Length: 1000"], {401}),
        (FILE, ["Transfer-Encoding: chunked"], {401}),
        (FILE, ["Content-Length: 1000", "Content-Encoding: gzip"], {415}),
        (PROCESS, [JPEG, f"Content-Length: {GIBI}"], {413}),
        ("POST /nowhere/ HTTP/1.1", ["Content-Length: 1000"], {403, 404}),
    ],
    ids=["too large a file", "unknown", "unknown, chunked", "compressed", "too large a picture", "nowhere"],
)
def test_a_body_that_is_not_wanted_is_not_asked_for(
    server: Server, line: str, headers: list[str], status: set[int]
) -> None:
    with connect(server) as connection:
        connection.sendall(request(line, *headers, EXPECT))
        told = answer(connection, "POST")
        assert told.status in status
        assert told.headers["Connection"] == "close"
        assert told.body
        connection.settimeout(5)
        assert connection.recv(100) == b""
    assert healthy(server)


def test_an_answer_without_reading_still_takes_what_was_sent_at_once(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(request(FILE, "Content-Length: 5", EXPECT, body=b"hello"))
        assert answer(connection, "PUT").status == 401


def test_an_expectation_without_a_body_changes_nothing(server: Server) -> None:
    with connect(server) as connection:
        for _ in range(2):
            connection.sendall(request("GET /healthz HTTP/1.1", EXPECT))
            assert answer(connection).status == 200


def test_an_expectation_of_http_1_0_is_ignored(server: Server, cat_jpeg: bytes) -> None:
    with connect(server) as connection:
        line = PROCESS.replace("1.1", "1.0")
        connection.sendall(request(line, JPEG, f"Content-Length: {len(cat_jpeg)}", EXPECT, body=cat_jpeg))
        assert received(connection, 12) == b"HTTP/1.0 200"
