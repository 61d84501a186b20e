"""Four times too much: what the server does for a minute when four times as much is asked as it can do.

    .venv/bin/python -m benchmarks.overload                    # two minutes; benchmarks/SERVER.md holds the figures
    .venv/bin/python -m benchmarks.overload --seconds 10 --set IMGSVC_QUEUE_LENGTH=8

A photo of 1 MB is made smaller and blurred. First one client asks alone (unloaded), then 2, 4, 8 and 16 at one time:
the best rate of them is the peak. Then requests arrive at random, however long the answers take, of four clients with
unequal parts; a tenth of the refused come again after their `Retry-After`. Beside them, `healthz` is asked ten times a
second.
"""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from benchmarks.arrivals import Arrival, Load, ask, send
from benchmarks.findings import OK, Probes, findings, goodput, table_of
from benchmarks.install import say
from benchmarks.operations import Kind, Operation
from benchmarks.peers import Request, ask_imgsvc
from benchmarks.photos import Photo, make
from benchmarks.places import LOGS, ROOT, WORK
from benchmarks.processes import Running, running
from imgsvc.env import Environment

PHOTO = Photo("4", "jpeg")  # 1 MB
STEPS = [{"op": "resize", "width": 1200}, {"op": "gaussian_blur", "radius": 4}]
OPERATION = Operation(name="resize and blur", kind=Kind.RESIZE, steps=STEPS, sharp=None, ipx=None, thumbor=None)
CLIENTS = (("127.0.0.1", 0.4), ("127.0.0.2", 0.3), ("127.0.0.3", 0.2), ("127.0.0.4", 0.1))
RETRIED = 0.1
CONCURRENCIES = (2, 4, 8, 16)
WARM_UP_S = 2
PROBE_S = 0.1
PROBE = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
PROBES_A_SAMPLE = 10
NEVER_S = 60.0
QUEUE_S = "IMGSVC_QUEUE_S"


def main() -> None:
    """Measure and print."""
    options = _options()
    make([PHOTO])
    environ = dict(pair.split("=", 1) for pair in options.set)
    with server_with_defaults(options.port, environ) as server:
        flood = Flood(server, wire(ask_imgsvc(PHOTO, OPERATION)))
        flood.closed(max(CONCURRENCIES), WARM_UP_S)
        alone = flood.closed(1, options.settle * 2)
        busy, start = server.cpu_s(), time.perf_counter()
        rates = {number: goodput(flood.closed(number, options.settle)) for number in CONCURRENCIES}
        busy = (server.cpu_s() - busy) / (time.perf_counter() - start)
        peak = max(rates.values())
        say(", ".join(f"{number} at one time: {rate:.1f} a second" for number, rate in rates.items()))
        say(f"now {options.times:g} times {peak:.1f} for {options.seconds:g} s")
        cpu, start = server.cpu_s(), time.perf_counter()
        arrivals, probes = flood.open(peak * options.times, options.seconds)
        cores = busy, (server.cpu_s() - cpu) / (time.perf_counter() - start)
    queue_s = float(environ.get(QUEUE_S, Environment().queue_s))
    print(table_of(findings(alone, peak, arrivals, probes, queue_s=queue_s, cores=cores)))


class Flood:
    """Loads on one server."""

    def __init__(self, server: Running, request: bytes) -> None:
        self.server = server
        self.request = request

    def closed(self, concurrency: int, seconds: float) -> list[Arrival]:
        """So many clients, each of which asks again as soon as it was answered."""
        port = self.server.port
        return send(Load(port=port, request=self.request, seconds=seconds, concurrency=concurrency))

    def open(self, rate: float, seconds: float) -> tuple[list[Arrival], Probes]:
        """So many requests a second, come what may, and what was seen beside them."""
        load = Load(
            port=self.server.port, request=self.request, seconds=seconds, rate=rate, clients=CLIENTS, retried=RETRIED
        )
        found: list[list[Arrival]] = []
        thread = threading.Thread(target=lambda: found.append(send(load)))
        thread.start()
        probes = Probes([], [])
        while thread.is_alive():
            start = time.perf_counter()
            probes.health.append(health_s(self.server.port))
            if len(probes.health) % PROBES_A_SAMPLE == 1:
                probes.memory.append(self.server.resident_bytes())
            time.sleep(max(0.0, start + PROBE_S - time.perf_counter()))
        [arrivals] = found
        return arrivals, probes


def health_s(port: int) -> float:
    """Seconds until `healthz` said that all is well; a minute where it did not."""
    start = time.perf_counter()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=NEVER_S) as connection:
            answer = ask(connection, PROBE, time.perf_counter)
    except OSError:
        return NEVER_S
    return answer.answered - start if answer.status == OK else NEVER_S


def wire(request: Request) -> bytes:
    """The request as it is sent, on a connection that may stay open."""
    body = request.body or b""
    fields = request.headers | {"Host": "localhost", "Content-Length": str(len(body))}
    head = [f"{request.method} {request.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*head, "", ""]).encode() + body


def server_with_defaults(port: int, environ: Mapping[str, str]) -> AbstractContextManager[Running]:
    """imgsvc as `make run` serves it; `environ` is what is not as it comes."""
    data = WORK / "data"
    data.mkdir(parents=True, exist_ok=True)
    environ = {"PORT": str(port), "IMGSVC_DATA_DIR": str(data), **environ}
    for task in ("migrate", "load_presets"):
        command = [sys.executable, str(ROOT / "manage.py"), task]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, check=True, capture_output=True)
    command = [sys.executable, "-m", "gunicorn"]
    return running(command, port=port, cwd=ROOT, environ=environ, log=LOGS / "overload.log")


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--times", type=float, default=4, help="the peak")
    parser.add_argument("--settle", type=float, default=8, help="seconds at each number of clients before")
    parser.add_argument("--set", nargs="+", default=[], metavar="NAME=VALUE", help="environment of the server")
    parser.add_argument("--port", type=int, default=8620)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
