"""Playing one request against a server: a few threads, each of which sends the next as soon as the last is answered."""

import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.figures import Played
from benchmarks.peers import Request
from benchmarks.processes import Running

CONCURRENCY = 4
TIMEOUT_S = 300


class Refused(Exception):
    """A server answered with anything but 200; the message has the status and the beginning of the body."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A picture, and the milliseconds by stage that its server tells, which only imgsvc does."""

    body: bytes
    stages: dict[str, float]


def ask(port: int, request: Request) -> Answer:
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
    return Answer(body, _stages(response.headers.get("Server-Timing", "")))


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


def _stages(header: str) -> dict[str, float]:
    return {name: float(number) for name, number in re.findall(r"([\w-]+);(?:[^,]*;)?dur=([\d.]+)", header)}


def _in_turn(port: int, request: Request, deadline: float) -> list[float]:
    latencies: list[float] = []
    while not latencies or time.perf_counter() < deadline:
        start = time.perf_counter()
        ask(port, request)
        latencies.append(time.perf_counter() - start)
    return latencies
