"""What may be read, what a thread is told of, and whom a worker outlives."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyseccomp
import pytest

from filters.isolation.sandbox import default_readable
from filters.isolation.seccomp import rules
from tests.isolation.children import ROOT

PATIENCE_S = 20
OLDER = {"access", "dup2", "getpgrp", "lstat", "open", "pause", "poll", "readlink", "select", "stat", "time"}
"""Calls that newer architectures have other forms of."""
PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""
CHILD = """
import time
from filters.isolation.sandbox import lock_down
lock_down(memory_bytes=2**28, readable=[])
print("locked", flush=True)
time.sleep(600)
"""
THREADS = """
import socket, threading
from filters.isolation.sandbox import lock_down
locked = threading.Event()
def try_later():
    locked.wait()
    try:
        socket.socket()
    except PermissionError:
        print("refused")
thread = threading.Thread(target=try_later)
thread.start()
print(lock_down(memory_bytes=2**28, readable=[]).landlock)
locked.set()
thread.join()
"""


@pytest.mark.parametrize("private", ["/", "/etc", "/etc/passwd", "/proc", "/home", "/tmp", "/var", "/usr", str(ROOT)])
def test_nothing_private_may_be_read(private: str) -> None:
    assert not [path for path in default_readable() if Path(private).is_relative_to(path)]


def test_what_the_engine_reads_may_be_read() -> None:
    readable = default_readable()
    for needed in (ROOT / "filters" / "starters.json", Path(os.__file__), Path(pytest.__file__)):
        assert any(needed.resolve().is_relative_to(path) for path in readable)


def test_no_call_is_allowed_twice_without_conditions() -> None:
    plain = [name for name, conditions in rules(1) if not conditions]
    assert len(plain) == len(set(plain))
    assert not {name for name, conditions in rules(1) if conditions} & set(plain)


@pytest.mark.parametrize(("architecture", "older"), [("X86_64", set()), ("AARCH64", OLDER)])
def test_every_call_is_one_that_the_architecture_knows(architecture: str, older: set[str]) -> None:
    named = getattr(pyseccomp.Arch, architecture)
    assert {name for name, _ in rules(1) if pyseccomp.resolve_syscall(named, name) < 0} == older


def test_a_worker_does_not_outlive_its_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdin is not None and parent.stdout is not None
    worker = Path("/proc") / parent.stdout.readline().strip()
    assert worker.exists()
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    within = time.monotonic() + PATIENCE_S
    while runs(worker):
        assert time.monotonic() < within, "the worker lives on"
        os.sched_yield()


def runs(process: Path) -> bool:
    """Whether it is there and no zombie that nobody has asked about."""
    try:
        return "\nState:\tZ" not in (process / "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_thread_that_ran_before_is_held_by_seccomp_and_told_of_by_landlock() -> None:
    done = subprocess.run([sys.executable, "-c", THREADS], cwd=ROOT, capture_output=True, text=True, check=True)
    landlock, thread = done.stdout.splitlines()
    assert landlock.endswith(", but not for 1 threads that ran before")
    assert thread == "refused"
