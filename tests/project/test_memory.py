"""Freed memory stays with the process, up to the setting."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.servers import ROOT, project_environ

FILL = """
import os, runpy
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
runpy.run_path("gunicorn.conf.py")
before = resident()
picture = b"x" * (40 * 2**20)
held = resident()
del picture
print(held - before, resident() - before)
"""


def held_and_kept(data_dir: Path, **variables: str) -> tuple[float, float]:
    """MiB that a process with gunicorn's configuration grows by 40 MiB of pixels: while it holds them, and after."""
    environ = {name: value for name, value in project_environ(data_dir).items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", FILL]
    done = subprocess.run(
        command, cwd=ROOT, env=environ | variables, capture_output=True, text=True, timeout=60, check=True
    )
    held, kept = map(float, done.stdout.split())
    return held, kept


def test_a_freed_picture_is_kept_for_the_next(tmp_path: Path) -> None:
    held, kept = held_and_kept(tmp_path)
    assert held > 39
    assert kept > 39


@pytest.mark.parametrize(
    "variables",
    [
        {"IMGSVC_KEEP_MEMORY_MB": "0"},
        {"IMGSVC_KEEP_MEMORY_MB": "39"},
        {"MALLOC_MMAP_THRESHOLD_": "65536"},
        {"GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=65536"},
    ],
    ids=["none", "less", "malloc", "tunables"],
)
def test_it_is_given_back(tmp_path: Path, variables: dict[str, str]) -> None:
    held, kept = held_and_kept(tmp_path, **variables)
    assert held > 39
    assert kept < 2
