"""Sending on over real sockets: slow and broken clients, servers that misbehave, and that nothing is left of any."""

import hashlib
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import requests

from benchmarks.census import WEB
from tests.faults.house import House, house, wait_for
from tests.fixtures.cutting import wire_to
from tests.fixtures.others import Other, answer, other_server
from tests.fixtures.recorders import Recorder
from tests.fixtures.servers import manage, project_environ

SIZE = 8 << 20
DATA = bytes(range(256)) * (SIZE // 256)
SHA256 = hashlib.sha256(DATA).hexdigest()
PATIENCE_S = 60
SECRET = "OPENSESAME"
REGISTER = """
from filters.models import Destination
for slug, more in {{"raw": {{}}, "form": {{"body": "multipart"}}, "hasty": {{"answer_s": 0.5}}}}.items():
    row = {{"slug": slug, "title": slug, "url": "{url}", "private": True, "everyone": True}}
    Destination.objects.create(**row | more)
"""


@pytest.fixture(scope="module")
def other() -> Iterator[Other]:
    """Where all destinations lead; a test says what it says."""
    with other_server(b"") as made:
        yield made


@pytest.fixture(scope="module")
def home(prepared: Path, tmp_path_factory: pytest.TempPathFactory, other: Other) -> Iterator[House]:
    """One for all of these."""
    with house(prepared, tmp_path_factory.mktemp("forwarding")) as made:
        environ = project_environ(made.server.data_dir)
        done = manage("shell", "-c", REGISTER.format(url=other.url(f"/{SECRET}")), environ=environ)
        assert done.returncode == 0, done.stderr
        yield made


@pytest.fixture
def server(other: Other) -> Recorder:
    """The other server, which takes everything for now."""
    found = Recorder(other)
    other.say = found.say
    return found


@pytest.fixture
def over() -> Iterator[Event]:
    """Set when the test is over."""
    event = Event()
    yield event
    event.set()


@pytest.fixture(autouse=True)
def _nothing_is_left(home: House) -> Iterator[None]:
    """After each: no file and no connection more than before, and no secret in the log."""
    before, files = sockets(home), home.files()
    yield
    wait_for(lambda: sockets(home) <= before, "end of all connections")
    assert home.files() == files
    assert SECRET not in home.server.output()


def sockets(home: House) -> int:
    """How many the web process has open."""
    folder, count = f"/proc/{home.the(WEB)}/fd", 0
    for name in os.listdir(folder):
        link = os.path.join(folder, name)
        count += os.path.islink(link) and os.readlink(link).startswith("socket:")
    return count


def pieces(data: bytes = DATA) -> Iterator[bytes]:
    for start in range(0, len(data), 1 << 16):
        yield data[start : start + (1 << 16)]


def url(home: House, slug: str = "raw") -> str:
    return f"{home.server.url}/api/v1/forward/{slug}/"


def send(address: str, data: Any = DATA) -> requests.Response:
    return requests.post(address, data=data, timeout=PATIENCE_S, headers={"Connection": "close"})


def problem(response: requests.Response, status: int, code: str) -> None:
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert SECRET not in response.text and "127.0.0.1" not in response.text


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
@pytest.mark.parametrize("slug", ["raw", "form"])
def test_all_of_it_arrives(home: House, server: Recorder, chunked: bool, slug: str) -> None:
    response = send(url(home, slug), pieces() if chunked else DATA)
    assert (response.status_code, response.text) == (201, '{"stored": true}')
    got = server.last()
    assert got.headers.get("transfer-encoding") == ("chunked" if chunked else None)
    assert got.sha256 == SHA256 if slug == "raw" else got.size > SIZE


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("slug", ["raw", "form"])
def test_an_upload_that_is_cut_is_never_complete_there(home: House, server: Recorder, slug: str, tenth: int) -> None:
    chunked, reset, before = bool(tenth % 2), tenth % 3 == 0, sockets(home)
    with wire_to(home.server.port, cut_after=SIZE * tenth // 10, reset=reset) as wire:
        address = url(home, slug).replace(str(home.server.port), str(wire.port))
        with pytest.raises(requests.ConnectionError):
            send(address, pieces() if chunked else DATA)
        wait_for(lambda: sockets(home) <= before, "end of all connections")
    wait_for(lambda: all(got.over for got in server.got), "end of the request at the other server")
    assert not [got for got in server.got if got.complete]
    assert server.got or tenth < 3 or reset  # what comes with a reset may be lost, and a beginning is not sent on


def test_a_slow_client_is_waited_for(home: House, server: Recorder, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(DATA[: 4 << 20])
    command = ["curl", "-s", "--limit-rate", "2M", "-X", "POST", "-T", str(tmp_path / "a.bin"), url(home)[:-1]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    assert done.stdout == '{"stored": true}'
    assert server.last().sha256 == hashlib.sha256(DATA[: 4 << 20]).hexdigest()


def refuse(connection: socket.socket, head: bytes) -> None:
    connection.sendall(answer(b"too large", "Content-Type: text/plain", status="413 Content Too Large"))


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
def test_an_answer_before_the_end_of_the_upload_comes_back(home: House, other: Other, chunked: bool) -> None:
    other.say = refuse
    response = send(url(home), pieces() if chunked else DATA)
    assert (response.status_code, response.text) == (413, "too large")
    assert response.headers["Imgsvc-Remote-Status"] == "413"


def test_a_server_that_takes_nothing_is_given_up(home: House, other: Other, over: Event) -> None:
    def stall(connection: socket.socket, head: bytes) -> None:
        over.wait(PATIENCE_S)

    other.say = stall
    problem(send(url(home, "hasty"), DATA * 4), 504, "remote_timeout")


def test_a_server_that_resets_is_given_up(home: House, other: Other) -> None:
    other.say = lambda connection, head: None
    problem(send(url(home)), 502, "remote_failed")


def test_a_server_that_stops_in_its_answer_is_given_up(home: House, other: Other, over: Event) -> None:
    def stall(connection: socket.socket, head: bytes) -> None:
        connection.sendall(answer(b"half", length=8))
        over.wait(PATIENCE_S)

    other.say = stall
    problem(send(url(home, "hasty"), b"small"), 504, "remote_timeout")


def endless(connection: socket.socket, head: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        connection.sendall(bytes(1 << 16))


def test_an_answer_without_an_end_is_cut(home: House, other: Other) -> None:
    other.say = endless
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        send(url(home), b"small")


def test_a_client_that_leaves_in_the_answer_ends_it(home: House, other: Other) -> None:
    other.say = endless
    with requests.post(url(home), data=b"small", timeout=PATIENCE_S, stream=True) as response:
        assert response.raw.read(1000) == bytes(1000)
    for thread in other.threads[1:]:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
