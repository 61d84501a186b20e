"""Content: what comes in is what comes out, once, and nothing is left of what broke."""

import hashlib
import stat
from collections.abc import Iterator
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filters.engine.errors import EngineError, UploadTooLarge
from filters.models import Blob, Segment, StoredFile
from filters.services import blobs
from filters.services.errors import RequestMalformed, StorageFailed, StorageFull, UploadIncomplete
from tests.fixtures.files import stored

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files_folder")]

DATA = bytes(range(256)) * 5000  # 1.28 MB: more than a block


def pieces_of(data: bytes, size: int = 100_000) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def broken_after(data: bytes, error: BaseException) -> Iterator[bytes]:
    yield from pieces_of(data)
    raise error


def test_what_comes_in_comes_out() -> None:
    blob = blobs.receive(pieces_of(DATA))
    assert b"".join(blobs.read(blob)) == DATA
    assert (blob.size, blob.sha256) == (len(DATA), hashlib.sha256(DATA).hexdigest())


def test_empty_content_is_content() -> None:
    blob = blobs.receive([])
    assert (b"".join(blobs.read(blob)), blob.size) == (b"", 0)
    assert blobs.open_blob(blob).read() == b""


def test_blocks_have_a_mebibyte_at_most() -> None:
    assert [len(block) for block in blobs.read(blobs.receive([DATA]))] == [1 << 20, len(DATA) - (1 << 20)]


def test_the_same_content_is_stored_once(files_folder: Path) -> None:
    assert blobs.receive(pieces_of(DATA)) == blobs.receive(pieces_of(DATA, 7777))
    assert (Blob.objects.count(), Segment.objects.count(), len(stored(files_folder))) == (1, 1, 1)


def test_other_content_is_stored_beside_it(files_folder: Path) -> None:
    assert blobs.receive([b"one"]) != blobs.receive([b"two"])
    assert len(stored(files_folder)) == 2


def test_what_is_stored_is_its_owners_alone(files_folder: Path) -> None:
    blobs.receive([DATA])
    (key,) = stored(files_folder)
    assert stat.S_IMODE((files_folder / key).stat().st_mode) == 0o600


