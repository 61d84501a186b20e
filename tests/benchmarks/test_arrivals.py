"""The load generator, against a small server: it sends what is asked, and tells what came of it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread

from benchmarks.arrivals import LOST, Load, send

REQUEST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + bytes(100_000)


class Handler(BaseHTTPRequestHandler):
    """Answers every third request of a connection with 503, and hangs up on the address 127.0.0.4."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body in one piece
    answered = 0

    def do_POST(self) -> None:
        assert isinstance(self.server, Server)
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.client_address[0] == "127.0.0.4":
            self.close_connection = True
            return
        self.answered += 1
        self.server.connections[self.client_address] += 1
        busy = self.answered % 3 == 0
        self.send_response(503 if busy else 200)
        if busy:
            self.send_header("Retry-After", "0")
        self.send_header("Content-Length", "50000")
        self.end_headers()
        self.wfile.write(bytes(50_000))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Counts the requests of each connection."""

    request_queue_size = 100

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.connections: Counter[tuple[str, int]] = Counter()


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_one_after_the_other_is_answered_on_one_connection() -> None:
    with serving() as server:
        arrivals = send(Load(port=server.server_port, request=REQUEST, seconds=0.3))
    assert len(arrivals) == sum(server.connections.values())
    assert len(server.connections) == 1
    assert {arrival.status for arrival in arrivals} == {200, 503}
    assert all(a.due <= a.sent <= a.answered <= a.ended for a in arrivals)
    assert all(first.ended <= second.sent for first, second in pairwise(arrivals))


def test_requests_arrive_at_their_rate_of_several_clients_and_some_come_again() -> None:
    clients = (("127.0.0.1", 0.5), ("127.0.0.2", 0.4), ("127.0.0.4", 0.1))
    with serving() as server:
        load = Load(
            port=server.server_port, request=REQUEST, seconds=1, rate=100, clients=clients, kept_open=0.5, retried=1
        )
        arrivals = send(load)
    first = [arrival for arrival in arrivals if not arrival.is_retry]
    assert 60 < len(first) < 140
    assert {arrival.client for arrival in first} == {name for name, _ in clients}
    assert {arrival.status for arrival in first if arrival.client == "127.0.0.4"} == {LOST}
    assert sum(arrival.is_retry for arrival in arrivals) == sum(arrival.retry_after == 0 for arrival in first)
    assert 1 < len(server.connections) < sum(server.connections.values())


def test_every_arrival_may_have_a_connection_of_its_own() -> None:
    with serving() as server:
        send(Load(port=server.server_port, request=REQUEST, seconds=0.5, rate=50, kept_open=0))
    assert set(server.connections.values()) == {1}
