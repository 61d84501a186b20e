"""Freed memory stays with the process, up to the setting; what is loaded before the fork is shared."""

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

FREEZE = """
import gc, runpy
runpy.run_path("gunicorn.conf.py")["when_ready"](None)
print(gc.get_freeze_count() > 10_000, len(gc.get_objects()) < 100)
"""
OLD_GARBAGE = """
import gc, runpy
runpy.run_path("gunicorn.conf.py")["when_ready"](None)
before = gc.get_stats()[2]["collections"]
for _ in range(20):
    held = [[] for _ in range(1000)]
    for one in held:
        one.append(one)
    gc.collect(1)  # what is held has grown old when it becomes garbage
    del held, one
print(gc.get_stats()[2]["collections"] - before)
"""
PINNED = """
from filters.isolation.memory import Resident, keep_freed_memory
keep_freed_memory(64, {})
resident = Resident()
blocks = [(b"x" * (8 * 2**20), bytearray(100_000)) for _ in range(20)]
pins = [pin for _, pin in blocks]
del blocks
print(resident.give_back_beyond(64), resident.give_back_beyond(64))
"""
FIRST = """
import io, sys
import imgsvc.wsgi
from PIL import Image
from filters.engine import process
file = io.BytesIO()
Image.new("RGB", (30, 20), "red").save(file, "JPEG")
loaded = set(sys.modules)
for format in ("jpeg", "png", "webp"):
    process(file.getvalue(), [{"op": "gaussian_blur", "radius": 2}, {"op": "resize", "width": 10}], format=format)
print(sorted(set(sys.modules) - loaded))
"""


def printed(script: str, data_dir: Path, **variables: str) -> str:
    """What a process of the project prints, in an environment that does not tune the C library itself."""
    environ = {name: value for name, value in project_environ(data_dir).items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", script]
    return subprocess.run(
        command, cwd=ROOT, env=environ | variables, capture_output=True, text=True, timeout=60, check=True
    ).stdout.strip()


def held_and_kept(data_dir: Path, **variables: str) -> tuple[float, float]:
    """MiB that a process with gunicorn's configuration grows by 40 MiB of pixels: while it holds them, and after."""
    held, kept = map(float, printed(FILL, data_dir, **variables).split())
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


def test_the_workers_leave_what_is_loaded_alone(tmp_path: Path) -> None:
    assert printed(FREEZE, tmp_path) == "True True"


def test_the_first_picture_loads_nothing_more(tmp_path: Path) -> None:
    assert printed(FIRST, tmp_path) == "[]"


def test_old_garbage_in_cycles_does_not_pile_up_behind_what_is_shared(tmp_path: Path) -> None:
    assert int(printed(OLD_GARBAGE, tmp_path)) > 0


def test_what_is_kept_beyond_the_setting_goes_back_even_between_used_blocks(tmp_path: Path) -> None:
    assert printed(PINNED, tmp_path) == "True False"
