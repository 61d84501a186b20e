"""Has a real server look at files over HTTP, and watches all of its processes."""

from collections.abc import Iterator
from dataclasses import dataclass

import requests

from benchmarks.processes import RESET_PEAK, cpu_of, status_bytes, tree
from tests.fixtures.servers import Server
from tests.hostile.files.parts import saved, small
from tests.hostile.judge import ALLOWED, HANGS_S, MOST_GROWN, MOST_S

PROBLEM = "application/problem+json"
"""The type of every refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request was answered with, and what it cost the server's processes: CPU seconds and bytes."""

    path: str
    status: int
    media_type: str
    code: str
    seconds: float
    grown: int

    def complaints(self, *, statuses: frozenset[int] = ALLOWED, most_grown: int = MOST_GROWN) -> Iterator[str]:
        """What is wrong with it."""
        if self.status not in statuses:
            yield f"{self.path}: {self.status} {self.code}"
        if self.status != 200 and (self.media_type != PROBLEM or not self.code):
            yield f"{self.path}: {self.status} as {self.media_type} with the code {self.code!r}"
        if self.seconds > MOST_S:
            yield f"{self.path}: {self.status} after {self.seconds:.1f} s"
        if self.grown > most_grown:
            yield f"{self.path}: {self.status}, and took {self.grown >> 20} MiB"


class Asked:
    """A server, asked about one file at a time."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._session = requests.Session()
        self._session.trust_env = False
        self._good = saved(small(), "JPEG")
        self.answer("process", self._good)

    def answers(self, data: bytes) -> Iterator[Answer]:
        """What processing and inspecting the file lead to."""
        return (self.answer(path, data) for path in ("process", "inspect"))

    def answer(self, path: str, data: bytes) -> Answer:
        """What one request leads to; whoever gets no answer at all raises an exception of requests."""
        pids = tree(self._server.process.pid)
        watched = [pid for pid in pids if _reset_peak(pid)]
        before, start = sum(status_bytes(pid, "VmRSS") for pid in pids), sum(cpu_of(pid) for pid in pids)
        url = f"{self._server.url}/api/v1/{path}/"
        answer = self._session.post(url, files={"image": ("holiday.jpg", data)}, timeout=HANGS_S)
        pids = tree(self._server.process.pid)
        media_type = answer.headers["Content-Type"]
        return Answer(
            path=path,
            status=answer.status_code,
            media_type=media_type,
            code=answer.json()["code"] if media_type == PROBLEM else "",
            seconds=sum(cpu_of(pid) for pid in pids) - start,
            grown=sum(status_bytes(pid, "VmHWM" if pid in watched else "VmRSS") for pid in pids) - before,
        )

    def still_works(self) -> bool:
        """Whether the next good request is answered with a picture."""
        answer = self.answer("process", self._good)
        return answer.status == 200 and answer.media_type == "image/jpeg"

    def resident(self) -> int:
        """Bytes of memory of all of its processes; what they share counts in each."""
        return sum(status_bytes(pid, "VmRSS") for pid in tree(self._server.process.pid))


def _reset_peak(pid: int) -> bool:
    """Whether its peak counts from now. Pixel workers are closed to all but root: of those, what they keep counts."""
    try:
        with open(f"/proc/{pid}/clear_refs", "w") as file:
            file.write(RESET_PEAK)
    except OSError:
        return False
    return True
