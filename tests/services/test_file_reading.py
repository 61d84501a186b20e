"""A file that is replaced or deleted between being found and being read."""

from pathlib import Path
from typing import Any

import pytest

from filters.models import StoredFile
from filters.services import blobs
from filters.services.access import Caller
from filters.services.errors import FileUnknown, StorageFailed
from filters.services.file_reading import MOST_REPLACED, file_read
from filters.services.files import file_data, file_delete, file_get, file_put
from tests.fixtures.files import stored
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice(files_folder: Path) -> Caller:
    return Caller(user=person("alice"), key=None, address="192.0.2.1")


def put(caller: Caller, data: bytes) -> StoredFile:
    return file_put(caller=caller, reference="a.bin", pieces=[data])[0]


def data_of(caller: Caller, change: Any, times: int = 1) -> bytes:
    """What is read where something happens after the file was found, the first times."""
    left = [times]

    def read(file: StoredFile) -> bytes:
        if left[0]:
            left[0] -= 1
            change()
        return file_data(file=file, most=100)

    return file_read(find=lambda: file_get(reference="a.bin", caller=caller), read=read)


def test_a_file_is_read(alice: Caller) -> None:
    put(alice, b"old")
    assert data_of(alice, lambda: None) == b"old"


def test_one_that_is_replaced_is_the_new_one(alice: Caller) -> None:
    put(alice, b"old")
    assert data_of(alice, lambda: put(alice, b"new")) == b"new"


def test_one_that_is_deleted_is_unknown(alice: Caller) -> None:
    file = put(alice, b"old")
    with pytest.raises(FileUnknown):
        data_of(alice, lambda: file_delete(file=file))


def test_one_whose_content_is_lost_is_a_failure_of_the_storage(alice: Caller, files_folder: Path) -> None:
    put(alice, b"old")
    with pytest.raises(StorageFailed):
        data_of(alice, lambda: (files_folder / stored(files_folder)[0]).unlink())


def test_one_that_is_replaced_all_the_time_is_given_up(alice: Caller) -> None:
    put(alice, b"old")
    count = iter(range(100))
    with pytest.raises(StorageFailed):
        data_of(alice, lambda: put(alice, b"%d" % next(count)), times=100)
    assert next(count) == MOST_REPLACED + 1


def test_removed_content_is_not_empty(alice: Caller) -> None:
    blob = put(alice, b"old").blob
    file_delete(file=file_get(reference="a.bin", caller=alice))
    for read in (blobs.read, blobs.open_blob):
        with pytest.raises(StorageFailed):
            read(blob)
