"""Does memory stay flat while 2 GB flow through? Each on a fresh server, beside plain socket calls that do the same.

    python -m benchmarks.streams.memory                    # a minute; the table goes into benchmarks/STREAMS.md
    python -m benchmarks.streams.memory --gb 0.2 --only "GET files/" --dry

The exit code is 1 where a flow fails, or the server's processes together had 80 MB more at their peak than when idle.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.peers import migrated
from benchmarks.places import HERE, LOGS, ROOT
from benchmarks.processes import Running, running
from benchmarks.streams.flows import Flow, Refused, flows, move
from benchmarks.streams.peak import Peak, wait_until_idle
from benchmarks.streams.section import replace_section
from benchmarks.tables import MB, table

GB = 1_000_000_000
MOST = 80 * MB
PAGE = HERE / "STREAMS.md"
HEAD = ("flow", "peak RSS", "peak PSS", "MB/s", "plain", "ratio", "CPU s/GB", "plain", "ratio", f"< {MOST // MB} MB")
DESTINATION = """
from filters.models import Destination, RemoteHost
Destination.objects.create(slug="other", title="Other", url="http://127.0.0.1:{port}/sink", method="PUT", private=True)
RemoteHost.objects.create(host="127.0.0.1", port={port}, private=True)
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """What it took; `rss` and `pss` in bytes above idle, `cpu_s` of the server's processes."""

    seconds: float
    cpu_s: float
    rss: int
    pss: int


@dataclass(frozen=True, slots=True)
class Line:
    """A flow through imgsvc and through plain sockets; `complaint` where it did not."""

    flow: str
    ours: Moved | None
    plain: Moved | None
    complaint: str = ""

    @property
    def met(self) -> bool:
        """Whether memory stayed flat."""
        return self.ours is not None and self.ours.rss < MOST


def main() -> None:
    """Measure, print, write, and judge."""
    options = _options()
    size = int(options.gb * GB)
    lines = []
    with tempfile.TemporaryDirectory(prefix="imgsvc-streams-") as folder:
        environ, key = _prepare(Path(folder), options.port)
        with ExitStack() as stack:
            stack.enter_context(_plain(options.port + 1, Path(folder) / "other"))
            for flow in flows(other=options.port + 1, size=size):
                if not options.only or options.only in flow.name:
                    lines.append(_line(flow, size=size, environ=environ, key=key, port=options.port))
                    print(lines[-1].flow, lines[-1].ours, lines[-1].plain, lines[-1].complaint, file=sys.stderr)
    text = _section(options.gb, lines)
    print(text)
    if not options.dry:
        replace_section(PAGE, "Memory while 2 GB flow through", text)
    sys.exit(not all(line.met for line in lines))


def _line(flow: Flow, *, size: int, environ: dict[str, str], key: str, port: int) -> Line:
    headers = [f"Authorization: Api-Key {key}"]
    try:
        with running([sys.executable, "-m", "gunicorn"], port=port, cwd=ROOT, environ=environ, log=_log()) as server:
            ours = _moved(server, flow.ours, size, headers)
        with _plain(port + 2, Path(environ["IMGSVC_DATA_DIR"]).parent / "plain") as server:
            plain = _moved(server, flow.plain, size, [])
    except Refused as error:
        return Line(flow.name, None, None, str(error))
    return Line(flow.name, ours, plain)


def _moved(server: Running, asked: tuple[str, str], size: int, headers: list[str]) -> Moved:
    wait_until_idle(server)
    with Peak(server) as peak:
        cpu_s, began = server.cpu_s(), perf_counter()
        move(server.port, asked, size=size, headers=headers)
        seconds, cpu_s = perf_counter() - began, server.cpu_s() - cpu_s
    return Moved(seconds, cpu_s, peak.rss, peak.pss)


@contextmanager
def _plain(port: int, file: Path) -> Iterator[Running]:
    command = [sys.executable, "-m", "benchmarks.streams.plain", str(port), str(file)]
    with running(command, port=port, cwd=ROOT, environ={}, log=LOGS / f"plain-{port}.log") as server:
        yield server


def _prepare(folder: Path, port: int) -> tuple[dict[str, str], str]:
    """The server's variables, and a key that may do all of this."""
    data = folder / "data"
    data.mkdir()
    environ = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "IMGSVC_DATA_DIR": str(data),
        "IMGSVC_MAX_FILE_MB": "10000",
        "IMGSVC_FETCH": "listed",
    }
    migrated(environ)
    key = _manage(environ, "api_key", "create", "benchmark", "--scopes", "process,files")
    _manage(environ, "shell", "-c", DESTINATION.format(port=port + 1))
    return environ, key.split()[-1]


def _manage(environ: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, check=True, capture_output=True, text=True)
    return done.stdout


def _section(gb: float, lines: list[Line]) -> str:
    told = (
        f"{gb:g} GB each, on a fresh server of two web processes (`python -m benchmarks.streams.memory`). Memory is "
        "that of all its processes together, in MB above idle: the sum of each one's highest RSS (VmHWM, which counts "
        "twice what two share), and the highest sum of PSS, looked at twenty times a second. *plain* is one process "
        "of plain socket calls in Python that does the same on the same machine in the same run: it receives, counts "
        "the SHA-256 and writes a file; reads a file and sends it; passes on. Ratios are imgsvc's to plain's."
    )
    failed = [f"{line.flow} failed: {json.dumps(line.complaint)}" for line in lines if line.complaint]
    return "\n\n".join([told, table(HEAD, (_cells(line, gb) for line in lines)), *failed])


def _cells(line: Line, gb: float) -> tuple[str, ...]:
    if line.ours is None or line.plain is None:
        return (line.flow, *["-"] * (len(HEAD) - 2), "failed")
    ours, plain = line.ours, line.plain
    return (
        line.flow,
        f"{ours.rss / MB:.1f}",
        f"{ours.pss / MB:.1f}",
        f"{gb * 1000 / ours.seconds:.0f}",
        f"{gb * 1000 / plain.seconds:.0f}",
        f"{plain.seconds / ours.seconds:.2f}",
        f"{ours.cpu_s / gb:.2f}",
        f"{plain.cpu_s / gb:.2f}",
        f"{ours.cpu_s / max(plain.cpu_s, 0.01):.2f}",
        "yes" if line.met else "no",
    )


def _log() -> Path:
    return LOGS / "streams.log"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gb", type=float, default=2, help="how much flows each time (default: %(default)s)")
    parser.add_argument("--only", default="", help="only flows whose names have this in them")
    parser.add_argument("--port", type=int, default=8670, help="it, and the two after it (default: %(default)s)")
    parser.add_argument("--dry", action="store_true", help="leave benchmarks/STREAMS.md as it is")
    return parser.parse_args()


if __name__ == "__main__":
    main()
