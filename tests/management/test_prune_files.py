"""`manage.py prune_files`: what is over goes, what is not stays, and it says so."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.utils import timezone

from filters.models import Blob, Segment, StoredFile, Upload
from filters.services import blobs
from filters.services.access import Caller
from filters.services.files import file_store
from tests.fixtures.files import stored
from tests.people import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files_folder")]

LONG_AGO = timedelta(days=30)
NOBODYS = "ab/" + "ab" * 16


def prune(*options: str) -> str:
    """Run it, and return what it says."""
    output = StringIO()
    call_command("prune_files", *options, stdout=output)
    return output.getvalue().strip()


def keep(name: str, data: bytes, **options: Any) -> StoredFile:
    return file_store(caller=Caller(user=person(name)), name=name, pieces=[data], **options)


def expire(file: StoredFile) -> None:
    file.expires = timezone.now() - timedelta(seconds=1)
    file.save()


def unfinished(data: bytes, *, age: timedelta) -> Blob:
    blob = blobs.begin()
    blobs.append(blob, [data])
    Blob.objects.filter(pk=blob.pk).update(touched=timezone.now() - age)
    return blob


def upload(blob: Blob | None, *, left: timedelta) -> Upload:
    return Upload.objects.create(blob=blob, name="a", caller="user:1", expires=timezone.now() + left)


def orphan(folder: Path, key: str = NOBODYS, *, age: timedelta = LONG_AGO) -> Path:
    path = folder / key
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"orphan")
    then = (timezone.now() - age).timestamp()
    os.utime(path, (then, then))
    return path


def test_where_nothing_is_over_nothing_goes(files_folder: Path) -> None:
    keep("alice", b"data", expires=timezone.now() + timedelta(hours=1))
    assert prune("--orphans") == "Nothing is over."
    assert len(stored(files_folder)) == 1


def test_expired_files_go_with_what_only_they_have(files_folder: Path) -> None:
    shared = keep("alice", b"shared")
    for file in (keep("bob", b"shared"), keep("carol", b"alone")):
        expire(file)
    assert prune() == "Removed 2 expired files: 5\xa0bytes."
    assert list(StoredFile.objects.all()) == [shared]
    assert (Blob.objects.count(), len(stored(files_folder))) == (1, 1)


def test_a_dry_run_says_the_same_and_removes_nothing(files_folder: Path) -> None:
    expire(keep("alice", b"shared"))
    expire(keep("bob", b"shared"))
    upload(unfinished(b"1234", age=LONG_AGO), left=-timedelta(1))
    unfinished(b"12345", age=LONG_AGO)
    blob = blobs.receive([b"nobody's"])
    Blob.objects.filter(pk=blob.pk).update(touched=timezone.now() - LONG_AGO)
    orphan(files_folder)
    before = stored(files_folder)
    what = (
        "2 expired files, 1 expired upload, 1 unfinished content, 1 content without a file, 1 key without a row: "
        "29\xa0bytes."
    )
    assert prune("--orphans", "--dry-run") == f"Would remove {what}"
    assert stored(files_folder) == before
    assert prune("--orphans") == f"Removed {what}"
    assert (Blob.objects.count(), Segment.objects.count(), Upload.objects.count()) == (0, 0, 0)
    assert stored(files_folder) == []


def test_an_upload_that_goes_on_stays(files_folder: Path) -> None:
    blob = unfinished(b"1234", age=LONG_AGO)
    upload(blob, left=timedelta(hours=1))
    assert prune("--orphans") == "Nothing is over."
    assert b"".join(blobs.read(blob)) == b"1234"


def test_content_on_its_way_stays(settings: Any) -> None:
    settings.IMGSVC_UPLOAD_HOURS, settings.IMGSVC_TRANSFER_S = 1, 7200
    unfinished(b"1", age=timedelta(hours=2.5))
    blobs.receive([b"just finished"])
    assert prune() == "Nothing is over."
    settings.IMGSVC_TRANSFER_S = 60
    assert prune().startswith("Removed 1 unfinished content:")


def test_the_file_of_an_upload_that_is_over_stays(files_folder: Path) -> None:
    file = keep("alice", b"data")
    Upload.objects.create(file=file, name="a", caller="user:1", expires=timezone.now())
    assert prune() == "Removed 1 expired upload: 0\xa0bytes."
    assert (StoredFile.objects.count(), len(stored(files_folder))) == (1, 1)


@pytest.mark.parametrize("key", ["README", "ab/README", "other/" + "ab" * 16, "ab/" + "AB" * 16])
def test_what_is_not_ours_stays(key: str, files_folder: Path) -> None:
    path = orphan(files_folder, key)
    assert prune("--orphans") == "Nothing is over."
    assert path.exists()


def test_a_young_key_stays(files_folder: Path) -> None:
    orphan(files_folder, age=timedelta(minutes=1))
    assert prune("--orphans") == "Nothing is over."


def test_keys_without_rows_are_looked_for_on_request_only(files_folder: Path) -> None:
    orphan(files_folder)
    assert prune() == "Nothing is over."
    assert prune("--orphans") == "Removed 1 key without a row: 6\xa0bytes."


def test_what_could_not_be_deleted_is_found_later(files_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any, name: str) -> None:
        raise PermissionError(name)

    with monkeypatch.context() as context:
        context.setattr(FileSystemStorage, "delete", refuse)
        blobs.release(blobs.receive([b"orphan"]).pk)
        (key,) = stored(files_folder)
        orphan(files_folder, key)
        assert prune("--orphans") == "Nothing is over."
    assert prune("--orphans") == "Removed 1 key without a row: 6\xa0bytes."
    assert stored(files_folder) == []


def test_a_storage_that_cannot_be_listed_is_an_error_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any, path: str) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(FileSystemStorage, "listdir", refuse)
    with pytest.raises(CommandError, match="Files cannot be kept or read"):
        prune("--orphans")
