"""Has the engine look at files in a process of its own, and outlives whatever they do to it."""

import json
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.fixtures.servers import ROOT

WAYS = ("filter", "convert", "keep", "inspect")
ALLOWED = frozenset({200, 400, 406, 413, 415, 422})
MOST_GROWN = 300 * 1024 * 1024  # bytes
MOST_S = 5.0  # of CPU time, which a busy machine does not change
HANGS_S = 60.0
LOST = 500
"""What a request would be answered with that ends its process, or never ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one way with one file: the HTTP status, why, CPU time, and the growth in bytes at the worst."""

    way: str
    status: int
    detail: str
    seconds: float = 0.0
    grown: int = 0

    def complaints(self, *, statuses: frozenset[int] = ALLOWED, most_grown: int = MOST_GROWN) -> Iterator[str]:
        """What is wrong with it."""
        if self.status not in statuses:
            yield f"{self.way}: {self.status} {self.detail}"
        if self.seconds > MOST_S:
            yield f"{self.way}: {self.status} after {self.seconds:.1f} s"
        if self.grown > most_grown:
            yield f"{self.way}: {self.status}, and took {self.grown >> 20} MiB"


class Judge:
    """A process of `tests.hostile.judging`, replaced when a file ends it or takes more than `most_s` seconds."""

    def __init__(self, *, deadline_s: float = HANGS_S, most_s: float = HANGS_S) -> None:
        self._deadline_s = deadline_s
        self._most_s = most_s
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def verdicts(self, path: Path) -> Iterator[Verdict]:
        """What comes of each way."""
        return (self.verdict(way, path) for way in WAYS)

    def verdict(self, way: str, path: Path) -> Verdict:
        """What comes of one way."""
        process = self._process or self._start()
        assert process.stdin and process.stdout
        process.stdin.write(f"{way} {path}\n")
        process.stdin.flush()
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            ready = selector.select(self._most_s)
        line = process.stdout.readline() if ready else ""
        if line:
            return Verdict(way=way, **json.loads(line))
        why = f"ended by {self._end()}" if ready else f"not done after {self._most_s:g} s"
        self._end()
        return Verdict(way=way, status=LOST, detail=why)

    def _start(self) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.hostile.judging", f"{self._deadline_s:g}"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n", "the judge did not start"
        return self._process

    def _end(self) -> int | None:
        """End the process; what it ended by."""
        process, self._process = self._process, None
        if process is None:
            return None
        try:
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        return process.returncode


@contextmanager
def file_of(data: bytes, folder: Path, name: str = "hostile") -> Iterator[Path]:
    """The bytes as a file for as long as they are judged."""
    path = folder / name
    path.write_bytes(data)
    try:
        yield path
    finally:
        path.unlink()
