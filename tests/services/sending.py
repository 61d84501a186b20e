"""Sending uploads to the services, chunk by chunk."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from filters.models import Blob, Upload
from filters.services import blobs, chunks
from filters.services.access import Caller
from filters.services.chunks import Chunk
from filters.services.errors import (
    UploadIncomplete,
)
from filters.services.resumable import (
    upload_append,
    upload_create,
    upload_get,
    upload_offset,
)
from filters.services.upload_metadata import Metadata

DATA = bytes(range(256)) * 40


CUT = UploadIncomplete("The body was cut short.")


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
