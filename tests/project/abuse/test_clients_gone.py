"""Clients that go away in the middle leave nothing behind: no descriptor, no thread, no memory, no traceback."""

import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.servers import Server, running_server
from tests.fixtures.wire import connect, request, talk, wait_until

ROUNDS = 40
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close at once, as a client that crashed
GROWTH_MB = 300
LARGE = b"P6 2000 2000 255\n" + bytes(2000 * 2000 * 3)


@pytest.fixture(scope="module")
def lonely(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of one process that nobody else talks to, so that its descriptors can be counted."""
    with running_server(
        tmp_path_factory.mktemp("server"),
        WEB_CONCURRENCY="1",
        THREADS="8",
        IMGSVC_EXECUTOR="inline",
        IMGSVC_KEEP_MEMORY_MB="0",
    ) as server:
        assert talk(server, upload("Connection: close", body=LARGE)).status == 200
        yield server
    assert "Traceback" not in server.output()
    assert '" 500 ' not in server.output()


def upload(*headers: str, body: bytes, length: int = 0) -> bytes:
    """A picture, or its beginning."""
    more = ("Content-Type: image/x-portable-pixmap", f"Content-Length: {length or len(body)}", *headers)
    return request("POST /api/v1/process/?format=bmp HTTP/1.1", *more, body=body)


def worker(server: Server) -> int:
    """The web process."""
    [pid] = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return int(pid)


def descriptors(server: Server) -> int:
    """How many files and connections the web process has open."""
    return len(os.listdir(f"/proc/{worker(server)}/fd"))


def resident_mb(server: Server) -> float:
    """The memory that the web process has."""
    [line] = [line for line in Path(f"/proc/{worker(server)}/status").read_text().splitlines() if "VmRSS" in line]
    return int(line.split()[1]) / 1024


@pytest.mark.parametrize("crash", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize(
    ("data", "read"),
    [
        (b"", 0),
        (b"GET / HTTP/1.1\r\nHost: loc", 0),
        (upload(body=LARGE[:5_000_000], length=len(LARGE)), 0),
        (upload("Expect: 100-continue", body=b"", length=len(LARGE)), 10),
        (request("POST /api/v1/process/ HTTP/1.1", "Transfer-Encoding: chunked", body=b"ffffff\r\n" + bytes(9000)), 0),
        (upload(body=LARGE), 0),
        (upload(body=LARGE), 1000),
        (upload(body=LARGE[:1000], length=10**12), 0),
        (request("GET /api/v1/ HTTP/1.1") * 20, 0),
    ],
    ids=["silent", "head", "upload", "continue", "chunks", "before the answer", "download", "absurd", "pipeline"],
)
def test_nothing_is_left_of_a_client_that_went(lonely: Server, data: bytes, read: int, crash: bool) -> None:
    before, memory = descriptors(lonely), resident_mb(lonely)
    for _ in range(ROUNDS if len(data) < 1_000_000 else 6):
        with connect(lonely) as connection:
            if crash:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            connection.sendall(data)
            if read:
                connection.recv(read)
    good = upload("Connection: close", body=LARGE)
    wait_until(lambda: talk(lonely, good).status == 200, "the next good request is answered")
    wait_until(lambda: descriptors(lonely) <= before, "all connections are closed")
    # Requests may still be worked on whose connections are closed; each that is answered gives freed memory back.
    wait_until(
        lambda: talk(lonely, good).status == 200 and resident_mb(lonely) - memory < GROWTH_MB, "memory is given back"
    )
