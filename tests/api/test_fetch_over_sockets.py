"""Fetching as gunicorn does it: from a real server, to a real client, of any size."""

import http.client
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlencode

import pytest

from benchmarks.census import WEB, census
from benchmarks.processes import status_bytes
from tests.fixtures.others import Other, answer, other_server, until_gone
from tests.fixtures.servers import Server, manage, prepare, project_environ, started_server
from tests.fixtures.wire import PATIENCE_S, healthy, wait_until

MEBI = 1 << 20
SIZE = 256 * MEBI
BLOCK = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4095 + b"\0" * 248
LIST = "from filters.models import RemoteHost; RemoteHost.objects.create(host='127.0.0.1', port={}, private=True)"


@pytest.fixture(scope="module")
def other() -> Iterator[Other]:
    """The other server."""
    with other_server(b"") as running:
        yield running


@pytest.fixture(scope="module")
def server(other: Other, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service with one web process, to which an admin listed the other server."""
    data, mode = tmp_path_factory.mktemp("fetch"), {"IMGSVC_FETCH": "listed"}
    prepare(data, **mode)
    listed = manage("shell", "-c", LIST.format(other.port), environ=project_environ(data, **mode))
    assert listed.returncode == 0, listed.stderr
    with started_server(data, WEB_CONCURRENCY="1", IMGSVC_FETCH_S="5", **mode) as running:
        wait_until(lambda: healthy(running), "answer")
        yield running


@pytest.fixture
def web(server: Server) -> Iterator[int]:
    """The web process; in the end it has no more sockets than before."""
    pid = census(server.process.pid).pids(WEB)[0]
    sockets = count_sockets(pid)
    yield pid
    wait_until(lambda: count_sockets(pid) <= sockets, "all sockets closed")
    assert healthy(server)


def count_sockets(pid: int) -> int:
    """How many sockets it has open."""
    count = 0
    for name in os.listdir(f"/proc/{pid}/fd"):
        with suppress(FileNotFoundError):
            count += os.readlink(f"/proc/{pid}/fd/{name}").startswith("socket:")
    return count


def asked(server: Server, other: Other, path: str = "/big.png") -> http.client.HTTPResponse:
    """The beginning of the answer, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    query = urlencode({"url": other.url(path)})
    connection.request("GET", f"/api/v1/fetch/?{query}", headers={"Connection": "close"})
    return connection.getresponse()


def pouring(connection: socket.socket, head: bytes) -> None:
    """Send `SIZE` bytes, block by block."""
    connection.sendall(answer(length=SIZE))
    for _ in range(SIZE // len(BLOCK)):
        connection.sendall(BLOCK)


def test_a_large_file_flows_through_whole_and_with_flat_memory(server: Server, other: Other, web: int) -> None:
    other.say = lambda connection, head: connection.sendall(answer(BLOCK))
    with asked(server, other) as small:
        assert small.read() == BLOCK
    idle, other.say = status_bytes(web, "VmHWM"), pouring
    with asked(server, other) as found:
        assert (found.status, found.headers["Content-Length"]) == (200, str(SIZE))
        blocks = 0
        while block := found.read(len(BLOCK)):
            assert block == BLOCK
            blocks += 1
    assert blocks * len(BLOCK) == SIZE
    assert status_bytes(web, "VmHWM") - idle < 20 * MEBI


def test_the_other_server_is_hung_up_on_when_the_client_leaves(server: Server, other: Other, web: int) -> None:
    left: list[bool] = []

    def say(connection: socket.socket, head: bytes) -> None:
        connection.sendall(answer(length=1 << 30))
        try:
            while True:
                connection.sendall(BLOCK)
        except OSError:
            left.append(True)

    other.say = say
    with asked(server, other) as found:
        assert found.read(MEBI) == BLOCK
    wait_until(lambda: left == [True], "the other server to be hung up on")


def test_a_file_that_breaks_off_is_seen_to_be_broken(server: Server, other: Other, web: int) -> None:
    other.say = lambda connection, head: connection.sendall(answer(BLOCK * 3, length=SIZE))
    with asked(server, other) as found, pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        found.read()


def test_of_which_the_log_has_one_line_and_no_trace(server: Server, other: Other, web: int) -> None:
    other.say = lambda connection, head: connection.sendall(answer(BLOCK * 3, length=SIZE))
    before = len(server.output())
    with asked(server, other) as found, pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        found.read()
    wait_until(lambda: "A fetched file broke off" in server.output()[before:], "the line")
    assert "Traceback" not in server.output()[before:]


def test_so_is_one_without_a_length(server: Server, other: Other, web: int) -> None:
    begun = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n" + BLOCK + b"\r\n100000\r\n"
    other.say = lambda connection, head: connection.sendall(begun)
    found = asked(server, other)
    assert found.headers["Content-Length"] is None
    with found, pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        found.read()


def test_a_server_that_stalls_before_it_answers_is_given_up(server: Server, other: Other, web: int) -> None:
    seen: list[bytes] = []
    other.say = lambda connection, head: seen.append(until_gone(connection))
    form = urlencode({"url": other.url("/never.png")})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
    connection.request("POST", "/api/v1/process/", form, headers)
    with connection.getresponse() as found:
        assert found.status == 504 and b"remote_timeout" in found.read()
    wait_until(lambda: seen == [b""], "the other server to be hung up on")
