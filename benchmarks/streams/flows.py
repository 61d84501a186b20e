"""What flows, to imgsvc and to the plain server, by a client of plain sockets; nothing lies on a disk beforehand."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.streams.plain import BLOCK, END, LENGTH, SOURCE

PATIENCE_S = 600


@dataclass(frozen=True, slots=True)
class Flow:
    """A name, and the same thing asked of imgsvc and of the plain server: method and path."""

    name: str
    ours: tuple[str, str]
    plain: tuple[str, str]
    asks: tuple[str, ...] = ()
    """Further header lines for imgsvc."""


class Refused(Exception):
    """An answer that is not the one to measure; the message begins with its status line."""


def flows(*, other: int, size: int) -> Sequence[Flow]:
    """All of them, in an order in which what is read was written before. `other` is the other server's port."""
    url = f"http%3A%2F%2F127.0.0.1%3A{other}%2Fsource%2F{size}"
    return (
        Flow("PUT files/", ("PUT", "/api/v1/files/large.bin"), ("PUT", "/file")),
        Flow("GET files/", ("GET", "/api/v1/files/large.bin"), ("GET", "/file")),
        Flow("forward/", ("POST", "/api/v1/forward/other/"), ("PUT", f"/relay/{other}")),
        Flow("fetch/", ("GET", f"/api/v1/fetch/?url={url}"), ("GET", f"/relay/{other}/{size}")),
    )


def move(port: int, asked: tuple[str, str], *, size: int, headers: Sequence[str] = ()) -> None:
    """Send a body of so many bytes, or take one. Raises `Refused`, also where another number comes."""
    method, path = asked
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    if method != "GET":
        lines += [f"Content-Length: {size}", "Content-Type: application/octet-stream"]
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        if method != "GET":
            for start in range(0, size, BLOCK):
                connection.sendall(SOURCE[: size - start])
        received = _answer(connection)
    if method == "GET" and received != size:
        raise Refused(f"{received} of {size} bytes came")


def _answer(connection: socket.socket) -> int:
    """How long the answer's body is; all of it is received."""
    buffer = memoryview(bytearray(BLOCK))
    data = b""
    while END not in data:
        more = connection.recv(BLOCK)
        if not more:
            raise Refused("no answer")
        data += more
    head, _, body = data.partition(END)
    if b" 20" not in head[:12]:
        raise Refused((data + connection.recv(BLOCK)).decode(errors="replace")[:1000])
    found = LENGTH.search(head)
    received, length = len(body), int(found[1]) if found else None
    while (length is None or received < length) and (size := connection.recv_into(buffer)):
        received += size
    return received
