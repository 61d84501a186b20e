"""The storage of files fails, or has no room: a clear error, nothing half-published, and the next request is fine."""

import os
import resource
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests

from tests.faults.failing_storage import NAME, SECRET
from tests.faults.storehouse import Storehouse, storehouse
from tests.fixtures.servers import manage, project_environ

MIB = 1 << 20
DATA = Random(6).randbytes(3 * MIB)
LARGE = bytes(20 * MIB)
ROOM = 16 * MIB
SETTINGS = "tests.faults.failing_storage_settings"


@pytest.fixture(scope="module")
def store(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storehouse]:
    with storehouse(prepared, tmp_path_factory.mktemp("lost"), DJANGO_SETTINGS_MODULE=SETTINGS) as made:
        assert made.ask("PUT", "/files/kept.bin", DATA).status_code == 201
        yield made


@pytest.fixture(autouse=True)
def nothing_is_left(store: Storehouse) -> Iterator[None]:
    before = store.state()
    yield
    fail(store, "")
    store.require_like(before)
    assert store.ask("GET", "/files/kept.bin").content == DATA


def fail(store: Storehouse, fault: str) -> None:
    """Have the storage fail in this way from now on."""
    (store.house.server.data_dir / NAME).unlink(missing_ok=True)
    if fault:
        (store.house.server.data_dir / NAME).write_text(fault)


def put(store: Storehouse) -> Any:
    return store.ask("PUT", "/files/new.bin", DATA[::-1])


def replace(store: Storehouse) -> Any:
    return store.ask("PUT", "/files/kept.bin", DATA[::-1])


def post(store: Storehouse) -> Any:
    return store.ask("POST", "/files/", DATA[::-1])


def post_several(store: Storehouse) -> Any:
    files = [("file", (f"{index}.bin", DATA[index:])) for index in range(1, 4)]
    return store.ask("POST", "/files/", files=files)


def upload(store: Storehouse) -> Any:
    headers = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
    created = store.ask("POST", "/uploads/", headers={**headers, "Upload-Length": str(len(DATA)), "Content-Type": ""})
    assert created.status_code == 201, created.text
    path = created.headers["Location"].split("/api/v1")[1]
    answer = store.ask("PATCH", path, DATA[::-1], headers={**headers, "Upload-Offset": "0"})
    assert store.ask("HEAD", path, headers=headers).headers["Upload-Offset"] == "0"
    assert store.ask("DELETE", path, headers=headers).status_code == 204
    return answer


@pytest.mark.parametrize("way", [put, replace, post, post_several, upload], ids=lambda way: way.__name__)
@pytest.mark.parametrize("fault", ["save", "write", "full"])
def test_what_cannot_be_written_is_not_kept(store: Storehouse, way: Any, fault: str) -> None:
    fail(store, fault)
    answer = way(store)
    expected = (507, "storage_full") if fault == "full" else (503, "storage_failed")
    assert (answer.status_code, answer.json()["code"]) == expected
    assert SECRET not in answer.text
    assert ("Retry-After" in answer.headers) == (fault != "full")


@pytest.mark.parametrize("way", [put, post_several], ids=lambda way: way.__name__)
def test_a_full_disk(store: Storehouse, way: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of the process may grow beyond some size: what a disk without room does, for one process."""
    monkeypatch.setattr(f"{__name__}.DATA", LARGE)
    before = resource.prlimit(store.web, resource.RLIMIT_FSIZE)
    resource.prlimit(store.web, resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        answer = way(store)
    finally:
        resource.prlimit(store.web, resource.RLIMIT_FSIZE, before)
    monkeypatch.undo()
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")


def test_what_cannot_be_opened_is_an_error(store: Storehouse) -> None:
    fail(store, "open")
    answer = store.ask("GET", "/files/kept.bin")
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_failed")
    assert SECRET not in answer.text


def test_what_cannot_be_read_to_its_end_is_cut_off(store: Storehouse) -> None:
    fail(store, "read")
    try:
        answer = store.ask("GET", "/files/kept.bin")
    except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError):
        return
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_failed")


def test_a_stored_picture_that_cannot_be_read_is_an_error(store: Storehouse, cat_jpeg: bytes) -> None:
    assert store.ask("PUT", "/files/cat.jpg", cat_jpeg).status_code == 201
    fail(store, "open")
    answer = store.ask("POST", "/process/", {"file": "cat.jpg", "pipeline": '[{"op": "invert"}]'})
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_failed")
    fail(store, "")
    assert store.ask("DELETE", "/files/cat.jpg").status_code == 204


def test_what_cannot_be_removed_is_found_later(store: Storehouse) -> None:
    assert put(store).status_code == 201
    with_it = store.stored()
    fail(store, "delete")
    assert store.ask("DELETE", "/files/new.bin").status_code == 204
    assert store.ask("GET", "/files/new.bin").status_code == 404
    assert store.stored() == with_it
    fail(store, "")
    for name in with_it:
        os.utime(store.folder / name, (0, 0))
    done = manage("prune_files", "--orphans", environ=project_environ(store.house.server.data_dir))
    assert "1 key without a row" in done.stdout, done.stderr
    assert len(store.stored()) == len(with_it) - 1
