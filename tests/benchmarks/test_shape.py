"""Counting the memory of a server whose processes share some of it."""

import sys
from pathlib import Path

from benchmarks.peers import Request
from benchmarks.processes import running
from benchmarks.shape import HEAD, measured, proportional_bytes
from tests.fixtures.servers import free_port

SERVER = """
import http.server, os, signal, sys
picture = b"x" * 30_000_000
if not os.fork():
    signal.pause()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_shared_memory_counts_once_and_every_figure_has_its_column(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port)]
    with running(command, port=port, cwd=tmp_path, environ={}, log=tmp_path / "log") as server:
        assert len(server.pids()) == 2
        assert server.resident_bytes() > proportional_bytes(server) + 25_000_000
        figures = list(measured(server, Request("POST", "/", {}, b"photo"), clients=2, seconds=0))
    assert len(figures) == len(HEAD) - 1
    assert figures[0] == "2"
