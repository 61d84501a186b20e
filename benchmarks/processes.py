"""Starting servers, stopping them by their ids, and what /proc says of them."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
START_S = 60
STOP_S = 10
RESET_PEAK = "5"  # what proc(5) says to write to clear_refs


class DidNotStart(Exception):
    """A server that takes no connections; the message ends with its log."""


class Running:
    """A server and all processes below it."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process = process
        self.port = port

    def pids(self) -> list[int]:
        """The server's process and all of its descendants."""
        return tree(self.process.pid)

    def cpu_s(self) -> float:
        """Seconds of CPU, user and system, used so far, those of children that have ended included."""
        return sum(cpu_of(pid) for pid in self.pids())

    def reset_peak(self) -> None:
        """Start the measurement of `peak_bytes` again, where the kernel allows it."""
        for pid in self.pids():
            try:
                Path(f"/proc/{pid}/clear_refs").write_text(RESET_PEAK)
            except OSError:
                continue

    def resident_bytes(self) -> int:
        """The resident memory of each process now, summed; what they share counts in each."""
        return sum(status_bytes(pid, "VmRSS") for pid in self.pids())

    def peak_bytes(self) -> int:
        """The largest resident memory of each process, summed; what they share counts in each."""
        return sum(status_bytes(pid, "VmHWM") for pid in self.pids())

    def stop(self) -> None:
        """Ask it to stop, and end whatever is left of its tree."""
        family = self.pids()
        self.process.terminate()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in family[1:]:
            _end(pid, session=self.process.pid)


@contextmanager
def running(
    command: Sequence[str], *, port: int, cwd: Path, environ: Mapping[str, str], log: Path
) -> Iterator[Running]:
    """The command until the block ends, however it ends. Raises DidNotStart."""
    if takes_connections(port):
        raise DidNotStart(f"port {port} is taken; choose another with --port")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **environ},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Running(process, port)
    try:
        _wait(server, log)
        yield server
    finally:
        server.stop()


def takes_connections(port: int) -> bool:
    """Whether somebody listens on this port of the loopback interface."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def tree(pid: int) -> list[int]:
    """A process and its descendants, itself first."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in children.read_text().split()]
            except OSError:
                continue
    return found


def cpu_of(pid: int) -> float:
    """Seconds of CPU of one process and of its children that have ended; 0 if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(ticks) for ticks in fields[11:15]) / TICKS


def status_bytes(pid: int, name: str) -> int:
    """A size out of /proc/PID/status, such as VmHWM or VmRSS; 0 if the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0)


def _wait(server: Running, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while not takes_connections(server.port):
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise DidNotStart(f"{server.process.args!r} takes no connections:\n{log.read_text()[-2000:]}")
        time.sleep(0.1)


def _end(pid: int, *, session: int) -> None:
    """End a process that is still there, unless its id has gone to somebody else, and see that it is gone."""
    deadline = time.monotonic() + STOP_S
    while _runs(pid, session) and time.monotonic() < deadline:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def _runs(pid: int, session: int) -> bool:
    try:
        state, _, _, its_session = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:4]
    except OSError:
        return False
    return state != "Z" and int(its_session) == session
