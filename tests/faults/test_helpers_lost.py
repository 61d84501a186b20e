"""A process is killed that is no pixel worker: the forkserver, the resource tracker, the web process."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from benchmarks.census import FORKSERVER, PIXEL_WORKER, TRACKER, WEB
from tests.faults.house import SLOW, House, house, roles, wait_for

Noise = Callable[[int], bytes]


@pytest.fixture(scope="module")
def home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all of these."""
    with house(prepared, tmp_path_factory.mktemp("helpers"), IMGSVC_DEADLINE_S="120") as made:
        yield made


@pytest.fixture(autouse=True)
def unchanged(home: House, cat_jpeg: bytes) -> Iterator[None]:
    """After each fault: one process of each role again, no more descriptors, no file, and the next request works."""
    assert home.post(cat_jpeg).status_code == 200
    wait_for(lambda: set(roles(home).values()) == {1}, "one process of each role")
    files, descriptors = home.files(), home.census().descriptors
    yield
    assert home.post(cat_jpeg).status_code == 200  # a forkserver that is just starting has other children
    home.kill(PIXEL_WORKER)  # its successor needs all the others
    assert home.post(cat_jpeg).status_code == 200
    wait_for(lambda: set(roles(home).values()) == {1}, "one process of each role")
    wait_for(lambda: len(home.family()) == 5, "end of all others")
    wait_for(lambda: home.census().descriptors <= descriptors, f"return to {descriptors} descriptors")
    assert home.files() == files


@pytest.mark.parametrize("role", [FORKSERVER, TRACKER])
def test_an_idle_helper_that_is_killed_costs_nobody_anything(home: House, cat_jpeg: bytes, role: str) -> None:
    before = home.kill(role)
    home.wait_until_gone([before])
    assert [home.post(cat_jpeg).status_code for _ in range(5)] == [200] * 5


@pytest.mark.parametrize("role", [FORKSERVER, TRACKER])
def test_a_job_outlives_the_loss_of_a_helper(home: House, noise: Noise, role: str) -> None:
    job = home.working(noise(1200), pipeline=SLOW)
    home.kill(role)
    assert job.answer().status_code == 200


def test_a_web_process_that_is_killed_takes_its_helpers_with_it(home: House, cat_jpeg: bytes) -> None:
    old, semaphores = [pid for pid in home.family() if pid != home.pid], home.semaphores()
    assert len(old) == 4
    assert semaphores
    home.kill(WEB)
    home.wait_until_gone(old)
    assert home.the(WEB) not in old
    assert home.post(cat_jpeg).status_code == 200
    assert not any(map(os.path.exists, semaphores))


def test_a_worker_that_hangs_goes_with_its_web_process_too(home: House) -> None:
    old = [pid for pid in home.family() if pid != home.pid]
    home.kill(PIXEL_WORKER, signal.SIGSTOP)
    home.kill(WEB)
    home.wait_until_gone(old)


def test_requests_of_a_killed_web_process_end_at_once(home: House, noise: Noise) -> None:
    job = home.working(noise(2500), pipeline=SLOW)  # 10 s of it
    old = [pid for pid in home.family() if pid != home.pid]
    home.kill(WEB)
    with pytest.raises(requests.ConnectionError):
        job.answer()
    home.wait_until_gone(old)
