"""The least that anyone can do: a server of plain socket calls, one process, one thread for each connection.

    python -m benchmarks.streams.plain PORT FILE

    PUT /sink            receive and forget            GET /source/BYTES           send what is in memory
    PUT /file            receive, SHA-256, write       GET /file                   read and send what was written
    PUT /relay/PORT      pass on to PUT /sink there    GET /relay/PORT/BYTES       pass on GET /source/BYTES from there

It trusts its clients, and stands in for the other server that imgsvc sends to and fetches from.
"""

import hashlib
import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

BLOCK = 1 << 20  # bytes
END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n"
SOURCE = bytes(range(256)) * (BLOCK // 256)


class Call:
    """One request on a connection of its own."""

    def __init__(self, connection: socket.socket, file: Path) -> None:
        self.connection = connection
        self.file = file
        self.buffer = memoryview(bytearray(BLOCK))
        head = b""
        while END not in head:
            data = connection.recv(BLOCK)
            if not data:
                raise ConnectionResetError
            head += data
        self.head, _, self.held = head.partition(END)
        self.method, path = self.head.split(b" ")[:2]
        self.path = path.decode().strip("/").split("/")
        found = LENGTH.search(self.head)
        self.length = int(found[1]) if found else 0

    def answer(self) -> None:
        """What the path asks for."""
        what, numbers = self.path[0], [int(text) for text in self.path[1:]]
        getting: dict[str, Callable[..., None]] = {
            "source": self.source, "file": self.read, "relay": self.relay_from,
        }  # fmt: skip
        sending: dict[str, Callable[..., None]] = {"sink": self.sink, "file": self.write, "relay": self.relay_to}
        (getting if self.method == b"GET" else sending)[what](*numbers)

    def source(self, size: int) -> None:
        """Send so many bytes."""
        self.connection.sendall(OK % size)
        for start in range(0, size, BLOCK):
            self.connection.sendall(SOURCE[: size - start])

    def read(self) -> None:
        """Send the file."""
        self.connection.sendall(OK % self.file.stat().st_size)
        with self.file.open("rb", buffering=0) as file:
            while size := file.readinto(self.buffer):
                self.connection.sendall(self.buffer[:size])

    def sink(self) -> None:
        """Receive and forget; a chunked body is over when it says so."""
        if CHUNKED.search(self.head):
            last = self.held
            while not last.endswith(b"0\r\n\r\n"):
                size = self.connection.recv_into(self.buffer)
                last = (last + bytes(self.buffer[max(0, size - 5) : size]))[-5:]
        else:
            for _ in self._pieces():
                pass
        self.connection.sendall(OK % 0)

    def write(self) -> None:
        """Receive into the file, and count its SHA-256."""
        sha256 = hashlib.sha256()
        with self.file.open("wb", buffering=0) as file:
            for piece in self._pieces():
                sha256.update(piece)
                file.write(piece)
        digest = sha256.hexdigest().encode()
        self.connection.sendall(OK % len(digest) + digest)

    def relay_to(self, port: int) -> None:
        """Pass on what comes."""
        with socket.create_connection(("127.0.0.1", port)) as other:
            other.sendall(b"PUT /sink HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % self.length)
            for piece in self._pieces():
                other.sendall(piece)
            self._pass_on(other)

    def relay_from(self, port: int, size: int) -> None:
        """Pass on what the other sends."""
        with socket.create_connection(("127.0.0.1", port)) as other:
            other.sendall(b"GET /source/%d HTTP/1.1\r\n\r\n" % size)
            self._pass_on(other)

    def _pass_on(self, other: socket.socket) -> None:
        while size := other.recv_into(self.buffer):
            self.connection.sendall(self.buffer[:size])

    def _pieces(self) -> Iterator[bytes | memoryview]:
        left = self.length - len(self.held)
        if self.held:
            yield self.held
        while left and (size := self.connection.recv_into(self.buffer[: min(left, BLOCK)])):
            left -= size
            yield self.buffer[:size]


def serve(port: int, file: Path) -> None:
    """Until the process is ended."""

    def call(connection: socket.socket) -> None:
        with connection, suppress(ValueError, OSError):  # such as who only looks whether somebody listens
            Call(connection, file).answer()

    with socket.create_server(("127.0.0.1", port)) as listening:
        while True:
            Thread(target=call, args=(listening.accept()[0],), daemon=True).start()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
