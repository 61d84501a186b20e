"""Resumable uploads in a storage of S3's kind: each chunk is an object of its own, and nothing is appended."""

from collections.abc import Iterator
from typing import Any

import pytest

from filters.models import StoredFile
from filters.services import blobs
from filters.services.access import Caller
from filters.services.chunks import Chunk
from filters.services.errors import UploadIncomplete
from filters.services.resumable import upload_append, upload_create, upload_delete, upload_get, upload_offset
from filters.services.upload_metadata import Metadata
from tests.people import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files_in_bucket")]

DATA = bytes(range(256)) * (1 << 17)  # 32 MiB: two parts of S3's


def cut_after(data: bytes) -> Iterator[bytes]:
    yield from (data[at : at + (1 << 20)] for at in range(0, len(data), 1 << 20))
    raise UploadIncomplete("The body was cut short.")


def test_it_goes_on_after_every_cut(bucket: Any) -> None:
    ann = Caller(user=person("ann"))
    made = upload_create(caller=ann, length=len(DATA), metadata=Metadata(name="a.bin"))
    for share in (17 << 20, 1, 1 << 20):
        upload = upload_get(reference=made.pk, caller=ann)
        at = upload_offset(upload)
        chunk = Chunk(offset=at, pieces=cut_after(DATA[at : at + share]), size=len(DATA) - at)
        with pytest.raises(UploadIncomplete):
            upload_append(upload=upload, caller=ann, chunk=chunk)
        assert upload_offset(upload_get(reference=made.pk, caller=ann)) == at + share
    upload = upload_get(reference=made.pk, caller=ann)
    at = upload_offset(upload)
    chunk = Chunk(offset=at, pieces=[DATA[at:]], size=len(DATA) - at)
    done = upload_append(upload=upload, caller=ann, chunk=chunk)
    assert b"".join(blobs.read(StoredFile.objects.get().blob)) == DATA
    assert len(list(bucket.objects.all())) == 4
    upload_delete(upload=done)
    assert list(bucket.objects.all()) == []
