"""Resumable uploads, as services: what came stays, whatever happens in between, and all of it makes one file."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from filters.engine.errors import EngineError, UploadTooLarge
from filters.models import Blob, Segment, StoredFile, Upload
from filters.services import blobs, chunks, resumable
from filters.services.access import Caller
from filters.services.chunks import Checksum, Chunk
from filters.services.errors import (
    ChecksumMismatch,
    QuotaExceeded,
    StorageFailed,
    UploadConflict,
    UploadGone,
    UploadIncomplete,
    UploadLocked,
)
from filters.services.pruning import files_prune
from filters.services.resumable import (
    LengthInvalid,
    UploadUnknown,
    upload_append,
    upload_create,
    upload_delete,
    upload_get,
    upload_offset,
    upload_settle,
)
from filters.services.upload_metadata import Metadata
from tests.fixtures.files import stored
from tests.people import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files_folder")]

DATA = bytes(range(256)) * 40
CUT = UploadIncomplete("The body was cut short.")


@pytest.fixture
def ann() -> Caller:
    return Caller(user=person("ann"))


def cut_after(data: bytes, error: BaseException = CUT) -> Iterator[bytes]:
    yield from (data[at : at + 1000] for at in range(0, len(data), 1000))
    raise error


def begin(caller: Caller, length: int | None = len(DATA), **fields: Any) -> Upload:
    return upload_create(caller=caller, length=length, metadata=Metadata(name="a.bin"), **fields)


def send(upload: Upload, caller: Caller, data: bytes, **fields: Any) -> Upload:
    """The next bytes, as another request would send them."""
    fresh = upload_get(reference=upload.pk, caller=caller)
    at = fields.pop("offset", upload_offset(fresh))
    pieces, length = fields.pop("pieces", [data]), fields.pop("length", None)
    chunk = Chunk(offset=at, pieces=pieces, size=fields.pop("size", len(data)), **fields)
    return upload_append(upload=fresh, caller=caller, chunk=chunk, length=length)


def stale(upload: Upload) -> None:
    """As if the last heartbeat were long ago."""
    Blob.objects.filter(upload=upload).update(touched=timezone.now() - timedelta(seconds=chunks.STALE_S + 1))


def offset(upload: Upload, caller: Caller) -> int:
    return upload_offset(upload_get(reference=upload.pk, caller=caller))


def content(upload: Upload) -> bytes:
    file = upload.file
    assert file is not None
    return b"".join(blobs.read(file.blob))


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


def test_what_came_before_the_connection_broke_is_kept(ann: Caller) -> None:
    upload = begin(ann)
    with pytest.raises(UploadIncomplete, match="3000 bytes now"):
        send(upload, ann, DATA, pieces=cut_after(DATA[:3000]))
    assert offset(upload, ann) == 3000
    assert content(send(upload, ann, DATA[3000:])) == DATA


def test_a_connection_that_brought_nothing_leaves_nothing(ann: Caller, files_folder: Path) -> None:
    upload = begin(ann)
    with pytest.raises(UploadIncomplete):
        send(upload, ann, DATA, pieces=cut_after(b""))
    assert (offset(upload, ann), Segment.objects.count(), stored(files_folder)) == (0, 0, [])


def test_a_long_chunk_is_kept_in_segments(ann: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "SEGMENT", 2000)
    upload = begin(ann)
    with pytest.raises(StorageFailed):
        send(upload, ann, DATA, pieces=cut_after(DATA[:5000], StorageFailed("As if.")))
    assert offset(upload, ann) == 4000  # what a failure in the third left whole
    assert content(send(upload, ann, DATA[4000:], pieces=[DATA[4000:7000], DATA[7000:]])) == DATA


def test_a_chunk_that_takes_too_long_is_acknowledged_as_far_as_it_came(ann: Caller, settings: Any) -> None:
    settings.IMGSVC_TRANSFER_S = 0
    upload = begin(ann)
    assert upload_offset(send(upload, ann, DATA, pieces=cut_after(DATA))) == 1000


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_a_checksum_is_held(ann: Caller, algorithm: str) -> None:
    upload = begin(ann)
    good = hashlib.new(algorithm, DATA, usedforsecurity=False).digest()
    with pytest.raises(ChecksumMismatch, match=algorithm):
        send(upload, ann, b"x" * len(DATA), checksum=Checksum(algorithm=algorithm, digest=good))
    assert offset(upload, ann) == 0
    assert content(send(upload, ann, DATA, checksum=Checksum(algorithm=algorithm, digest=good))) == DATA


@pytest.mark.parametrize("segment", [1000, 1 << 20])
def test_what_has_a_checksum_is_kept_whole_or_not_at_all(
    ann: Caller, segment: int, files_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "SEGMENT", segment)
    upload, checksum = begin(ann), Checksum(algorithm="sha1", digest=b"\0" * 20)
    with pytest.raises(ChecksumMismatch):
        send(upload, ann, DATA, checksum=checksum, pieces=[DATA[:5000], DATA[5000:]])
    with pytest.raises(UploadIncomplete):
        send(upload, ann, DATA, checksum=checksum, pieces=cut_after(DATA[:5000]))
    assert (offset(upload, ann), Segment.objects.count(), stored(files_folder)) == (0, 0, [])


@pytest.mark.parametrize("at", [0, 4999, 5001, len(DATA)])
def test_bytes_for_another_place_change_nothing(ann: Caller, at: int) -> None:
    upload = begin(ann)
    send(upload, ann, DATA[:5000])
    with pytest.raises(UploadConflict, match="5000"):
        send(upload, ann, DATA[:10], offset=at)
    assert offset(upload, ann) == 5000


@pytest.mark.parametrize("size", [len(DATA) + 1, None], ids=["announced", "not announced"])
def test_bytes_behind_the_end_are_refused(ann: Caller, size: int | None, files_folder: Path) -> None:
    upload = begin(ann)
    with pytest.raises(UploadTooLarge):
        send(upload, ann, DATA + b"x", size=size)
    assert (offset(upload, ann), stored(files_folder)) == (0, [])


def test_bytes_behind_the_end_of_a_finished_one_are_refused(ann: Caller) -> None:
    upload = begin(ann)
    done = send(upload, ann, DATA)
    with pytest.raises(UploadTooLarge):
        send(upload, ann, b"x")
    assert send(upload, ann, b"").file == done.file


def test_there_is_an_end_of_chunks(ann: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "MOST_SEGMENTS", 2)
    upload = begin(ann)
    for piece in (b"a", b"b"):
        send(upload, ann, piece)
    with pytest.raises(UploadTooLarge, match="2 chunks"):
        send(upload, ann, b"c")
    assert offset(upload, ann) == 2


class TestAtOneTime:
    """One request sends at a time."""

    def test_another_is_told_to_wait(self, ann: Caller) -> None:
        upload = begin(ann)

        def meanwhile() -> Iterator[bytes]:
            yield DATA[:100]
            with pytest.raises(UploadLocked):
                send(upload, ann, DATA)
            yield DATA[100:]

        assert content(send(upload, ann, DATA, pieces=meanwhile())) == DATA

    def test_one_whose_process_was_killed_is_followed(self, ann: Caller, files_folder: Path) -> None:
        upload = begin(ann)
        send(upload, ann, DATA[:10])
        Segment.objects.create(blob=Blob.objects.get(), number=1, key="killed")
        (files_folder / "killed").write_bytes(b"half of it")
        with pytest.raises(UploadLocked):
            send(upload, ann, DATA[10:])
        stale(upload)
        assert content(send(upload, ann, DATA[10:])) == DATA
        assert "killed" not in stored(files_folder)

    @pytest.mark.parametrize("beats", [0.0, 3600.0], ids=["notices", "sees at its end"])
    def test_who_was_given_up_keeps_nothing(self, ann: Caller, beats: float, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(chunks, "HEARTBEAT_S", beats)
        upload = begin(ann)

        def stalls() -> Iterator[bytes]:
            yield b"x" * 100
            stale(upload)
            assert upload_offset(send(upload, ann, DATA[:50])) == 50
            yield b"y" * 100

        with pytest.raises(UploadLocked):
            send(upload, ann, DATA, pieces=stalls())
        assert content(send(upload, ann, DATA[50:])) == DATA

    def test_a_heartbeat_keeps_others_away(self, ann: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(chunks, "HEARTBEAT_S", 0.0)
        upload = begin(ann)

        def meanwhile() -> Iterator[bytes]:
            stale(upload)
            yield DATA[:100]
            yield DATA[100:200]
            with pytest.raises(UploadLocked):
                send(upload, ann, DATA)
            yield DATA[200:]

        assert content(send(upload, ann, DATA, pieces=meanwhile())) == DATA

    def test_one_that_is_ended_meanwhile_leaves_nothing(self, ann: Caller, files_folder: Path) -> None:
        upload = begin(ann)

        def meanwhile() -> Iterator[bytes]:
            yield DATA[:100]
            upload_delete(upload=upload_get(reference=upload.pk, caller=ann))
            yield DATA[100:]

        with pytest.raises(UploadLocked):
            send(upload, ann, DATA, pieces=meanwhile())
        assert (Upload.objects.count(), Blob.objects.count(), stored(files_folder)) == (0, 0, [])


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

    def test_reading_it_is_seen(self, whole: Upload, ann: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        stale(whole)
        monkeypatch.setattr(chunks, "HEARTBEAT_S", 0.0)
        assert whole.blob is not None
        assert resumable._digest(whole.blob) == hashlib.sha256(DATA).hexdigest()
        assert chunks.is_held(Blob.objects.get(upload=whole))


class TestLengthToldLater:
    """Upload-Defer-Length."""

    def test_it_may_be_told_with_any_chunk(self, ann: Caller) -> None:
        upload = begin(ann, None)
        send(upload, ann, DATA[:10])
        send(upload, ann, DATA[10:20], length=len(DATA))
        assert content(send(upload, ann, DATA[20:])) == DATA

    def test_it_may_be_told_after_the_last_byte(self, ann: Caller) -> None:
        upload = begin(ann, None)
        send(upload, ann, DATA)
        stale(upload)
        assert content(send(upload, ann, b"", length=len(DATA))) == DATA

    @pytest.mark.parametrize("length", [len(DATA) + 1, 0])
    def test_it_stays(self, ann: Caller, length: int) -> None:
        with pytest.raises(LengthInvalid, match="stays"):
            send(begin(ann), ann, b"a", length=length)

    def test_it_is_not_less_than_what_has_come(self, ann: Caller) -> None:
        upload = begin(ann, None)
        send(upload, ann, DATA)
        with pytest.raises(LengthInvalid, match="come already"):
            send(upload, ann, b"", length=len(DATA) - 1)

    def test_it_is_not_more_than_a_file_may_have(self, ann: Caller, settings: Any) -> None:
        settings.IMGSVC_MAX_FILE_MB = 1
        upload = begin(ann, None)
        with pytest.raises(UploadTooLarge):
            send(upload, ann, b"a", length=(1 << 20) + 1)
        with pytest.raises(UploadTooLarge):
            send(upload, ann, b"a", size=(1 << 20) + 1)
        with pytest.raises(UploadTooLarge):
            send(upload, ann, b"a", size=None, pieces=[b"a" * (1 << 20), b"a"])
        assert offset(upload, ann) == 0


class TestQuota:
    """What uploads will take counts from their beginning on."""

    @pytest.fixture(autouse=True)
    def _quota(self, settings: Any) -> None:
        settings.IMGSVC_FILES_QUOTA_MB = 1

    def test_one_that_is_too_long_is_not_begun(self, ann: Caller) -> None:
        with pytest.raises(QuotaExceeded):
            begin(ann, (1 << 20) + 1)
        assert (Upload.objects.count(), Blob.objects.count()) == (0, 0)

    def test_what_is_under_way_counts(self, ann: Caller) -> None:
        first = begin(ann, 1 << 19)
        begin(ann, 1 << 19)
        with pytest.raises(QuotaExceeded):
            begin(ann, 1)
        upload_delete(upload=first)
        begin(ann, 1)

    def test_what_is_done_counts_once(self, ann: Caller) -> None:
        send(begin(ann), ann, DATA)
        begin(ann, (1 << 20) - len(DATA))

    def test_others_do_not_count(self, ann: Caller) -> None:
        begin(Caller(user=person("bob")), 1 << 20)
        begin(Caller(address="192.0.2.1"), 1 << 20)
        begin(ann, 1 << 20)

    @pytest.mark.parametrize("size", [(1 << 20) - 9, None], ids=["announced", "not announced"])
    def test_one_whose_length_is_told_later_is_held_to_it(self, ann: Caller, size: int | None) -> None:
        upload = begin(ann, None)
        send(upload, ann, b"a" * 10)
        data = b"a" * ((1 << 20) - 9)
        with pytest.raises((QuotaExceeded, UploadTooLarge)):
            send(upload, ann, data, size=size)
        with pytest.raises(QuotaExceeded):
            send(upload, ann, b"", length=(1 << 20) + 1)
        assert offset(upload, ann) == 10

    def test_there_is_an_end_of_uploads(self, ann: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(resumable, "MOST_UPLOADS", 2)
        begin(ann, 1), begin(ann, 1)
        with pytest.raises(QuotaExceeded, match="2 uploads"):
            begin(ann, 1)


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


CUTS = st.lists(
    st.tuples(st.integers(0, 4000), st.sampled_from(["whole", "cut", "checksum", "wrong", "elsewhere"])), max_size=8
)


@given(cuts=CUTS, segment=st.sampled_from([1, 700, 1 << 20]))
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_cut_the_file_is_what_was_sent(
    ann: Caller, cuts: list[tuple[int, str]], segment: int, monkeypatch: pytest.MonkeyPatch, files_folder: Path
) -> None:
    monkeypatch.setattr(chunks, "SEGMENT", segment)
    upload = begin(ann)
    for size, how in cuts:
        at = offset(upload, ann)
        data = DATA[at : at + size]
        digest = hashlib.sha1(data if how == "checksum" else b"", usedforsecurity=False).digest()
        ways: dict[str, dict[str, Any]] = {
            "whole": {},
            "cut": {"pieces": cut_after(data), "size": len(DATA) - at},
            "checksum": {"checksum": Checksum(algorithm="sha1", digest=digest)},
            "wrong": {"checksum": Checksum(algorithm="sha1", digest=b"\0" * 20)},
            "elsewhere": {"offset": at + 1},
        }
        try:
            send(upload, ann, data, **ways[how])
        except EngineError as error:
            assert how not in ("whole", "checksum"), error
        kept = at + (len(data) if how in ("whole", "cut", "checksum") else 0)
        assert offset(upload, ann) == kept
    done = send(upload, ann, DATA[offset(upload, ann) :])
    assert content(done) == DATA
    upload_delete(upload=upload_get(reference=upload.pk, caller=ann))
    assert stored(files_folder) == []
