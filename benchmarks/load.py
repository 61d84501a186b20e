"""Playing one request against a server: a few threads, each of which sends the next as soon as the last is answered."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.figures import Played
from benchmarks.peers import Request
from benchmarks.processes import Running

CONCURRENCY = 4
TIMEOUT_S = 180


class Refused(Exception):
    """A server answered with anything but 200; the message has the status and the beginning of the body."""


def ask(port: int, request: Request) -> bytes:
    """One request on a connection of its own, as a proxy sends it, so that all processes get their share."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        connection.request(request.method, request.path, request.body, request.headers | {"Connection": "close"})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status != http.client.OK:
        raise Refused(f"{response.status}: {body[:200].decode(errors='replace')}")
    return body


def play(server: Running, request: Request, seconds: float, concurrency: int = CONCURRENCY) -> Played:
    """Ask for so many seconds, at least once in every thread."""
    server.reset_peak()
    cpu, start = server.cpu_s(), time.perf_counter()
    with ThreadPoolExecutor(concurrency) as threads:
        lists = list(threads.map(lambda _: _in_turn(server.port, request, start + seconds), range(concurrency)))
    wall = time.perf_counter() - start
    return Played(
        latencies=[latency for latencies in lists for latency in latencies],
        wall_s=wall,
        cpu_s=server.cpu_s() - cpu,
        peak_bytes=server.peak_bytes(),
    )


def _in_turn(port: int, request: Request, deadline: float) -> list[float]:
    latencies: list[float] = []
    while not latencies or time.perf_counter() < deadline:
        start = time.perf_counter()
        ask(port, request)
        latencies.append(time.perf_counter() - start)
    return latencies
