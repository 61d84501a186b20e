"""Connections to a server: how many it has, whether it has read what was sent, and ways to end them."""

import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

from benchmarks.census import WEB
from tests.faults.house import House

LISTENING = "0A"  # of /proc/net/tcp


def connections(house: House) -> int:
    """How many TCP connections to the server's port the web process has."""
    port = f"{house.server.port:04X}"
    ours = {row[9] for row in _rows() if row[1].endswith(f":{port}") and row[3] != LISTENING}
    links = [path for path in Path(f"/proc/{house.the(WEB)}/fd").iterdir() if path.is_symlink()]
    return sum(f"{name[8:-1]}" in ours for name in map(read_link, links) if name.startswith("socket:["))


def has_read(house: House, connection: socket.socket) -> bool:
    """Whether all that was sent on this connection was received, and read by the server."""
    ours, theirs = f":{house.server.port:04X}", f":{connection.getsockname()[1]:04X}"
    queues = {(row[1][-5:], row[2][-5:]): row[4].split(":") for row in _rows()}
    sent, received = queues.get((theirs, ours), ["?", "?"]), queues.get((ours, theirs), ["?", "?"])
    return int(sent[0], 16) == 0 == int(received[1], 16) if "?" not in sent + received else False


def read_link(path: Path) -> str:
    """Where it leads; nowhere once it is closed."""
    try:
        return os.readlink(path)
    except OSError:
        return ""


def close(connection: socket.socket) -> None:
    """Politely."""
    connection.close()


def reset(connection: socket.socket) -> None:
    """At once, as a crash does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def connected(house: House) -> socket.socket:
    """A client that takes only a little at a time."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(60)
    connection.connect(("127.0.0.1", house.server.port))
    return connection


def _rows() -> Iterator[list[str]]:
    return (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
