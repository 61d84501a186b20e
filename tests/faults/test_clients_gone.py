"""A client hangs up: in its head, its upload, while its picture is worked on, in its download."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.processes import cpu_of
from tests.faults.house import SLOW, House, house, roles, wait_for
from tests.faults.links import close, connected, connections, reset

CLIENTS = 20
IDLE = 0
Noise = Callable[[int], bytes]
Way = Callable[[socket.socket], None]


@pytest.fixture(scope="module")
def home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all of these."""
    variables = {"IMGSVC_QUEUE_S": "60", "IMGSVC_QUEUE_LENGTH": "64"}
    with house(prepared, tmp_path_factory.mktemp("clients"), **variables) as made:
        yield made


@pytest.fixture(autouse=True)
def unchanged(home: House, cat_jpeg: bytes) -> Iterator[None]:
    """After each fault: no connection, no file, no process more than before, and the next request works."""
    assert home.post(cat_jpeg).status_code == 200
    wait_for(lambda: connections(home) == IDLE, "end of all connections")
    processes, files = roles(home), home.files()
    yield
    assert home.post(cat_jpeg).status_code == 200
    wait_for(lambda: connections(home) == IDLE, "end of all connections")
    assert (roles(home), home.files()) == (processes, files)


@pytest.mark.parametrize("way", [close, reset])
@pytest.mark.parametrize("part", [10, 300, 20_000])
def test_in_the_head_or_the_upload(home: House, cat_jpeg: bytes, way: Way, part: int) -> None:
    data = home.request(cat_jpeg)
    assert part < len(data)
    clients = [connected(home) for _ in range(CLIENTS)]
    for client in clients:
        client.sendall(data[:part])
    wait_for(lambda: connections(home) == CLIENTS, "connections")
    for client in clients:
        way(client)


@pytest.mark.parametrize("way", [close, reset])
def test_while_the_picture_is_worked_on(home: House, noise: Noise, way: Way) -> None:
    worker = home.worker()
    before = cpu_of(worker)
    client = connected(home)
    client.sendall(home.request(noise(1200), pipeline=SLOW))
    wait_for(lambda: cpu_of(worker) > before + 0.2, "work on it")
    way(client)
    state = home.get("/readyz").json()["work"]["state"]  # its own picture waits for the one pixel worker
    assert (state["running"], state["waiting"]) == (0, 0)
    assert home.worker() == worker


@pytest.mark.parametrize("way", [close, reset])
def test_in_the_download(home: House, noise: Noise, way: Way) -> None:
    data = home.request(noise(1000), format="png")
    clients = [connected(home) for _ in range(4)]
    for client in clients:
        client.sendall(data)
    for client in clients:
        assert client.recv(12) == b"HTTP/1.1 200"
    for client in clients:
        way(client)
    assert "Traceback" not in home.server.output()
