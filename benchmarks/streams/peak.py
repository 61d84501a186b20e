"""The most memory that a server's processes have together, above what they had when idle."""

from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

from benchmarks.processes import Running

TICK_S = 0.05
CALM_S = 2.0
PATIENCE_S = 120.0


class Peak:
    """While it is entered. Then `rss` and `pss` are bytes above idle; a process that was not there counts whole."""

    def __init__(self, server: Running) -> None:
        self._server = server
        self._over = Event()
        self._thread = Thread(target=self._look, daemon=True)
        self.rss = self.pss = 0

    def __enter__(self) -> "Peak":
        self._server.reset_peak()
        self._idle_rss = self._server.resident_bytes()
        self._idle_pss = self._highest = pss_bytes(self._server)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()
        self.rss = max(0, self._server.peak_bytes() - self._idle_rss)
        self.pss = max(0, self._highest - self._idle_pss)

    def _look(self) -> None:
        while not self._over.wait(TICK_S):
            self._highest = max(self._highest, pss_bytes(self._server))


def wait_until_idle(server: Running) -> None:
    """Return once its processes are all there, and have done nothing for two seconds. Raises TimeoutError."""
    began = calm = monotonic()
    before = (len(server.pids()), server.cpu_s())
    while monotonic() < calm + CALM_S:
        if monotonic() > began + PATIENCE_S:
            raise TimeoutError(f"the server was busy for {PATIENCE_S:.0f} s")
        sleep(TICK_S)
        now = (len(server.pids()), server.cpu_s())
        if now[0] != before[0] or now[1] > before[1] + 0.02:  # two ticks: its main loops look around once a second
            before, calm = now, monotonic()


def pss_bytes(server: Running) -> int:
    """The memory of all of its processes, what several share counted once."""
    return sum(_pss(pid) for pid in server.pids())


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
