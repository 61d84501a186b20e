"""A server is told to stop while requests are on their way: it answers what it accepted, and leaves nothing."""

import os
import signal
import socket
from collections.abc import Callable
from http.client import HTTPResponse
from pathlib import Path

import pytest

from benchmarks.census import WEB
from tests.faults.house import SLOW, House, house, wait_for

CLIENTS = 8
JOB = '[{"op": "mode_filter", "size": 7}]'
PATIENT = {"IMGSVC_QUEUE_S": "60", "IMGSVC_QUEUE_LENGTH": "64"}
Noise = Callable[[int], bytes]


def sent(house: House, image: bytes) -> socket.socket:
    """A connection on which a whole request was sent."""
    connection = socket.create_connection(("127.0.0.1", house.server.port), timeout=60)
    connection.sendall(house.request(image, pipeline=JOB))
    return connection


def answered(connection: socket.socket) -> tuple[int, int]:
    """The status, and how many of the promised bytes are missing; raises OSError where there is no answer."""
    with connection, HTTPResponse(connection) as response:
        response.begin()
        promised = int(response.headers["Content-Length"])
        return response.status, promised - len(response.read())


def load(house: House, noise: Noise) -> list[socket.socket]:
    """Requests that were sent, the first of which is being worked on; the last may not even have been accepted."""
    house.working(noise(1500), pipeline=SLOW)
    image = noise(300)
    return [sent(house, image) for _ in range(CLIENTS)]


@pytest.mark.parametrize("kill", [os.kill, os.killpg], ids=["the master", "the whole group"])
def test_sigterm_loses_no_request(
    prepared: Path, tmp_path: Path, noise: Noise, kill: Callable[[int, int], None]
) -> None:
    with house(prepared, tmp_path, **PATIENT) as home:
        connections = load(home, noise)
        kill(home.pid, signal.SIGTERM)
        assert [answered(connection) for connection in connections] == [(200, 0)] * CLIENTS
        assert home.server.process.wait(60) == 0


def test_sigint_of_the_whole_group_ends_everything_soon(prepared: Path, tmp_path: Path, noise: Noise) -> None:
    """As Ctrl-C does: gunicorn's quick way to stop, which does not wait for requests."""
    with house(prepared, tmp_path, **PATIENT) as home:
        connections = load(home, noise)
        os.killpg(home.pid, signal.SIGINT)
        assert home.server.process.wait(60) == 0
        for connection in connections:
            connection.close()


def test_sighup_under_load_loses_no_request(prepared: Path, tmp_path: Path, noise: Noise, cat_jpeg: bytes) -> None:
    with house(prepared, tmp_path, **PATIENT) as home:
        old = [pid for pid in home.family() if pid != home.pid]
        connections = load(home, noise)
        home.server.process.send_signal(signal.SIGHUP)
        assert [answered(connection) for connection in connections] == [(200, 0)] * CLIENTS
        home.wait_until_gone(old)
        wait_for(lambda: home.census().pids(WEB), "new web process")
        assert home.post(cat_jpeg).status_code == 200
