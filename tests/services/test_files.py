"""Files: stored whole or not at all, found by who may, within what their owner may keep."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from filters.engine.errors import UploadTooLarge
from filters.models import Blob, FileAllowance, StoredFile
from filters.services import allowances, blobs
from filters.services.access import Caller
from filters.services.errors import (
    ChecksumMismatch,
    FileUnknown,
    PreconditionFailed,
    QuotaExceeded,
    StorageFailed,
    UploadIncomplete,
)
from filters.services.files import (
    file_change,
    file_data,
    file_delete,
    file_get,
    file_put,
    file_rows,
    file_store,
    files_store,
)
from tests.fixtures.files import stored
from tests.people import new_key, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files_folder")]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
MEBI = 1 << 20


@pytest.fixture
def alice() -> Caller:
    """A person with a login."""
    return Caller(user=person("alice"))


@pytest.fixture
def bob() -> Caller:
    """Another."""
    return Caller(user=person("bob"))


@pytest.fixture
def house() -> Caller:
    """A key without an owner."""
    return Caller(key=new_key("files")[0])


STRANGER = Caller(address="192.0.2.1")


def keep(caller: Caller, name: str = "cat.png", data: bytes = PNG, **options: Any) -> StoredFile:
    return file_store(caller=caller, name=name, pieces=[data], **options)


def cut(data: bytes = PNG) -> Iterator[bytes]:
    yield data
    raise UploadIncomplete("cut")


def test_a_file_is_private_to_its_owner(alice: Caller, bob: Caller) -> None:
    file = keep(alice)
    assert (file.owner, file.visibility, file.expires, file.media_type) == (alice.user, "private", None, "image/png")
    assert file_get(reference=file.pk, caller=alice) == file
    for other in (bob, STRANGER):
        with pytest.raises(FileUnknown) as raised:
            file_get(reference=file.pk, caller=other)
        assert raised.value.problems[0].field == "file"


def test_a_public_file_is_there_for_who_knows_its_id_only(alice: Caller, bob: Caller) -> None:
    file = keep(alice, visibility="public")
    assert file_get(reference=file.pk, caller=STRANGER) == file
    with pytest.raises(FileUnknown):
        file_get(reference="cat.png", caller=bob)
    assert list(file_rows(caller=bob)) == []


def test_an_owner_finds_the_latest_file_of_a_name(alice: Caller) -> None:
    keep(alice, data=b"old")
    latest = keep(alice, data=b"new")
    assert file_get(reference="cat.png", caller=alice) == latest


def test_staff_with_the_permission_finds_everyones(alice: Caller) -> None:
    file, keeper = keep(alice), User.objects.create_user("keeper", is_staff=True)
    keeper.user_permissions.set(Permission.objects.filter(codename="view_storedfile"))
    assert file_get(reference=file.pk, caller=Caller(user=User.objects.get(pk=keeper.pk))) == file


def test_what_a_key_of_the_house_keeps_is_the_houses(house: Caller, alice: Caller) -> None:
    file = keep(house)
    assert (file.owner, file.anonymous, file.visibility) == (None, False, "private")
    assert file_get(reference="cat.png", caller=house) == file
    with pytest.raises(FileUnknown):
        file_get(reference=file.pk, caller=alice)


def test_what_a_stranger_keeps_is_public_for_a_day(house: Caller) -> None:
    file = keep(STRANGER)
    assert (file.owner, file.anonymous, file.visibility) == (None, True, "public")
    assert file.expires is not None
    assert timedelta(hours=23) < file.expires - timezone.now() <= timedelta(days=1)
    assert file_get(reference=file.pk, caller=Caller(address="192.0.2.2")) == file
    for nobody in (STRANGER, house):
        with pytest.raises(FileUnknown):
            file_get(reference="cat.png", caller=nobody)


@pytest.mark.parametrize("reference", ["", "nothing", "\0", "\ud800", "../../etc/passwd", "A" * 22, "x" * 10_000])
def test_what_is_no_file_is_unknown(reference: str, alice: Caller) -> None:
    with pytest.raises(FileUnknown):
        file_get(reference=reference, caller=alice)


def test_an_expired_file_is_unknown_at_once(alice: Caller) -> None:
    file = keep(alice, expires=timezone.now() - timedelta(seconds=1))
    for reference in (file.pk, "cat.png"):
        with pytest.raises(FileUnknown):
            file_get(reference=reference, caller=alice)
    assert list(file_rows(caller=alice)) == []


@pytest.mark.parametrize(("everyone", "own", "days"), [(0, None, None), (7, None, 7), (7, 30, 30), (0, 3, 3)])
def test_files_are_kept_as_long_as_the_settings_or_an_admin_say(
    everyone: int, own: int | None, days: int | None, settings: Any, alice: Caller
) -> None:
    settings.IMGSVC_FILE_DAYS = everyone
    if own is not None:
        FileAllowance.objects.create(owner_id=alice.owner_id or 0, megabytes=1, days=own)
    expires = keep(alice).expires
    assert days == (None if expires is None else round((expires - timezone.now()).total_seconds() / 86_400))


@pytest.mark.usefixtures("nothing_left")
def test_nothing_is_left_of_a_broken_upload(alice: Caller) -> None:
    with pytest.raises(UploadIncomplete):
        file_store(caller=alice, name="cat.png", pieces=cut())


@pytest.mark.usefixtures("nothing_left")
def test_several_files_are_stored_all_or_none(alice: Caller) -> None:
    with pytest.raises(UploadIncomplete):
        files_store(caller=alice, items=[("a", [b"a"]), ("b", [b"b"]), ("c", cut())])


@pytest.mark.usefixtures("nothing_left")
def test_nothing_is_left_where_the_last_of_several_cannot_be_published(alice: Caller, settings: Any) -> None:
    settings.IMGSVC_FILES_QUOTA_MB = 1

    def another_comes_first() -> Iterator[bytes]:
        yield b"b"
        keep(alice, "meanwhile", bytes(MEBI))

    with pytest.raises(QuotaExceeded):
        files_store(caller=alice, items=[("a", [b"a"]), ("b", another_comes_first())])
    file_delete(file=file_get(reference="meanwhile", caller=alice))


def test_several_files_of_one_content_share_it(alice: Caller, files_folder: Path) -> None:
    files = files_store(caller=alice, items=[("a", [PNG]), ("b", [PNG])])
    assert [file.name for file in files] == ["a", "b"]
    assert len(stored(files_folder)) == 1


def test_content_stays_until_its_last_file_goes(alice: Caller, bob: Caller, files_folder: Path) -> None:
    one, other = keep(alice), keep(bob)
    assert file_delete(file=one) == 0
    assert b"".join(blobs.read(other.blob)) == PNG
    assert file_delete(file=other) == len(PNG)
    assert (Blob.objects.count(), stored(files_folder)) == (0, [])


def test_a_wrong_checksum_is_refused_and_names_the_right_one(alice: Caller) -> None:
    with pytest.raises(ChecksumMismatch, match=keep(alice).blob.sha256):
        keep(alice, sha256="0" * 64)


def test_a_file_is_replaced_under_its_id(alice: Caller, files_folder: Path) -> None:
    file = keep(alice, data=b"old", visibility="public")
    replaced, is_new = file_put(caller=alice, reference="cat.png", pieces=[PNG])
    assert (replaced.pk, is_new, replaced.visibility, replaced.media_type) == (file.pk, False, "public", "image/png")
    assert replaced.modified > file.modified
    assert (b"".join(blobs.read(replaced.blob)), len(stored(files_folder))) == (PNG, 1)
    again, _ = file_put(caller=alice, reference=file.pk, pieces=[b"third"])
    assert (again.pk, again.name) == (file.pk, "cat.png")


def test_a_replacement_that_breaks_leaves_the_old_content(alice: Caller, files_folder: Path) -> None:
    keep(alice, data=b"old")
    with pytest.raises(UploadIncomplete):
        file_put(caller=alice, reference="cat.png", pieces=cut())
    assert file_data(file=file_get(reference="cat.png", caller=alice), most=10) == b"old"
    assert len(stored(files_folder)) == 1


def test_a_file_is_replaced_by_itself(alice: Caller, files_folder: Path) -> None:
    file = keep(alice)
    assert file_put(caller=alice, reference=file.name, pieces=[PNG])[0].blob == file.blob
    assert len(stored(files_folder)) == 1


def test_another_of_that_name_is_not_replaced(alice: Caller, bob: Caller) -> None:
    file = keep(alice, visibility="public")
    assert file_put(caller=bob, reference="cat.png", pieces=[b"bob"])[1]
    assert file_put(caller=bob, reference=file.pk, pieces=[b"bob"])[0].name == file.pk
    assert file_data(file=file, most=1000) == PNG


def test_what_is_expected_is_asked_before_and_after_the_body(alice: Caller, files_folder: Path) -> None:
    def only_new(existing: StoredFile | None) -> None:
        if existing is not None:
            raise PreconditionFailed("It is there.")

    def another_comes_first() -> Iterator[bytes]:
        yield b"second"
        keep(alice, data=b"first")

    with pytest.raises(PreconditionFailed):
        file_put(caller=alice, reference="cat.png", pieces=another_comes_first(), expect=only_new)
    with pytest.raises(PreconditionFailed):
        file_put(caller=alice, reference="cat.png", pieces=cut(), expect=only_new)
    assert file_data(file=file_get(reference="cat.png", caller=alice), most=10) == b"first"
    assert len(stored(files_folder)) == 1


@pytest.mark.parametrize(("length", "size"), [(2 * MEBI, 0), (None, MEBI + 1), (1, MEBI + 1)])
def test_a_quota_is_checked_by_the_length_and_while_bytes_come(
    length: int | None, size: int, alice: Caller, settings: Any, files_folder: Path
) -> None:
    settings.IMGSVC_FILES_QUOTA_MB = 1
    came = []

    def pieces() -> Iterator[bytes]:
        for at in range(0, size, 1000):
            came.append(at)
            yield bytes(1000)
        raise AssertionError("All of it was read.")

    with pytest.raises(QuotaExceeded, match="1 MiB together"):
        file_store(caller=alice, name="large", pieces=pieces(), length=length)
    assert bool(came) == bool(size)
    assert (StoredFile.objects.count(), Blob.objects.count(), stored(files_folder)) == (0, 0, [])


def test_a_quota_is_filled_to_the_byte(alice: Caller, bob: Caller, settings: Any) -> None:
    settings.IMGSVC_FILES_QUOTA_MB = 1
    keep(alice, data=bytes(MEBI - 10))
    keep(alice, data=bytes(10))
    with pytest.raises(QuotaExceeded):
        keep(alice, data=b"1")
    assert allowances.room(alice) == 0
    assert keep(bob, data=bytes(MEBI)).blob.size == MEBI


def test_what_is_replaced_makes_room(alice: Caller, settings: Any) -> None:
    settings.IMGSVC_FILES_QUOTA_MB = 1
    keep(alice, data=bytes(MEBI))
    replaced, _ = file_put(caller=alice, reference="cat.png", pieces=[b"1" * MEBI], length=MEBI)
    assert replaced.blob.size == MEBI


def test_what_has_expired_makes_room(alice: Caller, settings: Any, files_folder: Path) -> None:
    settings.IMGSVC_FILES_QUOTA_MB = 1
    keep(alice, data=bytes(MEBI), expires=timezone.now())
    assert keep(alice, data=b"1" * MEBI).blob.size == MEBI
    assert (StoredFile.objects.count(), len(stored(files_folder))) == (1, 1)


def test_an_admin_allows_someone_more(alice: Caller, settings: Any) -> None:
    settings.IMGSVC_FILES_QUOTA_MB = 1
    allowance = FileAllowance.objects.create(owner_id=alice.owner_id or 0, megabytes=2)
    assert keep(alice, data=bytes(2 * MEBI)).blob.size == 2 * MEBI
    FileAllowance.objects.filter(pk=allowance.pk).update(megabytes=0)
    assert allowances.room(alice) is None


def test_strangers_share_one_quota_and_the_house_has_its_own(house: Caller, settings: Any) -> None:
    settings.IMGSVC_FILES_QUOTA_MB = 1
    keep(STRANGER, data=bytes(MEBI))
    with pytest.raises(QuotaExceeded, match="without an API key"):
        keep(Caller(address="192.0.2.9"), data=b"1")
    assert keep(house, data=bytes(MEBI)).blob.size == MEBI


def test_two_uploads_that_come_together_do_not_pass_the_quota(alice: Caller, settings: Any) -> None:
    settings.IMGSVC_FILES_QUOTA_MB = 1

    def while_another_comes() -> Iterator[bytes]:
        yield bytes(MEBI)
        keep(alice, "other", b"1" * MEBI)

    with pytest.raises(QuotaExceeded):
        file_store(caller=alice, name="one", pieces=while_another_comes())
    assert [file.name for file in file_rows(caller=alice)] == ["other"]


def test_a_file_is_renamed_and_shown_and_kept(alice: Caller) -> None:
    file, until = keep(alice), datetime(2100, 1, 1, tzinfo=UTC)
    file_change(file=file, name="../new\0.png", visibility="public", expires=until)
    file.refresh_from_db()
    assert (file.name, file.visibility, file.expires) == ("new.png", "public", until)


def test_a_file_that_was_deleted_meanwhile_is_not_changed(alice: Caller) -> None:
    file = keep(alice)
    StoredFile.objects.filter(pk=file.pk).delete()
    with pytest.raises(FileUnknown):
        file_change(file=file, name="new.png")


def test_the_data_of_a_file_is_bounded(alice: Caller) -> None:
    file = keep(alice)
    assert file_data(file=file, most=len(PNG)) == PNG
    with pytest.raises(UploadTooLarge, match="108 bytes"):
        file_data(file=file, most=len(PNG) - 1)


def test_the_data_of_a_lost_file_is_a_failure_of_the_storage(alice: Caller, files_folder: Path) -> None:
    file = keep(alice)
    (files_folder / stored(files_folder)[0]).unlink()
    with pytest.raises(StorageFailed):
        file_data(file=file, most=1000)
