"""The database is locked, gone, damaged or on a full disk: pictures are processed all the same."""

import os
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from benchmarks.census import WEB
from tests.faults.house import PROCESS, House, house, wait_for

PRESET = "/api/v1/presets/noir/apply/"
NOBODY = {"username": "nobody", "password": "wrong"}  # the failure is stored
Fault = Callable[[House], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Its presets are looked for again at each request."""
    with house(prepared, tmp_path_factory.mktemp("database"), IMGSVC_PRESET_CACHE_S="0") as made:
        yield made


@contextmanager
def locked(house: House) -> Iterator[None]:
    """Somebody else has it for himself: nobody may read."""
    other = sqlite3.connect(house.server.data_dir / "db.sqlite3", isolation_level=None, timeout=1)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    # A connection that failed in an earlier test is open until the server collects its garbage: requests make it.
    wait_for(lambda: house.get("/").ok and _begins(other), "exclusive lock")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def _begins(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


@contextmanager
def gone(house: House) -> Iterator[None]:
    """The whole data directory is somewhere else, as a disk that was unmounted."""
    there = house.server.data_dir
    elsewhere = there.rename(there.with_name("elsewhere"))
    try:
        yield
    finally:
        elsewhere.rename(there)


@contextmanager
def damaged(house: House) -> Iterator[None]:
    """Something else was written over it."""
    file = house.server.data_dir / "db.sqlite3"
    content = file.read_bytes()
    file.write_bytes(b"no database " * (len(content) // 12))
    try:
        yield
    finally:
        file.write_bytes(content)


def open_data(house: House) -> list[str]:
    """The files of the data directory that the web process has open."""
    descriptors = Path(f"/proc/{house.the(WEB)}/fd")
    names = [os.readlink(path) for path in descriptors.iterdir() if path.is_symlink()]
    return [name for name in names if name.startswith(str(house.server.data_dir))]


FAULTS = [locked, gone, damaged]


@pytest.mark.parametrize("fault", FAULTS)
def test_pictures_are_processed_without_the_database(home: House, cat_jpeg: bytes, fault: Fault) -> None:
    assert home.post(cat_jpeg, PRESET).status_code == 200
    with fault(home):
        assert home.post(cat_jpeg, pipeline='[{"op": "sepia"}]').status_code == 200
        assert home.post(cat_jpeg, "/api/v1/inspect/").status_code == 200
        assert home.post(cat_jpeg, "/api/v1/explain/").status_code == 200
        assert home.get("/healthz").status_code == 200
        assert home.get("/readyz").status_code == 503
        assert home.get("/readyz").json()["checks"]["engine"]["status"] == "ok"
    wait_for(lambda: home.get("/readyz").status_code == 200, "readiness")
    # Python closes a connection that failed when it collects its garbage: after a few more requests.
    wait_for(lambda: home.get("/").ok and not open_data(home), "end of the descriptors of the database")


@pytest.mark.parametrize("fault", FAULTS)
def test_presets_that_are_known_go_on(home: House, cat_jpeg: bytes, fault: Fault) -> None:
    before = home.post(cat_jpeg, PRESET)
    assert before.status_code == 200
    with fault(home):
        assert home.post(cat_jpeg, PRESET).content == before.content
        assert home.post(cat_jpeg, PROCESS, preset="noir").status_code == 200


@pytest.mark.parametrize("fault", FAULTS)
def test_what_needs_the_database_says_when_to_come_again(home: House, fault: Fault) -> None:
    with fault(home):
        answer = home.get("/api/v1/presets/")
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert answer.headers["Retry-After"] == "10"
        assert str(home.server.data_dir) not in answer.text
    assert home.get("/api/v1/presets/").status_code == 200


def test_a_full_disk_refuses_what_is_to_be_stored_and_nothing_else(home: House, cat_jpeg: bytes) -> None:
    web, unlimited = home.the(WEB), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    assert home.post(cat_jpeg, PRESET).status_code == 200  # it knows the presets now
    resource.prlimit(web, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        assert home.post(cat_jpeg).status_code == 200
        assert home.post(cat_jpeg, PRESET).status_code == 200
        assert home.get("/api/v1/presets/").status_code == 503  # SQLite makes files to read, too
        assert home.get("/healthz").status_code == 200
        assert home.log_in(**NOBODY).status_code >= 500
    finally:
        resource.prlimit(web, resource.RLIMIT_FSIZE, unlimited)
    assert home.log_in(**NOBODY).status_code == 200
    assert home.post(cat_jpeg).status_code == 200
    assert os.path.exists(f"/proc/{web}")


def test_a_server_that_knows_no_presets_yet_processes_pictures(prepared: Path, tmp_path: Path, cat_jpeg: bytes) -> None:
    with house(prepared, tmp_path) as fresh, gone(fresh):
        assert fresh.post(cat_jpeg).status_code == 200
        answer = fresh.post(cat_jpeg, PRESET)
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
