"""Clients of batches hang up: in their upload, while pictures are worked on, in their download. Nothing is left."""

import json
import os
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep

import pytest

from benchmarks.census import WEB
from benchmarks.processes import cpu_of
from imgsvc.serving.worker import RESERVED
from tests.api.batch.clients import END, PATH, TYPE, WAIT_S, form, noise, part
from tests.faults.house import SLOW, House, house, in_background, wait_for

COUNT = 20
THREADS = 2
NONE = (0, 0)
NDJSON = "application/x-ndjson"
Way = Callable[[socket.socket], None]


@pytest.fixture(scope="module")
def home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all of these."""
    with house(prepared, tmp_path_factory.mktemp("batches"), THREADS=str(THREADS)) as made:
        all_threads(made)
        yield made


def all_threads(home: House) -> None:
    """Have gunicorn start all threads that it will ever have: one for each of so many requests at one time."""
    waiting = [connected(home) for _ in range(THREADS)]
    for client in waiting:
        client.sendall(head(10, "*/*") + b"-")
    for path in ("/healthz", "/readyz"):
        for answer in [in_background(lambda path=path: home.get(path)) for _ in range(RESERVED * 10)]:  # type: ignore[misc]
            assert answer.result(WAIT_S).ok
    for client in waiting:
        client.close()


@pytest.fixture(autouse=True)
def nothing_left(home: House) -> Iterator[None]:
    """After each fault there are no more threads and descriptors (temporary files, sockets), and the next works."""
    works(home)
    before = wait_for_rest(home)
    yield
    assert wait_for_rest(home, before) == before
    works(home)


def wait_for_rest(home: House, rest: tuple[int, int] = NONE) -> tuple[int, int]:
    """What is held once it is this, or else once it is the same for a while."""
    seen = [held(home)]
    while seen[-1] != rest and len(seen) < 1500 and (rest != NONE or len(set(seen[-20:])) > 1 or len(seen) < 20):
        sleep(0.02)
        seen.append(held(home))
    return seen[-1]
    assert "Traceback" not in home.server.output()


def works(home: House) -> None:
    """A batch of three goes through."""
    answer = head(len(b"".join(form(noise(3)))), "application/zip") + b"".join(form(noise(3)))
    with connected(home) as client:
        client.sendall(answer)
        assert b"200 OK" in client.recv(1000)
        while client.recv(1 << 20):
            pass


def held(home: House) -> tuple[int, int]:
    """The threads of batches, and the descriptors, of the web process."""
    pid = home.the(WEB)
    tasks = [Path(f"/proc/{pid}/task/{task}/comm") for task in os.listdir(f"/proc/{pid}/task")]
    return len(tasks), len(os.listdir(f"/proc/{pid}/fd"))


def head(length: int, accept: str) -> bytes:
    lines = {
        "Host": "localhost",
        "Content-Type": TYPE,
        "Content-Length": length,
        "Accept": accept,
        "Connection": "close",
    }
    return "\r\n".join([f"POST {PATH} HTTP/1.1", *(f"{name}: {text}" for name, text in lines.items()), "", ""]).encode()


def connected(home: House) -> socket.socket:
    return socket.create_connection(("127.0.0.1", home.server.port), timeout=WAIT_S)


def close(client: socket.socket) -> None:
    """As a program ends."""
    client.close()


def reset(client: socket.socket) -> None:
    """As a machine is switched off, or a proxy gives up."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


WAYS = pytest.mark.parametrize("way", [close, reset])


@WAYS
def test_at_every_tenth_of_the_upload(home: House, way: Way) -> None:
    body = b"".join(form(noise(COUNT), pipeline='[{"op": "invert"}]'))
    for tenth in range(1, 10):
        client = connected(home)
        client.sendall(head(len(body), NDJSON) + body[: len(body) * tenth // 10])
        way(client)


@WAYS
def test_in_an_archive(home: House, way: Way) -> None:
    body = part("zip", "photos.zip", bytes(5 << 20)) + END
    client = connected(home)
    client.sendall(head(len(body), NDJSON) + body[: 4 << 20])
    way(client)


@WAYS
def test_while_pictures_are_worked_on(home: House, way: Way) -> None:
    worker = home.worker()
    body = b"".join(form(noise(COUNT, 400), pipeline=SLOW, result="none"))
    began = cpu_of(worker)
    client = connected(home)
    client.sendall(head(len(body), NDJSON) + body)
    with client.makefile("rb") as answer:
        while b'"picture"' not in answer.readline():
            pass
    one = cpu_of(worker) - began
    way(client)
    wait_for(lambda: idle(home), "end of the work")
    assert cpu_of(worker) - began < one * COUNT / 2


@WAYS
def test_in_the_download(home: House, way: Way) -> None:
    body = b"".join(form(noise(COUNT, 600)))
    client = connected(home)
    client.sendall(head(len(body), "application/zip") + body)
    assert client.recv(12) == b"HTTP/1.1 200"
    way(client)


def test_an_upload_that_is_half_closed_too_early_is_told_of(home: House) -> None:
    body = b"".join(form(noise(COUNT)))
    with connected(home) as client:
        client.sendall(head(len(body), NDJSON) + body[: len(body) // 2])
        client.shutdown(socket.SHUT_WR)
        with client.makefile("rb") as answer:
            *_, last = [line for line in answer if line.startswith(b"{")]
    assert json.loads(last)["error"]["code"] == "upload_incomplete"


def idle(home: House) -> bool:
    """Whether nothing is worked on."""
    state = home.get("/readyz").json()["work"]["state"]
    return (state["running"], state["waiting"]) == (0, 0)
