"""Content in a bucket: real requests to a server of S3's kind."""

import hashlib
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from filters.models import Blob, Segment
from filters.services import blobs, pruning
from filters.services.access import Caller
from filters.services.errors import StorageFailed, UploadIncomplete
from filters.services.files import file_delete, file_get, file_store
from filters.services.pruning import files_prune
from imgsvc.storages import files_storage
from tests.fixtures.buckets import BUCKET, PREFIX
from tests.people import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files_in_bucket")]

DATA = bytes(range(256)) * 8000  # 2 MB
MEBI = 1 << 20
PARTS = 40  # MiB: three parts of an upload


def keys(bucket: Any) -> list[str]:
    return [found.key for found in bucket.objects.all()]


def large(size: int = PARTS) -> Iterator[bytes]:
    return (bytes([number]) * MEBI for number in range(size))


def test_what_comes_in_comes_out(bucket: Any) -> None:
    blob = blobs.receive([DATA])
    (key,) = keys(bucket)
    assert key == f"{PREFIX}/{Segment.objects.get().key}"
    assert b"".join(blobs.read(blob)) == DATA
    assert blob.sha256 == hashlib.sha256(DATA).hexdigest()


def test_empty_content_is_content(bucket: Any) -> None:
    assert b"".join(blobs.read(blobs.receive([]))) == b""


def test_what_comes_in_parts_is_whole(bucket: Any) -> None:
    blob = blobs.receive(large())
    (stored,) = bucket.objects.all()
    assert (stored.size, blob.size) == (PARTS * MEBI, PARTS * MEBI)
    assert stored.e_tag.strip('"').endswith("-3")
    assert blobs.digest(blob) == blob.sha256
    assert b"".join(blobs.read(blob, start=17 * MEBI - 1, stop=17 * MEBI + 1)) == b"\x10\x11"


def test_memory_holds_a_part_and_no_more(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    storage: Any = storages["files"]
    sent: list[int] = []
    client = storage.bucket.meta.client

    def upload_part(**options: Any) -> dict[str, str]:
        sent.append(len(options["Body"]))
        return {"ETag": "x"}

    monkeypatch.setattr(client, "upload_part", upload_part)
    monkeypatch.setattr(client, "complete_multipart_upload", lambda **options: {})
    tracemalloc.start()
    blobs.receive(large(160))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent == [16 * MEBI] * 10
    assert peak < 80 * MEBI


def test_ranges_are_asked_for(bucket: Any) -> None:
    blob = blobs.receive([DATA])
    for start, stop in ((0, 1), (1_000_000, 1_000_010), (len(DATA) - 1, None), (5, 5)):
        assert b"".join(blobs.read(blob, start=start, stop=stop)) == DATA[start:stop]


def test_an_archive_in_a_bucket_is_read_where_one_stands(bucket: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one", DATA)
        archive.writestr("two", b"second")
    with blobs.open_blob(blobs.receive([packed.getvalue()])) as file, zipfile.ZipFile(file) as archive:
        assert (archive.read("two"), archive.read("one")) == (b"second", DATA)


def test_content_in_segments_is_one(bucket: Any) -> None:
    blob = blobs.begin()
    for part in (b"one", b"two", b"three"):
        blobs.append(blob, [part])
    assert b"".join(blobs.read(blobs.finish(blob), start=2, stop=9)) == b"etwothr"


@pytest.mark.parametrize("megabytes", [1, 33])
def test_nothing_is_left_of_a_broken_upload(megabytes: int, bucket: Any) -> None:
    def cut() -> Iterator[bytes]:
        yield from large(megabytes)
        raise UploadIncomplete("cut")

    with pytest.raises(UploadIncomplete):
        blobs.receive(cut())
    assert (keys(bucket), Blob.objects.count(), Segment.objects.count()) == ([], 0, 0)
    assert "Uploads" not in bucket.meta.client.list_multipart_uploads(Bucket=BUCKET)


def test_files_come_and_go(bucket: Any) -> None:
    alice = Caller(user=person("alice"))
    for name in ("a", "b"):
        file_store(caller=alice, name=name, pieces=[DATA])
    assert len(keys(bucket)) == 1
    for name in ("a", "b"):
        file_delete(file=file_get(reference=name, caller=alice))
    assert keys(bucket) == []


def test_what_is_lost_is_a_failure_of_the_storage(bucket: Any, caplog: pytest.LogCaptureFixture) -> None:
    blob = blobs.receive([DATA])
    bucket.objects.all().delete()
    with pytest.raises(StorageFailed) as raised:
        blobs.read(blob)
    assert "NoSuchKey" not in raised.value.detail and "404" not in raised.value.detail
    assert "storage of files failed" in caplog.text


def test_a_bucket_that_is_not_there_is_a_failure_of_the_storage(settings: Any, s3_server: str, tmp_path: Path) -> None:
    url = f"s3://missing?endpoint={s3_server}&region=eu-central-1"
    settings.STORAGES = settings.STORAGES | {"files": files_storage(url, tmp_path)}
    with pytest.raises(StorageFailed):
        blobs.receive([DATA])
    assert Blob.objects.count() == 0


def test_keys_without_rows_are_found(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = blobs.receive([DATA])
    nobodys = f"{PREFIX}/ab/{'ab' * 16}"
    for key in (nobodys, "elsewhere/ab/" + "ab" * 16, f"{PREFIX}/README"):
        bucket.put_object(Key=key, Body=b"orphan")
    assert files_prune(orphans=True).orphans == 0
    monkeypatch.setattr(pruning, "YOUNG", timedelta(seconds=-60))
    Blob.objects.filter(pk=kept.pk).update(touched=timezone.now() + timedelta(days=1))
    assert files_prune(orphans=True).orphans == 1
    assert nobodys not in keys(bucket)
    assert len(keys(bucket)) == 3


def test_requests_are_signed_by_version_4_and_nothing_is_overwritten() -> None:
    storage: Any = storages["files"]
    assert storage.client_config.signature_version == "s3v4"
    assert storage.querystring_auth and not storage.file_overwrite
    assert not storage.transfer_config.use_threads
