"""A connection is cut at every tenth of an upload: nothing of it is published, and nothing is left of it."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from tests.faults.house import wait_for
from tests.faults.links import close, has_read, reset
from tests.faults.storehouse import API, Storehouse, storehouse
from tests.fixtures.others import Other, answer, other_server, until_gone
from tests.fixtures.pictures import encoded
from tests.fixtures.wire import answer as answer_of
from tests.uploads.flowing import CONTENT_TYPE, file_part, form, part

MIB = 1 << 20
DATA = Random(6).randbytes(3 * MIB)
Sent = tuple[str, list[str], bytes]


def raw() -> Sent:
    return "PUT /files/cut.bin", [f"Content-Length: {len(DATA)}"], DATA


def chunked() -> Sent:
    pieces = [DATA[start : start + 100_000] for start in range(0, len(DATA), 100_000)]
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in [*pieces, b""])
    return "PUT /files/cut.bin", ["Transfer-Encoding: chunked"], body


def several() -> Sent:
    return _form("POST /files/", form(*(file_part(DATA[index::3], "file", f"{index}.bin") for index in range(3))))


def forwarded() -> Sent:
    return "POST /forward/other/", [f"Content-Length: {len(DATA)}", "Content-Type: application/octet-stream"], DATA


def batch() -> Sent:
    pictures = [encoded(Image.frombytes("L", (200, 200), DATA[40_000 * index :][:40_000]), "PNG") for index in range(8)]
    steps = json.dumps([{"op": "invert"}]).encode()
    parts = [file_part(data, "image", f"{index}.png") for index, data in enumerate(pictures)]
    return _form("POST /batch/", form(part(steps, "pipeline"), *parts), "Accept: application/x-ndjson")


def _form(line: str, body: bytes, *headers: str) -> Sent:
    return line, [f"Content-Type: {CONTENT_TYPE}", f"Content-Length: {len(body)}", *headers], body


KINDS: list[Callable[[], Sent]] = [raw, chunked, several, forwarded, batch]


def receive_all(connection: socket.socket, head: bytes) -> None:
    """The destination: it takes what comes until the sender hangs up."""
    until_gone(connection)
    with suppress(OSError):
        connection.sendall(answer(b"taken"))


@pytest.fixture(scope="module")
def other() -> Iterator[Other]:
    with other_server(receive_all) as made:
        yield made


@pytest.fixture(scope="module")
def store(prepared: Path, tmp_path_factory: pytest.TempPathFactory, other: Other) -> Iterator[Storehouse]:
    with storehouse(prepared, tmp_path_factory.mktemp("cut"), other=other.port) as made:
        yield made
        assert "Traceback" not in made.house.server.output()


@pytest.fixture(autouse=True)
def nothing_is_left(store: Storehouse) -> Iterator[None]:
    before = store.state()
    yield
    store.require_like(before)


def begun(store: Storehouse, kind: Callable[[], Sent], tenths: int) -> socket.socket:
    """A connection on which so much of the upload was sent, and read by the server."""
    line, headers, body = kind()
    method, path = line.split()
    lines = [f"{method} {API}{path} HTTP/1.1", "Host: localhost", f"Authorization: Api-Key {store.key}", *headers]
    client = socket.create_connection(("127.0.0.1", store.house.server.port), timeout=60)
    client.sendall("\r\n".join([*lines, "", ""]).encode() + body[: len(body) * tenths // 10])
    wait_for(lambda: has_read(store.house, client), "end of what was sent")
    return client


@pytest.mark.parametrize("tenths", range(10))
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_cut_in_the_middle(store: Storehouse, kind: Callable[[], Sent], tenths: int) -> None:
    (reset if tenths % 2 else close)(begun(store, kind, tenths))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_who_stops_in_the_middle_and_listens_is_told(store: Storehouse, kind: Callable[[], Sent]) -> None:
    with begun(store, kind, 5) as client:
        client.shutdown(socket.SHUT_WR)
        told = answer_of(client, "POST")
    assert told.status == (200 if kind is batch else 400), told.body
    assert b"upload_incomplete" in told.body


@pytest.mark.parametrize("kind", [raw, chunked, several, forwarded], ids=lambda kind: kind.__name__)
def test_many_are_cut_at_once(store: Storehouse, kind: Callable[[], Sent]) -> None:
    clients = [begun(store, kind, tenths) for tenths in (2, 4, 6, 8)]
    for client in clients:
        reset(client)
