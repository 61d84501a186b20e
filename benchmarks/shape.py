"""Which shape of the server is the best: so many workers with so many threads, for few clients and for many.

    .venv/bin/python -m benchmarks.shape                       # four minutes; benchmarks/SERVER.md holds the table
    .venv/bin/python -m benchmarks.shape --workers 1 2 --threads 4 --seconds 10

Each shape is a server of its own, warmed up by one request a client. `cores used` is how many of them the server kept
busy: where the machine has more to give, the difference is Python's lock.
"""

import argparse
import itertools
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.figures import milliseconds, percentile
from benchmarks.install import say
from benchmarks.load import play
from benchmarks.operations import BY_NAME as OPERATIONS
from benchmarks.peers import Request, ask_imgsvc, imgsvc_server
from benchmarks.photos import Photo, make
from benchmarks.processes import Running
from benchmarks.tables import MB, table

OTHERS = 4  # processes: gunicorn's two, the forkserver, multiprocessing's tracker
HEAD = ("pixel workers, threads", "clients", "req/s", "p50 ms", "p99 ms", "CPU ms", "cores used", "idle MB", "peak MB")


def main() -> None:
    """Measure each shape and print the table."""
    options = _options()
    photo = Photo(options.photo, "jpeg")
    make([photo])
    request = ask_imgsvc(photo, OPERATIONS[options.operation])
    lines = []
    for workers, threads in itertools.product(options.workers, options.threads):
        say(f"{workers} pixel workers with {threads} threads")
        os.environ["THREADS"] = str(threads)
        for clients in options.clients:
            with imgsvc_server(options.port, workers) as server:
                wait_for(server, workers)
                lines.append([f"{workers} x {threads}", *measured(server, request, clients, options.seconds)])
    print(table(HEAD, lines))


def measured(server: Running, request: Request, clients: int, seconds: float) -> Iterator[str]:
    """The figures of one server and so many clients, as they stand in the table."""
    idle, resident = proportional_bytes(server), server.resident_bytes()
    play(server, request, 0, clients)
    played = play(server, request, seconds, clients)
    requests = len(played.latencies)
    yield str(clients)
    yield f"{requests / played.wall_s:.1f}"
    yield f"{milliseconds(percentile(played.latencies, 0.5)):.0f}"
    yield f"{milliseconds(percentile(played.latencies, 0.99)):.0f}"
    yield f"{milliseconds(played.cpu_s / requests):.0f}"
    yield f"{played.cpu_s / played.wall_s:.2f}"
    yield f"{idle / MB:.0f}"
    yield f"{(idle + played.peak_bytes - resident) / MB:.0f}"


def wait_for(server: Running, workers: int) -> None:
    """Until all pixel workers are there: the port is open before they are."""
    while len(server.pids()) < workers + OTHERS:
        time.sleep(0.1)
    time.sleep(0.5)  # and have begun to work


def proportional_bytes(server: Running) -> int:
    """What all processes occupy together; what they share counts once."""
    rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() for pid in server.pids()]
    return sum(int(line.split()[1]) * 1024 for lines in rollups for line in lines if line.startswith("Pss:"))


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 3, 4])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--clients", type=int, nargs="+", default=[4, 16])
    parser.add_argument("--photo", default="6", help="megapixels")
    parser.add_argument("--operation", default="resize(800)", choices=OPERATIONS)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--port", type=int, default=8790)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
