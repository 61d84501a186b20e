"""What a pixel worker's environment holds."""

import pytest

from filters.isolation.forkserver import ROOT, worker_environment


@pytest.mark.parametrize(
    "name",
    ["SECRET_KEY", "DATABASE_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE", "IMGSVC_DATA_DIR", "AWS_SECRET_ACCESS_KEY"],
)
def test_it_knows_no_settings_and_no_secrets(name: str) -> None:
    assert name not in worker_environment({name: "x"})


@pytest.mark.parametrize("name", ["PATH", "LANG", "LC_ALL", "TZ", "PYTHONHASHSEED", "MALLOC_ARENA_MAX"])
def test_it_keeps_what_python_needs(name: str) -> None:
    assert worker_environment({name: "x"})[name] == "x"


def test_it_finds_the_engine_first() -> None:
    assert worker_environment({"PYTHONPATH": "/elsewhere"})["PYTHONPATH"] == f"{ROOT}:/elsewhere"


def test_libraries_start_no_threads_before_the_fork() -> None:
    assert worker_environment({"OPENBLAS_NUM_THREADS": "8"})["OPENBLAS_NUM_THREADS"] == "1"
