"""From a name to its addresses, once, within a time: the system's resolver itself knows no deadline."""

import socket
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread

from filters.remote.addresses import Address
from filters.remote.errors import RemoteTimeout

AT_ONCE = (
    16  # names that are looked up at one time, in each process; one that hangs ends by the resolver's own patience
)
SLOW = "The name of the other server could not be looked up in time."

_turns = BoundedSemaphore(AT_ONCE)


def resolve(host: str, port: int, *, within_s: float) -> list[Address]:
    """All addresses of a host, none where there is no such name. Raises `RemoteTimeout`."""
    answers: SimpleQueue[list[Address]] = SimpleQueue()
    if not _turns.acquire(timeout=within_s):
        raise RemoteTimeout(SLOW)

    def look_up() -> None:
        try:
            answers.put(_addresses(host, port))
        finally:
            _turns.release()

    Thread(target=look_up, name="resolver", daemon=True).start()
    try:
        return answers.get(timeout=within_s)
    except Empty as error:
        raise RemoteTimeout(SLOW) from error


def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # no such name, or none that the resolver takes
        return []
    return list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))
