"""Does the server stay as it is under mixed traffic? Good and bad clients for half an hour, memory, descriptors.

    .venv/bin/python -m benchmarks.soak                        # 30 minutes; benchmarks/SERVER.md holds the table
    .venv/bin/python -m benchmarks.soak --minutes 2 --jobs-per-worker 20 --output soak.md

Pixel workers are replaced early, so that replacing them is part of it. The exit code is 1 where the bar is missed: an
answer that is not the one that is right (503 apart), memory that grows, descriptors or processes that gather.
"""

import argparse
import http.client
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic, sleep

from benchmarks.census import PIXEL_WORKER, WEB, Census, census
from benchmarks.figures import milliseconds, percentile
from benchmarks.files import damaged, pictures
from benchmarks.peers import migrated
from benchmarks.places import LOGS, ROOT
from benchmarks.processes import Running, running
from benchmarks.tables import MB, table
from benchmarks.traffic import BUSY, HOST, KINDS, Outcome, play
from benchmarks.trend import ends, slope

SAMPLE_S = 5.0
MOST_GROWTH = 0.05  # of the memory, in the second half of the run, beyond what is noise
BROKEN = -1  # the "status" where the server broke off
GATHERED = 3  # descriptors or processes more at the end than at the beginning, in medians: one is a coincidence
SEED = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """The processes at one time, in seconds since the start."""

    seconds: float
    census: Census


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one request, and how long it took, in seconds."""

    outcome: Outcome
    seconds: float


def main() -> None:
    """Run, print the section, and judge."""
    options = _options()
    environ = {
        "HOST": HOST,
        "PORT": str(options.port),
        "IMGSVC_JOBS_PER_WORKER": str(options.jobs_per_worker),
    }
    with tempfile.TemporaryDirectory(prefix="imgsvc-soak-") as folder:
        environ = migrated({**environ, "IMGSVC_DATA_DIR": folder})
        command = [sys.executable, "-m", "gunicorn"]
        with running(command, port=options.port, cwd=ROOT, environ=environ, log=LOGS / "soak.log") as server:
            samples, played = soak(server, minutes=options.minutes, clients=options.clients, pause=options.pause)
            left = census(server.process.pid)
    complaints = list(judge(samples, played))
    section = "\n".join(_section(options, samples, played, left, complaints))
    print(section)
    if options.output:
        options.output.write_text(section + "\n")
    sys.exit(bool(complaints))


def soak(server: Running, *, minutes: float, clients: int, pause: float) -> tuple[list[Sample], list[Played]]:
    """Play so many clients, each with a mean pause in seconds between two requests, and look every few seconds."""
    pictures(), damaged()  # made before anything is measured
    start, stop = monotonic(), Event()
    samples: list[Sample] = []
    with ThreadPoolExecutor(clients) as threads:
        futures = [threads.submit(_client, server.port, random.Random(SEED + n), pause, stop) for n in range(clients)]
        try:
            while monotonic() < start + minutes * 60 and not any(map(Future.done, futures)):
                samples.append(Sample(monotonic() - start, census(server.process.pid)))
                sleep(SAMPLE_S)
        finally:
            stop.set()
        return samples, [one for future in futures for one in future.result()]


def judge(samples: Sequence[Sample], played: Sequence[Played]) -> Iterator[str]:
    """What misses the bar, in sentences."""
    for (kind, status), count in sorted(_statuses(played).items()):
        if status != BUSY and any(not one.outcome.right for one in played if _key(one) == (kind, status)):
            yield f"{kind} was answered with {_name(status)}, {count} times."
    for name, values in _memory(samples).items():
        half = len(values) // 2
        seconds, later = [sample.seconds for sample in samples[half:]], values[half:]
        grown = slope(seconds, later).surely_above_zero * (seconds[-1] - seconds[0]) / 3600
        if grown > MOST_GROWTH * later[0]:
            yield f"The memory of {name} grows: {grown / MB:.1f} MB in the second half, and that is no noise."
    for name, counts in _counts(samples).items():
        first, last = ends(counts[len(counts) // 10 :])
        if last - first >= GATHERED:
            yield f"{name.capitalize()} gather: {first:.0f} at the beginning, {last:.0f} at the end."


def _client(port: int, dice: random.Random, pause: float, stop: Event) -> list[Played]:
    """One request after the other, until it is told to stop."""
    played = []
    while not stop.wait(dice.expovariate(1 / pause) if pause else 0):
        start = monotonic()
        try:
            outcome = play(port, dice)
        except (OSError, http.client.HTTPException) as error:
            outcome = Outcome(f"{type(error).__name__}: {error}"[:60], BROKEN, ())
        played.append(Played(outcome, monotonic() - start))
    return played


def _memory(samples: Sequence[Sample]) -> dict[str, list[float]]:
    return {
        "all processes": [sample.census.resident for sample in samples],
        "the web process": [sample.census.resident_of(WEB) for sample in samples],
    }


def _counts(samples: Sequence[Sample]) -> dict[str, list[float]]:
    return {
        "descriptors": [sample.census.descriptors for sample in samples],
        "processes": [len(sample.census.processes) for sample in samples],
    }


def _statuses(played: Sequence[Played]) -> Counter[tuple[str, int]]:
    return Counter(map(_key, played))


def _key(one: Played) -> tuple[str, int]:
    return one.outcome.kind, one.outcome.status


def _name(status: int) -> str:
    return {BROKEN: "a broken connection", 0: "not waited for"}.get(status, str(status))


def _section(
    options: argparse.Namespace,
    samples: Sequence[Sample],
    played: Sequence[Played],
    left: Census,
    complaints: Sequence[str],
) -> Iterator[str]:
    """The section of SERVER.md."""
    workers = {pid for sample in samples for pid in sample.census.pids(PIXEL_WORKER)}
    minutes = samples[-1].seconds / 60
    yield "## Half an hour of mixed traffic\n" if minutes > 29 else "## Mixed traffic\n"
    yield f"`python -m benchmarks.soak --minutes {options.minutes:g} --jobs-per-worker {options.jobs_per_worker}`:"
    yield f"{options.clients} clients with a mean pause of {options.pause:g} s sent {len(played)} requests in"
    yield f"{minutes:.0f} minutes; at least {len(workers)} pixel workers, one after the other, served them.\n"
    yield table(("traffic", "requests", "answers", "p50 ms", "p99 ms"), (_traffic(kind, played) for kind in KINDS))
    yield ""
    head = ("", "first", "last", "least", "most", "growth an hour, second half")
    yield table(head, _figures(samples))
    yield "\nMemory is in MB, resident, summed: what processes share counts in each. First and last are the medians of"
    yield "a tenth of the run; the growth is that of a straight line, with its standard error. After the traffic:"
    yield f"{len(left.processes)} processes with {left.descriptors} descriptors.\n"
    yield "\n".join(f"- **Missed**: {complaint}" for complaint in complaints) or "Nothing missed the bar."


def _traffic(kind: str, played: Sequence[Played]) -> tuple[str, ...]:
    ours = [one for one in played if one.outcome.kind == kind]
    if not ours:
        return (kind, "0", "", "", "")
    seconds = [one.seconds for one in ours]
    statuses = Counter(_name(one.outcome.status) for one in ours)
    answers = ", ".join(f"{name}: {count}" for name, count in sorted(statuses.items()))
    quantiles = (f"{milliseconds(percentile(seconds, share)):.0f}" for share in (0.5, 0.99))
    return (kind, str(len(ours)), answers, *quantiles)


def _figures(samples: Sequence[Sample]) -> Iterator[tuple[str, ...]]:
    rows = [(f"memory of {name}", values, MB) for name, values in _memory(samples).items()]
    rows += [(name, values, 1) for name, values in _counts(samples).items()]
    half = len(samples) // 2
    for name, values, unit in rows:
        first, last = ends(values)
        growth = slope([sample.seconds for sample in samples[half:]], values[half:])
        shown = [f"{value / unit:.0f}" for value in (first, last, min(values), max(values))]
        yield (name, *shown, f"{growth.an_hour / unit:+.1f} ± {growth.error / unit:.1f}")


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds, on average, between two requests")
    parser.add_argument("--jobs-per-worker", type=int, default=100)
    parser.add_argument("--port", type=int, default=8670)
    parser.add_argument("--output", type=Path, help="a file for the section")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
