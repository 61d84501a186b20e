"""Starting the process that forks pixel workers: it knows the engine, and none of the web process's secrets."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import forkserver
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ("HOME", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ", "VIRTUAL_ENV", "GLIBC_TUNABLES")
KEPT_PREFIXES = ("LC_", "MALLOC_", "PYTHON")
SET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a process forks well that has one thread
PRELOADED = ["filters.isolation.preloaded"]


def start_forkserver() -> None:
    """Start it, unless it runs. Call it while this process has one thread: the environment changes for a moment."""
    forkserver.set_forkserver_preload(PRELOADED)
    with _environment(worker_environment(os.environ)):
        forkserver.ensure_running()


def worker_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that a pixel worker may see: no settings, no keys, no passwords."""
    kept = {name: value for name, value in environ.items() if name in KEPT or name.startswith(KEPT_PREFIXES)}
    path = os.pathsep.join(part for part in (str(ROOT), environ.get("PYTHONPATH", "")) if part)
    return kept | SET | {"PYTHONPATH": path}


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
