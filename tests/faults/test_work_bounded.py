"""Work that takes too long, too much memory or too many jobs in one worker."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.census import PIXEL_WORKER
from tests.faults.house import SLOW, House, house, roles, wait_for
from tests.fixtures.pictures import encoded

Noise = Callable[[int], bytes]


@pytest.fixture(scope="module")
def hurried(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Work may take 1 s."""
    with house(prepared, tmp_path_factory.mktemp("hurried"), IMGSVC_DEADLINE_S="1") as made:
        yield made


@pytest.fixture(scope="module")
def narrow(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A worker has 64 MiB and does 3 jobs; there are two of them, and everyone may wait."""
    variables = {"IMGSVC_JOB_MEMORY_MB": "64", "IMGSVC_JOBS_PER_WORKER": "3", "IMGSVC_PIXEL_WORKERS": "2"}
    patience = {"IMGSVC_QUEUE_S": "60", "IMGSVC_QUEUE_LENGTH": "64"}
    with house(prepared, tmp_path_factory.mktemp("narrow"), **variables, **patience) as made:
        yield made


def test_a_deadline_ends_work_in_the_middle_of_a_step_in_c(hurried: House, noise: Noise, cat_jpeg: bytes) -> None:
    job = hurried.working(noise(3000), pipeline=SLOW)  # at least 3 s of it
    answer = job.answer()
    assert (answer.status_code, answer.json()["code"]) == (504, "deadline_exceeded")
    hurried.wait_until_gone([job.worker])
    assert hurried.post(cat_jpeg).status_code == 200
    assert hurried.worker() != job.worker


def test_a_worker_that_hangs_in_its_work_is_replaced_at_the_deadline(
    hurried: House, noise: Noise, cat_jpeg: bytes
) -> None:
    job = hurried.working(noise(3000), pipeline=SLOW)
    os.kill(job.worker, signal.SIGSTOP)
    answer = job.answer()
    assert (answer.status_code, answer.json()["code"]) == (504, "deadline_exceeded")
    hurried.wait_until_gone([job.worker])
    assert hurried.post(cat_jpeg).status_code == 200
    wait_for(lambda: set(roles(hurried).values()) == {1}, "one process of each role")


def test_work_that_takes_too_much_memory_says_so(narrow: House, cat_jpeg: bytes) -> None:
    workers = narrow.census().pids(PIXEL_WORKER)
    large = encoded(Image.new("RGB", (5000, 5000)))
    answer = narrow.post(large, pipeline='[{"op": "gaussian_blur", "radius": 3}]')
    assert (answer.status_code, answer.json()["code"]) == (413, "image_too_large")
    assert "more memory than the 64 MiB allowed" in answer.json()["detail"]
    assert narrow.post(cat_jpeg).status_code == 200
    assert set(workers) & set(narrow.census().pids(PIXEL_WORKER))


def test_workers_that_are_replaced_all_the_time_lose_no_job(narrow: House, cat_jpeg: bytes) -> None:
    before = set(narrow.census().pids(PIXEL_WORKER))
    descriptors = narrow.census().descriptors
    with ThreadPoolExecutor(5) as clients:
        assert {answer.status_code for answer in clients.map(narrow.post, [cat_jpeg] * 50)} == {200}
    assert not before & set(narrow.census().pids(PIXEL_WORKER))
    assert [narrow.post(cat_jpeg).status_code for _ in range(10)] == [200] * 10
    wait_for(lambda: roles(narrow)[PIXEL_WORKER] == 2, "return to two pixel workers")
    wait_for(lambda: narrow.census().descriptors <= descriptors, f"return to {descriptors} descriptors")
