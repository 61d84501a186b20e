"""Starting, counting and stopping servers."""

import sys
from pathlib import Path

import pytest

from benchmarks.processes import DidNotStart, Running, running, takes_connections, tree
from tests.fixtures.servers import free_port

SERVER = """
import socket, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
for number in range(3_000_000):
    pass
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    listener.accept()[0].close()
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_server_is_counted_with_its_children_and_stopped_with_them(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port)]
    with running(command, port=port, cwd=tmp_path, environ={}, log=tmp_path / "log") as server:
        assert isinstance(server, Running)
        pids = server.pids()
        assert len(pids) == 2
        assert tree(pids[0]) == pids
        assert server.cpu_s() > 0
        assert server.peak_bytes() > 2_000_000
    assert not any(alive(pid) for pid in pids)
    assert not takes_connections(port)


def test_a_server_that_fails_is_named_with_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such photo')"]
    server = running(command, port=free_port(), cwd=tmp_path, environ={}, log=tmp_path / "log")
    with pytest.raises(DidNotStart, match="no such photo"), server:
        pass


def test_a_port_that_is_taken_is_said_before_anything_starts(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port)]
    with running(command, port=port, cwd=tmp_path, environ={}, log=tmp_path / "log"):
        second = running(command, port=port, cwd=tmp_path, environ={}, log=tmp_path / "log")
        with pytest.raises(DidNotStart, match=f"port {port} is taken"), second:
            pass
