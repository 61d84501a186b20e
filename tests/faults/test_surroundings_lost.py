"""The cache is gone, or the clock jumps: nobody who asks for a picture notices."""

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.processes import takes_connections
from tests.faults.house import SLOW, house, wait_for
from tests.fixtures.servers import free_port

DAY_S = 24 * 3600
RATE = 30
JUMPING_CLOCK = """
import os, time

real = time.time

def jumped():
    try:
        with open({file!r}) as file:
            return real() + float(file.read() or 0)
    except OSError:
        return real()

time.time = jumped
"""
Noise = Callable[[int], bytes]
Redis = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def port() -> int:
    """Where Redis listens."""
    return free_port()


@pytest.fixture
def redis(port: int, tmp_path: Path) -> Iterator[Redis]:
    """Starts a real Redis; all of them are gone in the end."""
    program = shutil.which("redis-server")
    assert program, "install redis-server (apt-packages.txt)"
    command = [program, "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        wait_for(lambda: takes_connections(port), "Redis")
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_without_its_cache_it_goes_on(prepared: Path, tmp_path: Path, redis: Redis, port: int, cat_jpeg: bytes) -> None:
    cache = redis()
    variables = {"CACHE_URL": f"redis://127.0.0.1:{port}/0", "IMGSVC_ANONYMOUS_RATE": "3"}
    with house(prepared, tmp_path, **variables) as home:
        wait_for(lambda: home.post(cat_jpeg).status_code == 429, "end of the quota")
        descriptors = home.census().descriptors
        cache.kill()
        cache.wait()
        assert [home.post(cat_jpeg).status_code for _ in range(5)] == [200] * 5
        assert home.get("/healthz").status_code == 200
        wait_for(lambda: home.census().descriptors <= descriptors, f"return to {descriptors} descriptors")
        assert home.server.output().count("The cache does not answer.") == 1

        redis()
        wait_for(lambda: home.post(cat_jpeg).status_code == 429, "return of the quota")


@pytest.mark.parametrize("seconds", [DAY_S, -DAY_S], ids=["forward", "back"])
def test_a_clock_that_jumps_ends_no_job_and_locks_nobody_out(
    prepared: Path, tmp_path: Path, noise: Noise, cat_jpeg: bytes, seconds: int
) -> None:
    jump = tmp_path / "jump"
    (tmp_path / "sitecustomize.py").write_text(JUMPING_CLOCK.format(file=str(jump)))
    with house(prepared, tmp_path, PYTHONPATH=str(tmp_path), IMGSVC_ANONYMOUS_RATE=str(RATE)) as home:
        job = home.working(noise(1200), pipeline=SLOW)
        jump.write_text(str(seconds))
        assert job.answer().status_code == 200
        assert home.worker() == job.worker

        stopped = home.working(noise(1200), pipeline=SLOW)
        jump.write_text("0")
        home.kill("pixel worker", signal.SIGKILL)
        assert stopped.answer().status_code == 200

        wait_for(lambda: home.post(cat_jpeg).status_code == 429, "end of the quota")
        jump.write_text(str(seconds))
        assert home.post(cat_jpeg).status_code == 200
        assert home.get("/readyz").status_code == 200
