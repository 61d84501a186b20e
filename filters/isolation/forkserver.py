"""The process that forks pixel workers: it knows the engine, and none of the web process's secrets."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ("HOME", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ", "VIRTUAL_ENV", "GLIBC_TUNABLES")
KEPT_PREFIXES = ("LC_", "MALLOC_", "PYTHON")
SET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a process forks well that has one thread
STDOUT, STDERR = 1, 2
PRELOADED = ["filters.isolation.preloaded"]


def start_forkserver() -> None:
    """Start it, unless it runs. Call it while this process has one thread: the environment changes for a moment."""
    forkserver.set_forkserver_preload(PRELOADED)
    with _environment(worker_environment(os.environ)):
        forkserver.ensure_running()


def let_go() -> None:
    """In a pixel worker, close what it would keep forkserver and resource tracker alive by, and the server's log.

    They end once nobody holds their pipes; so the web process alone does, and what it leaves behind when it is killed,
    even a worker that hangs, is killed with the forkserver. What libraries print would be strangers' words in the log.
    """
    for holder, name in ((forkserver._forkserver, "_forkserver_alive_fd"), (resource_tracker._resource_tracker, "_fd")):
        descriptor = getattr(holder, name)
        if descriptor is not None:
            setattr(holder, name, None)
            os.close(descriptor)
    with open(os.devnull, "wb") as nowhere:
        for descriptor in (STDOUT, STDERR):
            os.dup2(nowhere.fileno(), descriptor)


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
