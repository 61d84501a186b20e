"""A real server and everything that belongs to it: its processes, descriptors, semaphores and files."""

import os
import re
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

import requests

from benchmarks.census import FORKSERVER, PIXEL_WORKER, TRACKER, WEB, Census, census
from benchmarks.processes import cpu_of
from tests.fixtures.servers import Server, started_server

PROCESS = "/api/v1/process/"
SLOW = '[{"op": "mode_filter", "size": 9}]'
"""A pipeline of one step in C, of 1 to 2 s a megapixel."""
WAIT_S = 60
TRUE_OR_FALSE = TypeVar("TRUE_OR_FALSE")
Answer = requests.Response


def wait_for(condition: Callable[[], TRUE_OR_FALSE], what: str, seconds: float = WAIT_S) -> TRUE_OR_FALSE:
    """What the condition returns as soon as that is true; fails after so many seconds."""
    end = monotonic() + seconds
    while not (found := condition()):
        assert monotonic() < end, f"in {seconds} s there was no {what}"
        sleep(0.02)
    return found


@dataclass(frozen=True, slots=True)
class House:
    """The server, with a folder of its own for temporary files."""

    server: Server
    tmp: Path

    @property
    def pid(self) -> int:
        """The master's, which leads the session."""
        return self.server.process.pid

    def census(self) -> Census:
        """All of its processes below the master."""
        return census(self.pid)

    def the(self, role: str) -> int:
        """The one process of a role, once it is there."""
        return wait_for(lambda: self.census().pids(role), role)[0]

    def worker(self) -> int:
        """The one pixel worker."""
        return self.the(PIXEL_WORKER)

    def kill(self, role: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal to the one process of a role, and return its id."""
        pid = self.the(role)
        os.kill(pid, number)
        return pid

    def post(self, image: bytes, path: str = PROCESS, **fields: str) -> Answer:
        """A request on a connection of its own."""
        return requests.post(self.server.url + path, fields, files={"image": image}, timeout=WAIT_S)

    def get(self, path: str) -> Answer:
        """The same without a picture."""
        return requests.get(self.server.url + path, timeout=WAIT_S)

    def log_in(self, **form: str) -> Answer:
        """The answer to the login form."""
        with requests.Session() as session:
            url = f"{self.server.url}/admin/login/"
            token = session.get(url, timeout=WAIT_S).cookies["csrftoken"]
            fields = form | {"csrfmiddlewaretoken": token}
            return session.post(url, fields, timeout=WAIT_S, allow_redirects=False)

    def request(self, image: bytes, **fields: str) -> bytes:
        """A request to process, as bytes with its head."""
        made = requests.Request("POST", self.server.url + PROCESS, files={"image": image}, data=fields).prepare()
        assert isinstance(made.body, bytes)
        headers = {"Host": "localhost", "Content-Length": str(len(made.body))}
        headers["Content-Type"] = str(made.headers["Content-Type"])
        lines = [f"POST {PROCESS} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items()), "", ""]
        return "\r\n".join(lines).encode() + made.body

    def working(self, image: bytes, **fields: str) -> "Working":
        """Begin a request, and return once the one pixel worker is at it."""
        worker = self.worker()
        job = Working(self, image, fields, worker, cpu_of(worker))
        job.wait_until_at_work()
        return job

    def files(self) -> set[str]:
        """What lies in its folders, but for the database, which grows and shrinks with its log."""
        found = {path for folder in (self.server.data_dir, self.tmp) for path in folder.rglob("*") if path.is_file()}
        return {str(path) for path in found if not path.name.startswith("db.sqlite3")}

    def semaphores(self) -> set[str]:
        """The named semaphores that any of its processes has open."""
        return {name for process in self.census().processes for name in _semaphores(process.pid)}

    def family(self) -> list[int]:
        """All living processes of its session, wherever in the tree they are now."""
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _lives_in(pid, self.pid)]

    def wait_until_gone(self, pids: list[int]) -> None:
        """Return once none of these lives."""
        wait_for(lambda: not set(pids) & set(self.family()), f"end of {pids}")


class Working:
    """A request that is being worked on."""

    def __init__(self, house: House, image: bytes, fields: dict[str, str], worker: int, cpu_s: float) -> None:
        self.worker = worker
        self._cpu_s = cpu_s
        self._house = house
        self.future = in_background(lambda: house.post(image, **fields))

    def wait_until_at_work(self, other_than: int = 0) -> int:
        """Return the pixel worker that has the job, once it has used a fifth of a second of CPU for it."""

        def at_work() -> int:
            assert not self.future.done(), f"it was over before it was disturbed: {self.answer().text[:200]}"
            pids = [pid for pid in self._house.census().pids(PIXEL_WORKER) if pid != other_than]
            used = {pid: cpu_of(pid) - (0 if other_than else self._cpu_s) for pid in pids}
            return next((pid for pid, seconds in used.items() if seconds > 0.2 + 0.2 * bool(other_than)), 0)

        return wait_for(at_work, "pixel worker at work")

    def answer(self) -> Answer:
        """What the client got."""
        answer: Answer = self.future.result(WAIT_S)
        return answer


def in_background(call: Callable[[], Any]) -> "Future[Any]":
    """Its result, in time. A thread that hangs does not keep the tests from ending."""
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


@contextmanager
def house(prepared: Path, folder: Path, **variables: str) -> Iterator[House]:
    """A server of one web process and one pixel worker; nothing may be left of it in the end."""
    data = folder / "data"
    data.mkdir()
    (data / "db.sqlite3").write_bytes((prepared / "db.sqlite3").read_bytes())
    with tempfile.TemporaryDirectory() as tmp:  # short, for the path of a socket in it
        defaults = {"WEB_CONCURRENCY": "1", "IMGSVC_PIXEL_WORKERS": "1", "TMPDIR": tmp}
        with started_server(data, **(defaults | variables)) as server:
            made = House(server, Path(tmp))
            wait_for(lambda: made.get("/healthz").ok, "answer")
            made.worker()
            semaphores = made.semaphores()
            yield made
            semaphores |= made.semaphores()
        assert_nothing_is_left(made, semaphores)


def assert_nothing_is_left(house: House, semaphores: set[str]) -> None:
    """No process of its session, no semaphore, no temporary file."""
    wait_for(lambda: not house.family(), "end of all of its processes")
    left = {str(path) for path in house.tmp.rglob("*")} | {name for name in semaphores if os.path.exists(name)}
    assert not left, f"left over: {sorted(left)}"


def roles(house: House) -> dict[str, int]:
    """How many processes of each role live below the master."""
    counts = house.census().counts()
    return {role: counts.get(role, 0) for role in (WEB, FORKSERVER, TRACKER, PIXEL_WORKER)}


def open_descriptors(pid: int) -> int:
    """How many the process has."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def _semaphores(pid: int) -> set[str]:
    try:
        return set(re.findall(r"/dev/shm/sem\.\S+", Path(f"/proc/{pid}/maps").read_text()))
    except OSError:
        return set()


def _lives_in(pid: int, session: int) -> bool:
    try:
        state, _, _, its_session = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:4]
    except OSError:
        return False
    return state not in ("Z", "X") and int(its_session) == session