def test_the_rows_stand_before_the_first_byte_comes() -> None:
    seen = []

    def pieces() -> Iterator[bytes]:
        seen.append((Blob.objects.filter(sha256=None).count(), Segment.objects.count()))
        yield b"data"

    blobs.receive(pieces())
    assert seen == [(1, 1)]


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("tenths", range(11))
def test_nothing_is_left_of_a_body_that_breaks_off(tenths: int) -> None:
    with pytest.raises(UploadIncomplete):
        blobs.receive(broken_after(DATA[: len(DATA) * tenths // 10], UploadIncomplete("cut")))


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("error", [OSError("wire"), KeyboardInterrupt(), SystemExit(1)], ids=["os", "key", "exit"])
def test_what_the_source_raises_is_raised_as_it_is(error: BaseException) -> None:
    with pytest.raises(type(error)) as raised:
        blobs.receive(broken_after(DATA, error))
    assert raised.value is error


@pytest.mark.usefixtures("nothing_left")
def test_nothing_is_left_of_what_is_too_large() -> None:
    with pytest.raises(UploadTooLarge):
        blobs.receive(pieces_of(DATA), most=len(DATA) - 1)


def test_what_has_just_the_size_allowed_is_taken() -> None:
    assert blobs.receive(pieces_of(DATA), most=len(DATA)).size == len(DATA)


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(ENOSPC, "No space left on device"), StorageFull),
        (OSError(EDQUOT, "Disk quota exceeded"), StorageFull),
        (OSError("/srv/files/secret"), StorageFailed),
        (RuntimeError("boto"), StorageFailed),
    ],
    ids=["full", "quota", "os", "other"],
)
def test_a_storage_that_raises_is_logged_and_tells_nothing(
    error: Exception, kind: type[EngineError], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    saved = FileSystemStorage._save  # type: ignore[attr-defined]

    def save(self: Any, name: str, content: Any) -> str:
        saved(self, name, content)
        raise error

    monkeypatch.setattr(FileSystemStorage, "_save", save)
    with pytest.raises(kind) as raised:
        blobs.receive(pieces_of(DATA))
    assert str(error) not in raised.value.detail
    assert "storage of files failed" in caplog.text


def test_a_storage_that_does_not_delete_is_logged(
    files_folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def delete(self: Any, name: str) -> None:
        raise PermissionError(name)

    monkeypatch.setattr(FileSystemStorage, "delete", delete)
    blobs.release(blobs.receive([b"data"]).pk)
    assert (Blob.objects.count(), len(stored(files_folder))) == (0, 1)
    assert "could not be removed" in caplog.text


def test_content_that_is_lost_is_a_failure_of_the_storage_at_once(files_folder: Path) -> None:
    blob = blobs.receive([DATA])
    (files_folder / stored(files_folder)[0]).unlink()
    with pytest.raises(StorageFailed):
        blobs.read(blob)
    with pytest.raises(StorageFailed):
        blobs.open_blob(blob)


def test_content_that_is_cut_is_a_failure_of_the_storage(files_folder: Path) -> None:
    blob = blobs.receive([DATA])
    (files_folder / stored(files_folder)[0]).write_bytes(DATA[:100])
    with pytest.raises(StorageFailed, match="missing"):
        b"".join(blobs.read(blob))


def test_content_that_comes_in_pieces_is_like_that_of_one(files_folder: Path) -> None:
    blob = blobs.begin()
    for piece in pieces_of(DATA, 500_000):
        blobs.append(blob, [piece])
    assert (blob.size, blob.segments.count()) == (len(DATA), 3)
    assert blobs.finish(blob).sha256 == hashlib.sha256(DATA).hexdigest()
    assert b"".join(blobs.read(blob)) == DATA
    assert blobs.receive([DATA]) == blob
    assert len(stored(files_folder)) == 3


def test_a_piece_that_breaks_leaves_what_came_before(files_folder: Path) -> None:
    blob = blobs.begin()
    blobs.append(blob, [b"before"])
    with pytest.raises(UploadIncomplete):
        blobs.append(blob, broken_after(DATA, UploadIncomplete("cut")))
    blob.refresh_from_db()
    assert (blob.size, b"".join(blobs.read(blob)), len(stored(files_folder))) == (6, b"before", 1)


def test_pieces_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "MOST_SEGMENTS", 2)
    blob = blobs.begin()
    blobs.append(blob, [b"1"])
    blobs.append(blob, [b"2"])
    with pytest.raises(RequestMalformed, match="2 pieces"):
        blobs.append(blob, [b"3"])


def test_content_goes_when_nobody_wants_it(files_folder: Path) -> None:
    blob = blobs.receive([b"data"])
    file = StoredFile.objects.create(name="a", media_type="x/y", blob=blob)
    assert blobs.release(blob.pk) == 0
    file.delete()
    assert blobs.release(blob.pk) == 4
    assert stored(files_folder) == []


def test_who_finishes_what_another_has_just_finished_shares_it(
    files_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, really, asked = blobs.receive([DATA]), blobs._same, []

    def same(sha256: str) -> Blob | None:
        asked.append(sha256)
        return really(sha256) if len(asked) > 1 else None

    monkeypatch.setattr(blobs, "_same", same)
    assert blobs.receive([DATA]) == older
    assert (len(asked), Blob.objects.count(), len(stored(files_folder))) == (2, 1, 1)


def test_a_file_is_closed_when_its_reader_is(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    really = FileSystemStorage.open

    def note(self: Any, name: str, mode: str = "rb") -> Any:
        opened.append(really(self, name, mode))
        return opened[-1]

    monkeypatch.setattr(FileSystemStorage, "open", note)
    blob = blobs.receive([DATA])
    started, unstarted, whole = blobs.read(blob), blobs.read(blob), blobs.read(blob)
    next(started)
    started.close()
    unstarted.close()
    assert sum(map(len, whole)) == len(DATA)
    assert [file.closed for file in opened] == [True, True, True]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.binary(max_size=50), max_size=6),
    start=st.integers(0, 320),
    stop=st.none() | st.integers(0, 320),
    places=st.lists(st.tuples(st.integers(0, 320), st.integers(0, 60)), max_size=5),
)
def test_every_range_over_every_segmentation_is_that_of_the_bytes(
    parts: list[bytes], start: int, stop: int | None, places: list[tuple[int, int]]
) -> None:
    blob, data = blobs.begin(), b"".join(parts)
    for part in parts:
        blobs.append(blob, [part])
    assert b"".join(blobs.read(blob, start=start, stop=stop)) == data[start:stop]
    with blobs.open_blob(blob) as file:
        for at, size in places:
            file.seek(at)
            assert file.read(size) == data[at : at + size]
    blobs.discard(blob)
