"""What arrives of an upload: it stays, whatever happens in between, and one request sends at a time."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from filters.engine.errors import EngineError, UploadTooLarge
from filters.models import Blob, Segment, Upload
from filters.services import chunks
from filters.services.access import Caller
from filters.services.chunks import Checksum
from filters.services.errors import (
    ChecksumMismatch,
    StorageFailed,
    UploadConflict,
    UploadIncomplete,
    UploadLocked,
)
from filters.services.resumable import (
    upload_delete,
    upload_get,
    upload_offset,
)
from tests.fixtures.files import stored
from tests.people import person
from tests.services.sending import DATA, begin, content, cut_after, offset, send, stale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files_folder")]


@pytest.fixture
def ann() -> Caller:
    return Caller(user=person("ann"))


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

    def test_who_follows_removes_nothing_that_was_kept_after_all(
        self, ann: Caller, files_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upload = begin(ann)
        late = Segment.objects.create(blob=Blob.objects.get(), number=0, key="late")
        (files_folder / "late").write_bytes(DATA[:10])

        def keeps_it_then(blob: Blob) -> bool:
            chunks._commit(late, 10)
            return False

        monkeypatch.setattr(chunks, "is_held", keeps_it_then)
        with pytest.raises(UploadLocked):
            send(upload, ann, DATA)
        assert content(send(upload, ann, DATA[10:])) == DATA

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
