"""A pixel worker is killed, stopped or crashes: at worst, its own request fails."""

import hashlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.census import PIXEL_WORKER
from tests.faults.house import SLOW, House, Working, house, open_descriptors, roles, wait_for

REFUSAL_S = 8
Noise = Callable[[int], bytes]


@pytest.fixture(scope="module")
def home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all of these: what was done to it before must not matter."""
    variables = {"IMGSVC_CRASH_REFUSAL_S": str(REFUSAL_S), "IMGSVC_DEADLINE_S": "120"}
    with house(prepared, tmp_path_factory.mktemp("lost"), **variables) as made:
        yield made


@pytest.fixture(autouse=True)
def unchanged(home: House, cat_jpeg: bytes) -> Iterator[None]:
    """After each fault: the same processes and descriptors as before, no file, and the next request works."""
    assert home.post(cat_jpeg).status_code == 200
    processes, files, web = roles(home), home.files(), home.the("web process")
    descriptors = open_descriptors(web)
    yield
    assert home.post(cat_jpeg).status_code == 200
    wait_for(lambda: roles(home) == processes, f"return to {processes}")
    wait_for(lambda: open_descriptors(web) <= descriptors, f"return to {descriptors} descriptors")
    assert home.files() == files


def test_a_job_whose_worker_is_killed_is_done_by_another(home: House, noise: Noise) -> None:
    job = home.working(noise(1200), pipeline=SLOW)
    os.kill(job.worker, signal.SIGKILL)
    assert job.answer().status_code == 200
    assert home.worker() != job.worker


def test_a_job_whose_worker_is_killed_twice_is_given_up(home: House, noise: Noise) -> None:
    job = home.working(noise(3000), pipeline=SLOW)
    kill_twice(job)
    answer = job.answer()
    assert (answer.status_code, answer.json()["code"]) == (422, "image_unreadable")


def kill_twice(job: Working) -> None:
    os.kill(job.worker, signal.SIGKILL)
    os.kill(job.wait_until_at_work(other_than=job.worker), signal.SIGKILL)


def test_a_crash_is_an_unreadable_image_that_is_refused_for_a_while(home: House, noise: Noise, cat_jpeg: bytes) -> None:
    image = noise(1200)
    job = home.working(image, pipeline=SLOW)
    os.kill(job.worker, signal.SIGSEGV)
    answer = job.answer()
    assert (answer.status_code, answer.json()["code"]) == (422, "image_unreadable")
    digest = hashlib.sha256(image).hexdigest()
    line = f"A pixel worker crashed (SIGSEGV) over a file of {len(image)} bytes, SHA-256 {digest}."
    wait_for(lambda: line in home.server.output(), "line of the crash in the log")

    worker = wait_for(lambda: home.census().pids(PIXEL_WORKER), "new pixel worker")
    again = home.post(image)
    assert (again.status_code, again.json()["code"]) == (422, "image_unreadable")
    assert "It is refused for" in again.json()["detail"]
    assert home.post(cat_jpeg).status_code == 200
    assert home.census().pids(PIXEL_WORKER) == worker

    wait_for(lambda: home.post(image).status_code == 200, "end of the refusal")


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGKILL])
def test_a_worker_that_died_while_it_was_idle_costs_nobody_anything(
    home: House, cat_jpeg: bytes, number: signal.Signals
) -> None:
    before = home.kill(PIXEL_WORKER, number)
    assert home.post(cat_jpeg).status_code == 200
    assert home.worker() != before


def test_a_worker_that_hangs_while_it_is_idle_is_replaced(home: House, cat_jpeg: bytes) -> None:
    before = home.kill(PIXEL_WORKER, signal.SIGSTOP)
    assert home.post(cat_jpeg).status_code == 200
    home.wait_until_gone([before])
    assert home.worker() != before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_leaves_it_to_the_web_process_when_it_ends(home: House, noise: Noise, number: signal.Signals) -> None:
    job = home.working(noise(1200), pipeline=SLOW)
    os.kill(job.worker, number)
    assert job.answer().status_code == 200
    assert home.worker() == job.worker
