"""What a stream costs beside a plain loop, and what iterating a file by lines costs beside blocks.

    python -m benchmarks.streams.copying [--rounds 7] [--megabytes 64]

All ways take turns in each round, over sockets, against one process of gunicorn and one of uvicorn; CPU time is the
server's, the median of all rounds.
"""

import argparse
import os
import socket
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from benchmarks.places import ROOT
from benchmarks.processes import Running, running
from benchmarks.streams.section import replace_section
from benchmarks.tables import table

PAGE = ROOT / "benchmarks" / "STREAMS.md"
PATIENCE_S = 60
TITLE = "A stream beside a plain loop"
GUNICORN = ("gunicorn", "--no-control-socket", "--threads", "2", "--bind")
UVICORN = ("uvicorn", "--log-level", "error", "--port")
COMMANDS = {
    "wsgi": (*GUNICORN, "127.0.0.1:{port}", "benchmarks.streams.copy_site:wsgi"),
    "asgi": (*UVICORN, "{port}", "benchmarks.streams.copy_site:asgi"),
}
WAYS: Mapping[tuple[str, str], str] = {
    ("wsgi", "raw"): "a loop over the file, without Django",
    ("wsgi", "stream"): "`OctetStream(file)`",
    ("wsgi", "sendfile"): "`FileResponse(file)`: the kernel copies",
    ("wsgi", "async"): "`OctetStream(async iterator)` under WSGI",
    ("asgi", "raw"): "a loop over blocks of 64 KiB, without Django",
    ("asgi", "async"): "`OctetStream(async iterator)`",
    ("asgi", "async256"): "the same with blocks of 256 KiB, which Django cuts",
    ("asgi", "stream"): "`OctetStream(file)` under ASGI: a thread reads",
    ("wsgi", "lines"): "`StreamingHttpResponse(BytesIO)`: by lines",
    ("wsgi", "memory"): "`OctetStream(BytesIO)`: by blocks of 256 KiB",
    ("wsgi", "small"): "`FileResponse(BytesIO)`: by blocks of 4 KiB",
    **{("wsgi", f"block{size}"): f"blocks of {size >> 10} KiB" for size in
       (4096, 16384, 65536, 262144, 1 << 20, 1 << 22)},
}  # fmt: skip
RATIOS = ((("wsgi", "raw"), ("wsgi", "stream")), (("asgi", "raw"), ("asgi", "async")))

Way = tuple[str, str]
Figures = Mapping[Way, Sequence[tuple[float, float]]]
"""Seconds on the clock and of the server's CPU, each round."""


def take(port: int, name: str, *, size: int) -> None:
    """Receive an answer, in chunks or not, and forget it. Raises `ValueError` where it is too short."""
    buffer, received = bytearray(1 << 20), 0
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        connection.sendall(f"GET /{name} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        while more := connection.recv_into(buffer):
            received += more
    if received < size:
        raise ValueError(f"/{name} gave {received} of {size} bytes.")


def measure(servers: Mapping[str, Running], *, rounds: int, size: int) -> Figures:
    """Each way once a round, after one that does not count."""
    figures: dict[Way, list[tuple[float, float]]] = defaultdict(list)
    for turn in range(rounds + 1):
        for way in WAYS:
            server, name = servers[way[0]], way[1]
            cpu, start = server.cpu_s(), perf_counter()
            take(server.port, name, size=size)
            if turn:
                figures[way].append((perf_counter() - start, server.cpu_s() - cpu))
    return figures


def described(figures: Figures, *, megabytes: int, rounds: int) -> str:
    """The section."""
    rows = [
        (way[0].upper(), WAYS[way], f"{statistics.median(clock for clock, _ in found) * 1000:.0f}",
         f"{statistics.fmean(cpu for _, cpu in found) * 1000:.0f}")
        for way, found in figures.items()
    ]  # fmt: skip
    ratios = [
        f"{floor[0].upper()} {_ratio(figures, floor, ours, 0):.2f} and {_ratio(figures, floor, ours, 1):.2f}"
        for floor, ours in RATIOS
    ]
    shown = table(("server", "answer", "ms", "CPU ms"), rows)
    return (
        f"`python -m benchmarks.streams.copying`: {megabytes} MB of random bytes over a socket, {rounds} rounds in "
        "which all ways take turns; the median on the clock, and the mean of the server's CPU time. Speed of a stream "
        f"beside the plain loop under the same server, the median of the rounds, and by CPU time: {', '.join(ratios)}."
        f"\n\n{shown}"
    )


def _ratio(figures: Figures, floor: Way, ours: Way, which: int) -> float:
    """How fast (0) or how cheap (1) ours is beside the floor: round by round, or, as ticks are coarse, altogether."""
    plain, stream = ([found[which] for found in figures[way]] for way in (floor, ours))
    if which:
        return sum(plain) / sum(stream)
    return statistics.median(one / other for one, other in zip(plain, stream, strict=True))


def main() -> None:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--port", type=int, default=8630, help="the first of two")
    chosen = parser.parse_args()
    size = chosen.megabytes * 1_000_000
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        file = Path(folder) / "file"
        file.write_bytes(os.urandom(size))
        servers = {}
        for place, (name, command) in enumerate(COMMANDS.items()):
            port = chosen.port + place
            environ = {"STREAMED_FILE": str(file), "PYTHONPATH": str(ROOT)}
            run = [sys.executable, "-m", *(part.format(port=port) for part in command)]
            log = Path(folder) / name
            servers[name] = stack.enter_context(running(run, port=port, cwd=Path(folder), environ=environ, log=log))
        figures = measure(servers, rounds=chosen.rounds, size=size)
    text = described(figures, megabytes=chosen.megabytes, rounds=chosen.rounds)
    replace_section(PAGE, TITLE, text)
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
