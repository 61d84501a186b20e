"""Clients of all kinds that send many pictures, and pictures: no two alike, and none that anything makes smaller."""

import http.client
import io
import random
import socket
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import requests
from PIL import Image

from tests.fixtures.pictures import encoded
from tests.fixtures.servers import Server

PATH = "/api/v1/batch/"
BOUNDARY = "a-boundary-of-the-test"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"
WAIT_S = 120
BLOCK = 16 * 1024

Client = Callable[[Server, Sequence[bytes], Path], bytes]


def noise(count: int, side: int = 160) -> list[bytes]:
    """So many pictures, of side * side * 3 bytes each."""
    dice = random.Random(6)
    return [
        encoded(Image.frombytes("RGB", (side, side), dice.randbytes(side * side * 3)), "PNG", compress_level=0)
        for _ in range(count)
    ]


def pixels(data: bytes) -> bytes:
    """The pixels of a picture."""
    with Image.open(io.BytesIO(data)) as image:
        return image.tobytes()


def unzipped(data: bytes) -> dict[str, bytes]:
    """What an archive holds, by name and in its order; every checksum is looked at."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def field(name: str, text: str) -> bytes:
    """A field of a form."""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()


def part(name: str, filename: str, data: bytes) -> bytes:
    """A file of a form."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'
    return head.encode() + data + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def form(images: Sequence[bytes], **fields: str) -> Iterator[bytes]:
    """The form piece by piece."""
    for name, text in fields.items():
        yield field(name, text)
    for index, data in enumerate(images):
        yield part("image", f"{index}.png", data)
    yield END


def by_curl(server: Server, images: Sequence[bytes], folder: Path, *options: str) -> bytes:
    """curl, which reads while it sends."""
    for index, data in enumerate(images):
        (folder / f"{index}.png").write_bytes(data)
    parts = [text for index in range(len(images)) for text in ("-F", f"image=@{index}.png")]
    command = ["curl", "--silent", "--show-error", "--fail", "--noproxy", "*", *options, *parts, server.url + PATH]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=WAIT_S, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def by_slow_curl(server: Server, images: Sequence[bytes], folder: Path) -> bytes:
    """curl that takes, and gives, 6 MB a second at most."""
    return by_curl(server, images, folder, "--limit-rate", "6M")


def by_requests(server: Server, images: Sequence[bytes], folder: Path) -> bytes:
    """requests, which sends everything before it reads a byte."""
    files = [("image", (f"{index}.png", data, "image/png")) for index, data in enumerate(images)]
    answer = requests.post(server.url + PATH, files=files, timeout=WAIT_S)
    assert answer.status_code == 200, answer.text
    return answer.content


def by_http_client(server: Server, images: Sequence[bytes], folder: Path) -> bytes:
    """http.client, which does the same, chunked."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT_S)
    connection.request("POST", PATH, form(images), {"Content-Type": TYPE}, encode_chunked=True)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, body
    return body


def by_small_buffers(server: Server, images: Sequence[bytes], folder: Path) -> bytes:
    """A client whose system takes a few kilobytes from the server until it reads, which it does when all was sent."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT_S)
    connection.sock = socket.socket()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sock.settimeout(WAIT_S)
    connection.sock.connect(("127.0.0.1", server.port))
    connection.request("POST", PATH, b"".join(form(images)), {"Content-Type": TYPE})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return body


CLIENTS: dict[str, Client] = {
    "curl": by_curl,
    "slow curl": by_slow_curl,
    "requests": by_requests,
    "http.client": by_http_client,
    "small buffers": by_small_buffers,
}
