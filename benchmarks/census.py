"""The processes of a running server: what each is for, its memory, its descriptors."""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import status_bytes, tree

MASTER, WEB, FORKSERVER, TRACKER, PIXEL_WORKER, OTHER = (
    "master", "web process", "forkserver", "resource tracker", "pixel worker", "other"
)  # fmt: skip
ROLES = (MASTER, WEB, FORKSERVER, TRACKER, PIXEL_WORKER, OTHER)
DEAD = ("Z", "X")


@dataclass(frozen=True, slots=True)
class Process:
    """One of them; sizes in bytes. What pixel workers share with the forkserver counts in each."""

    pid: int
    role: str
    resident: int
    descriptors: int


@dataclass(frozen=True, slots=True)
class Census:
    """All of them at one time."""

    processes: tuple[Process, ...]

    @property
    def resident(self) -> int:
        """The memory of all."""
        return sum(process.resident for process in self.processes)

    @property
    def descriptors(self) -> int:
        """The open descriptors of all."""
        return sum(process.descriptors for process in self.processes)

    def pids(self, role: str) -> list[int]:
        """The processes of one role, the oldest first."""
        return [process.pid for process in self.processes if process.role == role]

    def resident_of(self, role: str) -> int:
        """The memory of one role."""
        return sum(process.resident for process in self.processes if process.role == role)

    def counts(self) -> dict[str, int]:
        """How many there are of each role."""
        return dict(Counter(process.role for process in self.processes))


def census(pid: int) -> Census:
    """The process and all below it; those that have ended and are not yet waited for do not count."""
    found: dict[int, str] = {}
    for one in tree(pid):
        state, parent = _state_and_parent(one)
        if state and state not in DEAD:
            found[one] = _role(one, found.get(parent, OTHER), is_root=one == pid)
    return Census(
        tuple(Process(one, role, status_bytes(one, "VmRSS"), _descriptors(one)) for one, role in found.items())
    )


def _role(pid: int, above: str, *, is_root: bool) -> str:
    """What a process is for, of how it was started and of what is above it."""
    if is_root:
        return MASTER
    if above == FORKSERVER:
        return PIXEL_WORKER
    command = _read(pid, "cmdline").replace("\0", " ")
    if "multiprocessing.forkserver" in command:
        return FORKSERVER
    if "multiprocessing.resource_tracker" in command:
        return TRACKER
    return WEB if above == MASTER else OTHER


def _state_and_parent(pid: int) -> tuple[str, int]:
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return (fields[0], int(fields[1])) if fields else ("", 0)


def _descriptors(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""
