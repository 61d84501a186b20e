"""Resumable uploads, as services: all that came makes one file, once, of whoever began it."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from filters.engine.errors import UploadTooLarge
from filters.models import Blob, Segment, StoredFile, Upload
from filters.services import blobs, chunks, resumable
from filters.services.access import Caller
from filters.services.chunks import Chunk
from filters.services.errors import (
    UploadGone,
    UploadIncomplete,
    UploadLocked,
)
from filters.services.pruning import files_prune
from filters.services.resumable import (
    UploadUnknown,
    upload_delete,
    upload_get,
    upload_settle,
)
from tests.fixtures.files import stored
from tests.people import person
from tests.services.sending import DATA, begin, content, cut_after, offset, send, stale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files_folder")]


@pytest.fixture
def ann() -> Caller:
    return Caller(user=person("ann"))


def test_it_becomes_a_file_once_all_has_come(ann: Caller) -> None:
    upload = begin(ann)
    assert send(upload, ann, DATA[:5000]).file is None
    done = send(upload, ann, DATA[5000:])
    assert content(done) == DATA
    assert done.file is not None and done.file.blob.sha256 == hashlib.sha256(DATA).hexdigest()
    assert (done.file.name, done.file.owner_id, done.file.visibility) == ("a.bin", ann.owner_id, "private")
    assert offset(upload, ann) == len(DATA)


def test_what_came_in_one_chunk_is_not_read_again(ann: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resumable, "_digest", lambda blob: pytest.fail("It was read again."))
    assert content(send(begin(ann), ann, DATA)) == DATA


def test_the_same_content_is_kept_once(ann: Caller, files_folder: Path) -> None:
    first, second = send(begin(ann), ann, DATA), begin(ann)
    send(second, ann, DATA[:1])
    done = send(second, ann, DATA[1:])
    assert first.file is not None and done.file is not None
    assert (first.file.blob_id, StoredFile.objects.count()) == (done.file.blob_id, 2)
    assert (Blob.objects.count(), len(stored(files_folder))) == (1, 1)


@pytest.mark.parametrize("length", [0, None], ids=["known", "told later"])
def test_an_empty_one_becomes_an_empty_file(ann: Caller, length: int | None) -> None:
    upload = begin(ann, length)
    done = upload if length == 0 else send(upload, ann, b"", length=0)
    assert content(done) == b""


def test_the_first_bytes_may_come_with_the_beginning(ann: Caller) -> None:
    upload = begin(ann, chunk=Chunk(offset=0, pieces=[DATA[:10]], size=10))
    assert offset(upload, ann) == 10
    assert content(begin(ann, chunk=Chunk(offset=0, pieces=[DATA], size=len(DATA)))) == DATA


def test_what_is_wrong_with_the_first_bytes_leaves_nothing(ann: Caller, files_folder: Path) -> None:
    with pytest.raises(UploadIncomplete):
        begin(ann, chunk=Chunk(offset=0, pieces=cut_after(DATA[:3000]), size=len(DATA)))
    assert (Upload.objects.count(), Blob.objects.count(), stored(files_folder)) == (0, 0, [])


def test_bytes_behind_the_end_of_a_finished_one_are_refused(ann: Caller) -> None:
    upload = begin(ann)
    done = send(upload, ann, DATA)
    with pytest.raises(UploadTooLarge):
        send(upload, ann, b"x")
    assert send(upload, ann, b"").file == done.file


class TestPuttingItTogether:
    """What comes after the last byte."""

    @pytest.fixture
    def whole(self, ann: Caller, monkeypatch: pytest.MonkeyPatch) -> Upload:
        """All of it has come, and whoever was to put it together was killed."""
        upload = begin(ann)
        with monkeypatch.context() as patch:
            patch.setattr(resumable, "_publish", lambda *given: upload)
            send(upload, ann, DATA[:10])
            send(upload, ann, DATA[10:])
        return upload

    def test_others_wait_while_one_is_at_it(self, whole: Upload, ann: Caller) -> None:
        with pytest.raises(UploadLocked):
            upload_settle(upload=upload_get(reference=whole.pk, caller=ann), caller=ann)

    def test_the_next_who_asks_does_it_where_one_was_killed(self, whole: Upload, ann: Caller) -> None:
        stale(whole)
        assert content(upload_settle(upload=upload_get(reference=whole.pk, caller=ann), caller=ann)) == DATA

    def test_two_at_one_time_make_one_file(self, whole: Upload, ann: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        stale(whole)
        digest = resumable._digest

        def meanwhile(blob: Blob) -> str:
            monkeypatch.setattr(resumable, "_digest", digest)
            stale(whole)
            upload_settle(upload=upload_get(reference=whole.pk, caller=ann), caller=ann)
            return hashlib.sha256(DATA).hexdigest()

        monkeypatch.setattr(resumable, "_digest", meanwhile)
        with pytest.raises(UploadLocked):
            upload_settle(upload=upload_get(reference=whole.pk, caller=ann), caller=ann)
        assert StoredFile.objects.count() == 1
        assert content(upload_get(reference=whole.pk, caller=ann)) == DATA

    def test_what_the_beginning_was_is_not_taken_for_the_whole(
        self, ann: Caller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upload = begin(ann)

        def followed_at_once(**given: Any) -> Any:
            kept = chunks.chunk_keep(**given)
            with monkeypatch.context() as patch:
                patch.setattr(resumable, "chunk_keep", chunks.chunk_keep)
                patch.setattr(resumable, "_publish", lambda *given: upload)
                send(upload, ann, DATA[2000:])
            return kept

        monkeypatch.setattr(resumable, "chunk_keep", followed_at_once)
        done = send(upload, ann, DATA[:2000])
        assert done.file is not None and done.file.blob.sha256 == hashlib.sha256(DATA).hexdigest()
        assert content(done) == DATA

    def test_reading_it_is_seen(self, whole: Upload, ann: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        stale(whole)
        monkeypatch.setattr(chunks, "HEARTBEAT_S", 0.0)
        assert whole.blob is not None
        assert resumable._digest(whole.blob) == hashlib.sha256(DATA).hexdigest()
        assert chunks.is_held(Blob.objects.get(upload=whole))


def test_it_is_for_who_began_it(ann: Caller) -> None:
    upload = begin(ann)
    for other in (Caller(user=person("bob")), Caller(address="192.0.2.1"), Caller()):
        with pytest.raises(UploadUnknown):
            upload_get(reference=upload.pk, caller=other)


def test_a_stranger_goes_on_from_another_address() -> None:
    upload = begin(Caller(address="192.0.2.1"))
    done = send(upload, Caller(address="198.51.100.7"), DATA)
    assert done.file is not None and done.file.anonymous


@pytest.mark.parametrize("reference", ["", "x" * 22, "x" * 21, "\0" * 22, "ü" * 22, "../" * 7 + "x"])
def test_what_nobody_began_is_unknown(ann: Caller, reference: str) -> None:
    with pytest.raises(UploadUnknown):
        upload_get(reference=reference, caller=ann)


def test_it_expires_some_time_after_it_was_last_gone_on_with(ann: Caller, settings: Any) -> None:
    upload = begin(ann)
    before = upload.expires
    assert send(upload, ann, b"a").expires > before
    Upload.objects.update(expires=timezone.now())
    with pytest.raises(UploadGone):
        send(upload, ann, b"a")
    settings.IMGSVC_UPLOAD_HOURS = 1
    assert begin(ann).expires < timezone.now() + timedelta(hours=1, seconds=1)


def test_one_whose_content_was_removed_is_gone(ann: Caller) -> None:
    upload = begin(ann)
    assert upload.blob is not None
    blobs.discard(upload.blob)
    with pytest.raises(UploadGone):
        upload_get(reference=upload.pk, caller=ann)


def test_ending_one_that_became_a_file_meanwhile_removes_the_file(ann: Caller, files_folder: Path) -> None:
    upload = begin(ann)
    before = upload_get(reference=upload.pk, caller=ann)
    send(upload, ann, DATA)
    upload_delete(upload=before)
    assert (Upload.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert (Blob.objects.count(), stored(files_folder)) == (0, [])


@pytest.mark.parametrize("share", [0, 10, len(DATA)], ids=["begun", "under way", "done"])
def test_ending_it_leaves_nothing(ann: Caller, share: int, files_folder: Path) -> None:
    upload = begin(ann)
    send(upload, ann, DATA[:share])
    upload_delete(upload=upload_get(reference=upload.pk, caller=ann))
    counts = [model.objects.count() for model in (Upload, StoredFile, Blob, Segment)]
    assert (counts, stored(files_folder)) == ([0, 0, 0, 0], [])


@pytest.mark.parametrize("share", [0, 10], ids=["begun", "under way"])
def test_one_that_has_expired_is_pruned(ann: Caller, share: int, files_folder: Path) -> None:
    expired, alive = begin(ann), begin(ann)
    for upload in (expired, alive):
        send(upload, ann, DATA[:share])
    Upload.objects.filter(pk=expired.pk).update(expires=timezone.now())
    pruned = files_prune()
    assert (pruned.uploads, pruned.bytes) == (1, share)
    assert (list(Upload.objects.all()), Blob.objects.count()) == ([alive], 1)
    assert len(stored(files_folder)) == (1 if share else 0)
    assert content(send(alive, ann, DATA[share:])) == DATA
