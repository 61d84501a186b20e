"""Many pictures against a real server: clients that read while they send, that do not, and that read slowly."""

import json
import socket
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
import requests

from tests.api.batch.clients import CLIENTS, END, PATH, TYPE, WAIT_S, Client, field, form, noise, part, pixels, unzipped
from tests.api.batch.conftest import archive
from tests.fixtures.servers import Server, running_server

COUNT = 200


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One web process."""
    variables = {"WEB_CONCURRENCY": "1", "IMGSVC_ANONYMOUS_FILES": "true"}
    with running_server(tmp_path_factory.mktemp("batch"), **variables) as server:
        yield server


@pytest.fixture(scope="module")
def images() -> list[bytes]:
    """15 MB: more than the connection's buffers hold."""
    return noise(COUNT)


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_all_pictures_arrive_in_their_order(
    client: Client, server: Server, images: list[bytes], tmp_path: Path
) -> None:
    found = unzipped(client(server, images, tmp_path))
    assert list(found) == [f"{index}.png" for index in range(COUNT)]
    assert [pixels(data) for data in found.values()] == [pixels(data) for data in images]


def test_unzip_finds_the_archive_whole(server: Server, images: list[bytes], tmp_path: Path) -> None:
    (tmp_path / "batch.zip").write_bytes(CLIENTS["curl"](server, images[:20], tmp_path))
    done = subprocess.run(["unzip", "-t", "batch.zip"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "No errors detected" in done.stdout, done


def test_a_result_comes_before_the_next_picture_is_sent(server: Server, images: list[bytes]) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=WAIT_S)
    connection.putrequest("POST", PATH)
    for name, text in {"Content-Type": TYPE, "Transfer-Encoding": "chunked", "Accept": "application/x-ndjson"}.items():
        connection.putheader(name, text)
    connection.endheaders()

    def send(data: bytes) -> None:
        connection.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    send(field("result", "none"))
    send(part("image", "0.png", images[0]))
    assert isinstance(connection.sock, socket.socket)
    with connection.sock.makefile("rb") as file:
        lines = (json.loads(line) for line in file if line.startswith(b"{"))
        for index in range(1, 6):
            send(part("image", f"{index}.png", images[index]))
            assert next(lines)["index"] == index - 1
        send(END)
        connection.send(b"0\r\n\r\n")
        assert [line["event"] for line in lines if line["event"] == "picture" or line["pictures"] == 6] == [
            "picture",
            "done",
        ]
    connection.close()


def test_the_archive_begins_before_the_tenth_picture_is_sent(server: Server, images: list[bytes]) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=WAIT_S) as client:
        body = b"".join(form(images))
        lines = ["Host: localhost", f"Content-Type: {TYPE}", f"Content-Length: {len(body)}", "Connection: close"]
        client.sendall("\r\n".join([f"POST {PATH} HTTP/1.1", *lines, "", ""]).encode())
        first_nine = b"".join(form(images[:9]))[: -len(END)]
        client.sendall(first_nine)
        received = b""
        while b"PK\x03\x04" not in received:
            received += client.recv(1000)
        client.sendall(body[len(first_nine) :])
        with client.makefile("rb") as answer:
            assert answer.read().endswith(b"0\r\n\r\n")


def test_curl_sends_an_archive_as_the_whole_body(server: Server, images: list[bytes], tmp_path: Path) -> None:
    """Before a body of more than a megabyte it waits until it is asked for it."""
    (tmp_path / "photos.zip").write_bytes(archive({f"{index}.png": image for index, image in enumerate(images[:30])}))
    command = ["curl", "-sS", "--noproxy", "*", "--data-binary", "@photos.zip", "-H", "Content-Type: application/zip"]
    done = subprocess.run([*command, server.url + PATH], cwd=tmp_path, capture_output=True, timeout=WAIT_S, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found = unzipped(done.stdout)
    assert [pixels(data) for data in found.values()] == [pixels(data) for data in images[:30]]


def stored(server: Server, name: str, data: bytes) -> str:
    """The id of a file that is kept."""
    answer = requests.post(f"{server.url}/api/v1/files/", files={"file": (name, data)}, timeout=WAIT_S)
    assert answer.ok, answer.text
    return str(answer.json()["id"])


def test_stored_pictures_and_archives(server: Server, images: list[bytes]) -> None:
    one = stored(server, "one.png", images[0])
    many = stored(server, "many.zip", archive({"two.png": images[1], "three.png": images[2]}))
    body = {"file": [one, "nothing", many], "pipeline": [], "answer": "ndjson", "result": "file"}
    answer = requests.post(server.url + PATH, json=body, timeout=WAIT_S)
    found = [json.loads(line) for line in answer.iter_lines()]
    assert [line["name"] for line in found[:-1]] == ["one.png", "nothing", "two.png", "three.png"]
    assert found[1]["error"]["code"] == "file_unknown"
    kept = [requests.get(f"{server.url}/api/v1/files/{found[at]['file']}", timeout=WAIT_S).content for at in (0, 2, 3)]
    assert [pixels(data) for data in kept] == [pixels(data) for data in images[:3]]


@pytest.mark.parametrize("way", ["repeated", "with commas"])
def test_stored_pictures_are_named_in_a_form(server: Server, images: list[bytes], way: str) -> None:
    ids = [stored(server, f"{index}.png", images[index]) for index in range(3)]
    files = ids if way == "repeated" else [",".join(ids)]
    answer = requests.post(server.url + PATH, {"file": files}, timeout=WAIT_S)
    assert [pixels(data) for data in unzipped(answer.content).values()] == [pixels(data) for data in images[:3]]
