"""gunicorn's threaded worker, patient with slow clients: a thread gets a request whose head has come.

gunicorn 27 gives every new connection to a thread, which waits there for the head: as many silent connections as there
are threads stop everything, the health checks too. Here the main loop receives the heads, without waiting for anyone.
It also frees threads from clients that send or take too slowly, and closes connections without waiting for their end.
"""

import errno
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from imgsvc.serving import patience
from imgsvc.serving.connections import Connection
from imgsvc.serving.pace import too_slow
from imgsvc.serving.refusals import BUSY, Capture, problem, send

BLOCK = 8 * 1024  # bytes; what gunicorn's parser receives at once
RESERVED = 2  # threads for each health check alone
WAITING = 3  # requests that wait for a thread, for each thread; more are answered with 503
NO_DESCRIPTOR = (errno.EMFILE, errno.ENFILE)


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Connections are received from (`reading`), idle (gunicorn's own), with a thread (`busy`), or ending."""

    keepalived_conns: "deque[Connection]"
    tpool: ThreadPoolExecutor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading: dict[Connection, None] = {}
        self.busy: set[Connection] = set()
        self.ending: dict[Connection, None] = {}
        self.closed = False
        self.ticked = 0.0

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Refuse what the main loop cannot receive. Raises SystemExit."""
        super().check_config(cfg, log)
        if cfg.is_ssl or cfg.proxy_protocol != "off" or cfg.http2_cleartext != "off":
            raise SystemExit("imgsvc speaks plain HTTP/1.1: leave TLS, HTTP/2 and the PROXY protocol to the proxy.")

    def init_process(self) -> None:
        """Begin."""
        self.reserve = {probe: ThreadPoolExecutor(RESERVED) for probe in (b"healthz", b"readyz")}
        super().init_process()

    def set_accept_enabled(self, enabled: bool) -> None:
        """In the end, take what clients were told is connected, and then let nobody connect any more."""
        super().set_accept_enabled(enabled)
        if not self.alive and not self.closed:
            self.closed = True
            for listener in self.sockets:
                while self.accept(listener):
                    pass
                listener.close()
            self._hurry()

    def accept(self, listener: Any) -> bool:
        """Receive from a new connection; the oldest one that waits makes room. Whether there was one."""
        try:
            accepted, client = listener.accept()
        except OSError as error:
            if error.errno in NO_DESCRIPTOR:
                return self._drop_oldest()
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return error.errno == errno.ECONNABORTED
        self.nr_conns += 1
        self._read(Connection(self.cfg, accepted, client, listener.getsockname()))
        if self.nr_conns >= self.worker_connections:
            self._drop_oldest()
        return True

    def enqueue_req(self, conn: Connection) -> None:
        """Give a request whose head has come to a thread."""
        pool = self.reserve.get(conn.head.probe, self.tpool)
        if pool is self.tpool and len(self.busy) >= self.cfg.threads * (1 + WAITING):
            self._refuse(conn, partial(send, conn.sock, BUSY))
            return
        conn.hand_over()
        self.busy.add(conn)
        future = pool.submit(self.handle, conn)
        future.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def finish_request(self, conn: Connection, done: "Future[bool]") -> None:
        """Wait for the next request of the connection, or for its end."""
        self.busy.discard(conn)
        if done.cancelled() or done.exception() is not None or not done.result():
            self._end(conn)
            return
        try:
            conn.take_back()
            if conn.head.data:
                conn.timeout = monotonic() + patience.HEAD_S
                self._read(conn)
            else:
                self._idle(conn)
        except OSError:
            self._close(conn)

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        """The next request begins on a connection that was kept."""
        self.keepalived_conns.remove(conn)
        self.poller.unregister(client)
        conn.timeout = monotonic() + patience.HEAD_S
        self._read(conn)

    def murder_pending(self) -> None:
        """Once a second: end what takes too long. gunicorn calls it in every turn of its loop."""
        now = monotonic()
        if now < self.ticked + patience.TICK_S:
            return
        self.ticked = now
        for conn in _late(self.reading, now):
            self._stop_reading(conn)
            if conn.head.data:
                self._refuse(conn, partial(send, conn.sock, problem(HTTPStatus.REQUEST_TIMEOUT)))
            else:
                self._close(conn)
        for conn in _late(self.ending, now):
            self._finish_ending(conn)
        half, pressed = max(1, self.cfg.threads // 2), len(self.busy) > self.cfg.threads
        for sock in too_slow((conn.sock for conn in self.busy), now=now, most=half, pressed=pressed):
            sock.cut()

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """As gunicorn's, but a client that expects a word before it sends its body gets it from who reads that."""
        conn.sock.expectant, req._expected_100_continue = req._expected_100_continue, False
        return super().handle_request(req, conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Log as gunicorn does, and answer as imgsvc does."""
        page = Capture()
        super().handle_error(req, page, addr, exc)
        if page.status is not None:
            with suppress(OSError):
                send(client, problem(page.status))

    def _read(self, conn: Connection) -> None:
        """Receive the head, beginning with what is there already."""
        conn.sock.setblocking(False)
        self.reading[conn] = None
        self._watch(conn, self._receive)
        if conn.head.ready:
            self._decide(conn)
        else:
            self._receive(conn, conn.sock)

    def _watch(self, conn: Connection, readable: Callable[[Connection, Any], None]) -> None:
        """Call it whenever something came; not for what was closed in the same turn of the loop, to make room."""

        def call(client: Any) -> None:
            if client.fileno() >= 0:
                readable(conn, client)

        self.poller.register(conn.sock, EVENT_READ, call)

    def _receive(self, conn: Connection, client: Any) -> None:
        try:
            data = client.recv(BLOCK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            conn.head.feed(data)
            self._decide(conn)
        else:
            self._stop_reading(conn)
            self._close(conn)

    def _decide(self, conn: Connection) -> None:
        """Go on with a head that has come, or is longer than any."""
        if conn.head.ready:
            self._stop_reading(conn)
            self.enqueue_req(conn)
        elif conn.head.too_long:
            self._stop_reading(conn)
            in_line = conn.head.in_its_first_line
            status = HTTPStatus.REQUEST_URI_TOO_LONG if in_line else HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            self.log.warning("Invalid request from %s: %s", conn.client, status.phrase)
            self._refuse(conn, partial(send, conn.sock, problem(status)))

    def _stop_reading(self, conn: Connection) -> None:
        del self.reading[conn]
        self.poller.unregister(conn.sock)

    def _idle(self, conn: Connection) -> None:
        """Keep the connection; a stopping worker only as long as a request may be on its way (as gunicorn does)."""
        conn.set_timeout()
        if not self.alive:
            conn.timeout = min(conn.timeout, monotonic() + STOP_KEEPALIVE_LINGER)
        self.keepalived_conns.append(conn)
        self._watch(conn, self.on_client_socket_readable)

    def _refuse(self, conn: Connection, say: Callable[[], None]) -> None:
        with suppress(OSError):
            say()
        self._end(conn)

    def _end(self, conn: Connection) -> None:
        """Close once the client has, or soon: a thread or a loop that waited for it could be made to wait."""
        cut = conn.sock.upload.cut
        if not conn.hang_up():
            self._close(conn)
            return
        self.ending[conn] = None
        if not cut:  # its reading side is closed: it would look readable for ever
            self._watch(conn, self._drain)

    def _drain(self, conn: Connection, client: Any) -> None:
        if not conn.drain():
            self._finish_ending(conn)

    def _finish_ending(self, conn: Connection) -> None:
        del self.ending[conn]
        with suppress(KeyError):
            self.poller.unregister(conn.sock)
        self._close(conn)

    def _close(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()

    def _drop_oldest(self) -> bool:
        """Close the connection that is least worth keeping. Whether there was one."""
        if self.ending:
            self._finish_ending(next(iter(self.ending)))
        elif self.reading:
            conn = next(iter(self.reading))
            self._stop_reading(conn)
            self._close(conn)
        elif self.keepalived_conns:
            self.keepalived_conns[0].timeout = 0.0
            self.murder_keepalived()
        else:
            return False
        return True

    def _hurry(self) -> None:
        """A stopping worker waits for heads that have begun, and briefly for those that have not."""
        soon = monotonic() + STOP_KEEPALIVE_LINGER
        for conn in self.reading:
            if not conn.head.data:
                conn.timeout = min(conn.timeout, soon)


def _late(connections: Iterable[Connection], now: float) -> list[Connection]:
    return [conn for conn in connections if conn.timeout <= now]
