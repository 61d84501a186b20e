"""Streams over a real gunicorn and a real uvicorn, for clients that stay and clients that leave."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.fixtures.servers import ROOT, STOP_S, free_port

PATIENCE_S = 30.0
GUNICORN = ["-m", "gunicorn", "--no-control-socket", "--threads", "4", "--bind", "127.0.0.1:{port}"]
UVICORN = ["-W", "error", "-m", "uvicorn", "--log-level", "warning", "--port", "{port}"]
COMMANDS = {"wsgi": [*GUNICORN, "tests.streams.site:wsgi"], "asgi": [*UVICORN, "tests.streams.site:asgi"]}


class Site:
    """A running server."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.port, self.process, self.log = port, process, log

    @contextmanager
    def asked(self, path: str, method: str = "GET") -> Iterator[HTTPResponse]:
        """The answer's head; its body is still to be read."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)) as connection:
            connection.request(method, path)
            with closing(connection.getresponse()) as answer:
                yield answer

    def fates(self) -> dict[str, int]:
        """What became of the sources."""
        with self.asked("/fates") as answer:
            found: dict[str, int] = json.loads(answer.read())
        return found

    def leave(self, path: str, *, after: int) -> None:
        """Hang up in the middle of an answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            received = 0
            while received < after:
                received += len(connection.recv(65536))

    def files_open(self) -> int:
        """How many files and sockets its processes have open."""
        folders = [Path(f"/proc/{pid}/fd") for pid in self._processes()]
        return sum(len(list(folder.iterdir())) for folder in folders)

    def _processes(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]


@pytest.fixture(scope="module", params=["wsgi", "asgi"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    port, folder = free_port(), tmp_path_factory.mktemp(request.param)
    log = folder / "log"
    command = [sys.executable, *(part.format(port=port) for part in COMMANDS[request.param])]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "IMGSVC"))}
    with log.open("wb") as output, subprocess.Popen(
        command, cwd=folder, env=environ | {"PYTHONPATH": str(ROOT)}, stdout=output, stderr=output
    ) as process:  # fmt: skip
        try:
            await_that(lambda: answers(port), lambda: log.read_text())
            yield Site(port, process, log)
        finally:
            process.terminate()
            try:
                process.wait(STOP_S)
            finally:
                process.kill()


def await_that(holds: Callable[[], bool], told: Callable[[], object]) -> None:
    """Wait until it holds; fail with what is told then."""
    end = monotonic() + PATIENCE_S
    while not holds():
        assert monotonic() < end, told()
        sleep(0.02)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("kind", ["sync", "async", "file"])
def test_the_source_is_closed_when_the_client_leaves(site: Site, kind: str) -> None:
    before = site.fates()
    site.leave(f"/{kind}", after=1_000_000)

    def is_closed() -> bool:
        fates = site.fates()
        opened, closed = f"{kind} opened", f"{kind} closed"
        return fates[opened] == before.get(opened, 0) + 1 and fates.get(closed, 0) == before.get(closed, 0) + 1

    await_that(is_closed, site.fates)


def test_nothing_is_left_open_by_clients_that_left(site: Site) -> None:
    for kind in ("sync", "async", "file"):  # what is opened once and for all
        site.leave(f"/{kind}", after=100_000)
    await_that(lambda: all_closed(site), site.fates)
    before = site.files_open()
    for _ in range(5):
        for kind in ("sync", "async", "file"):
            site.leave(f"/{kind}", after=100_000)
    await_that(lambda: all_closed(site), site.fates)
    await_that(lambda: site.files_open() <= before, site.files_open)


def all_closed(site: Site) -> bool:
    fates = site.fates()
    return all(fates.get(f"{kind} closed") == fates[f"{kind} opened"] for kind in ("sync", "async", "file"))


@pytest.mark.parametrize("site", ["asgi"], indirect=True)
def test_a_source_that_waits_for_ever_ends_when_the_client_of_an_event_loop_leaves(site: Site) -> None:
    site.leave("/silent", after=65536)
    await_that(lambda: site.fates().get("silent closed") == 1, site.fates)


@pytest.mark.parametrize("path", ["/sync", "/async", "/file"])
def test_a_head_opens_no_body(site: Site, path: str) -> None:
    with site.asked(path, "HEAD") as answer:
        assert (answer.status, answer.read()) == (200, b"")
        assert answer.headers["Content-Length"] == ("50000000" if path == "/file" else None)
    await_that(lambda: site.fates().get("file opened", 0) == site.fates().get("file closed", 0), site.fates)


def test_a_whole_file_comes_over(site: Site) -> None:
    with site.asked("/file") as answer:
        assert len(answer.read()) == 50_000_000


def test_an_async_text_comes_over(site: Site) -> None:
    with site.asked("/text") as answer:
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.read().decode() == "eins\nzwei\ndrei é\n"


@pytest.mark.parametrize("path", ["/short", "/failing"])
def test_what_was_not_sent_whole_is_told_by_the_connection(site: Site, path: str) -> None:
    with site.asked(path) as answer, pytest.raises(IncompleteRead):
        answer.read()


def test_lines_end_with_why_they_end(site: Site) -> None:
    with site.asked("/lines") as answer:
        assert [json.loads(line) for line in answer] == [{"n": 1}, {"code": "internal_error"}]


def test_django_does_not_warn_of_a_source_of_the_other_kind(site: Site) -> None:
    for path in ("/text", "/file"):
        with site.asked(path) as answer:
            assert answer.read()
    assert "StreamingHttpResponse must consume" not in site.log.read_text()
