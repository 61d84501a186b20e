"""A client's connection, and where it is in its life."""

import socket
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import TConn

from imgsvc.serving import patience
from imgsvc.serving.heads import Head
from imgsvc.serving.pace import PacedSocket

LINGER_BYTES = 64 * 1024 * 1024  # what may come meanwhile


class Connection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's connection; its head is received before it gets a parser and a thread."""

    sock: PacedSocket

    def __init__(self, cfg: Any, accepted: socket.socket, client: Any, server: Any) -> None:
        super().__init__(cfg, PacedSocket.take(accepted), client, server)
        self.head = Head()
        self.timeout = monotonic() + patience.HEAD_S
        self.drained = 0

    def hand_over(self) -> None:
        """Make it ready for a thread, which finds the head received."""
        self.init()
        self.data_ready = True
        self.parser.unreader.unread(bytes(self.head.data))
        self.head = Head()
        self.sock.begin()

    def take_back(self) -> None:
        """Make it ready for the next request, of which something may have come already."""
        self.sock.setblocking(False)
        self.head.feed(self.parser.unreader.take_buffered())

    def hang_up(self) -> bool:
        """End our side. Whether it is worth waiting for the end of theirs."""
        self.timeout = monotonic() + patience.LINGER_S
        try:
            self.sock.setblocking(False)
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            return False
        return True

    def drain(self) -> bool:
        """Forget what came after the last answer. Whether there may be more."""
        self.sock.begin()
        try:
            size = len(self.sock.recv(256 * 1024))
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.drained += size
        return size > 0 and self.drained < LINGER_BYTES
