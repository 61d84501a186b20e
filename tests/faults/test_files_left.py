"""Readers that are slow, stop or leave, and a web process that is killed in the middle of uploads."""

import hashlib
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from benchmarks.census import WEB
from tests.faults.house import wait_for
from tests.faults.links import close, connected, reset
from tests.faults.storehouse import API, Storehouse, storehouse, warm_up
from tests.fixtures.others import Other, other_server, until_gone
from tests.fixtures.servers import manage, project_environ
from tests.fixtures.wire import request
from tests.uploads.flowing import CONTENT_TYPE, file_part

MIB = 1 << 20
DATA = Random(6).randbytes(8 * MIB)
RATE = "2M"  # bytes a second


@pytest.fixture(scope="module")
def other() -> Iterator[Other]:
    def receive_all(connection: socket.socket, head: bytes) -> None:
        until_gone(connection)

    with other_server(receive_all) as made:
        yield made


@pytest.fixture(scope="module")
def store(prepared: Path, tmp_path_factory: pytest.TempPathFactory, other: Other) -> Iterator[Storehouse]:
    with storehouse(prepared, tmp_path_factory.mktemp("left"), other=other.port) as made:
        assert made.ask("PUT", "/files/kept.bin", DATA).status_code == 201
        yield made
        assert "Traceback" not in made.house.server.output()


def asking(store: Storehouse, *headers: str) -> socket.socket:
    """A client that asked for the file, and takes little of it at a time."""
    client = connected(store.house)
    client.sendall(request(f"GET {API}/files/kept.bin HTTP/1.1", f"Authorization: Api-Key {store.key}", *headers))
    return client


@pytest.mark.parametrize("way", [close, reset])
@pytest.mark.parametrize(
    ("headers", "read"),
    [([], 0), ([], 1000), ([], MIB), (["Range: bytes=1000-"], 5000), (["Range: bytes=0-99,1000-"], 5000)],
    ids=["at once", "in the first block", "later", "in a range", "in ranges"],
)
def test_a_reader_leaves(store: Storehouse, headers: list[str], read: int, way: object) -> None:
    before = store.state()
    for _ in range(3):
        client = asking(store, *headers)
        received = 0
        while received < read:
            received += len(client.recv(read - received))
        (close if way is close else reset)(client)
    store.require_like(before)


def curl(store: Storehouse, *options: str) -> "subprocess.CompletedProcess[bytes]":
    command = ["curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--limit-rate", RATE]
    command += ["--header", f"Authorization: Api-Key {store.key}", *options]
    return subprocess.run(command, capture_output=True, timeout=60, check=False)


def test_a_slow_reader_gets_all(store: Storehouse) -> None:
    before = store.state()
    done = curl(store, f"{store.house.server.url}{API}/files/kept.bin")
    assert (done.returncode, len(done.stdout)) == (0, len(DATA)), done.stderr
    assert done.stdout == DATA
    store.require_like(before)


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_a_slow_sender_is_heard_to_the_end(store: Storehouse, tmp_path: Path, chunked: bool) -> None:
    before = store.state()
    data = DATA[::-1][: 4 * MIB]
    (tmp_path / "slow.bin").write_bytes(data)
    framing = ["--header", "Transfer-Encoding: chunked"] if chunked else []
    url = f"{store.house.server.url}{API}/files/slow.bin"
    done = curl(store, *framing, "--upload-file", str(tmp_path / "slow.bin"), url)
    assert done.returncode == 0, done.stderr
    assert hashlib.sha256(data).hexdigest() in done.stdout.decode()
    assert store.ask("DELETE", "/files/slow.bin").status_code == 204
    store.require_like(before)


def sending(store: Storehouse, line: str, *headers: str, body: bytes) -> socket.socket:
    """A client in the middle of its upload."""
    client = connected(store.house)
    key = f"Authorization: Api-Key {store.key}"
    client.sendall(request(f"{line} HTTP/1.1", key, f"Content-Length: {4 * MIB}", *headers, body=body))
    return client


def test_a_web_process_is_killed_in_the_middle_of_uploads(store: Storehouse) -> None:
    before, web = store.state(), store.web
    clients = [
        sending(store, f"PUT {API}/files/new.bin", body=DATA[:MIB]),
        sending(store, f"PUT {API}/files/kept.bin", body=DATA[MIB : 2 * MIB]),
        sending(
            store,
            f"POST {API}/files/",
            f"Content-Type: {CONTENT_TYPE}",
            body=file_part(DATA[2:MIB]) + file_part(b"x" * MIB),
        ),
        sending(store, f"POST {API}/forward/other/", "Content-Type: image/x-raw", body=DATA[:MIB]),
    ]
    wait_for(lambda: store.rows()["segment"] == before.rows["segment"] + 4, "uploads that have begun")
    os.kill(web, signal.SIGKILL)
    for client in clients:
        reset(client)
    wait_for(lambda: [pid for pid in store.house.census().pids(WEB) if pid != web], "new web process")
    listed = tuple(one["name"] for one in store.ask("GET", "/files/").json()["results"])
    assert listed == before.listed
    assert store.ask("GET", "/files/new.bin").status_code == 404
    assert store.ask("GET", "/files/kept.bin").content == DATA
    assert store.stored() > before.stored
    pruned(store, expected="Nothing is over.")  # an upload may still be on its way
    store.change("UPDATE filters_blob SET touched = '2000-01-01' WHERE sha256 IS NULL")
    pruned(store, expected="unfinished")
    assert (store.rows(), store.stored()) == (before.rows, before.stored)
    pruned(store, expected="Nothing is over.")
    warm_up(store)


def pruned(store: Storehouse, *, expected: str) -> None:
    """Run the command."""
    done = manage("prune_files", "--orphans", environ=project_environ(store.house.server.data_dir))
    assert expected in done.stdout, done.stdout + done.stderr
