"""Resumable uploads: begun, gone on with, ended, and made a file once all of it has come.

An upload that was not gone on with for `IMGSVC_UPLOAD_HOURS` has expired. What all of one owner's uploads will take is
promised: it counts against the quota from their beginning on.
"""

import hashlib
import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from filters import conf
from filters.engine.codecs.signatures import HEAD
from filters.engine.errors import EngineError, UploadTooLarge
from filters.models import Blob, Upload
from filters.models.files import ID_LENGTH
from filters.services import blobs
from filters.services.access import Caller
from filters.services.blobs import Arrived
from filters.services.chunks import Beats, Chunk, chunk_keep, hold, is_held
from filters.services.errors import QuotaExceeded, UploadConflict, UploadGone, UploadLocked
from filters.services.files import Draft, file_delete, file_publish, room_for
from filters.services.names import safe_name
from filters.services.upload_metadata import Metadata, read_metadata

MOST_UPLOADS = 1000  # of one owner, under way at one time
ID = re.compile(f"[0-9A-Za-z]{{{ID_LENGTH}}}")
STRANGER = "address:"


class UploadUnknown(EngineError):
    """No upload has this id, or it is not the caller's."""

    code = "not_found"


class LengthInvalid(EngineError):
    """A length that is not the upload's."""

    code = "parameter_invalid"


def upload_create(*, caller: Caller, length: int | None, metadata: Metadata, chunk: Chunk | None = None) -> Upload:
    """Begin an upload, perhaps with its first bytes; `length` is None where nobody knows it yet.

    Raises `UploadTooLarge`, `QuotaExceeded`, and for the bytes what `upload_append` does: then nothing is left.
    """
    _require_room(caller, length)
    with transaction.atomic():
        upload = Upload.objects.create(
            owner_id=caller.owner_id,
            caller=caller.name,
            blob=blobs.begin(),
            length=length,
            name=safe_name(metadata.name),
            metadata=metadata.text,
            expires=_expiry(),
        )
    try:
        return upload_settle(upload=upload, caller=caller) if chunk is None else _append(upload, caller, chunk)
    except BaseException:
        upload_delete(upload=upload)
        raise


def upload_get(*, reference: str, caller: Caller) -> Upload:
    """The caller's upload. Raises `UploadUnknown`, `UploadGone`.

    What a stranger began, any stranger goes on with who knows its id: a phone changes its address on the way.
    """
    rows = Upload.objects.select_related("blob", "file")
    found = rows.filter(pk=reference).first() if ID.fullmatch(reference) else None
    if found is None or not _is_by(found, caller):
        raise UploadUnknown("There is no upload at this address, or it is not yours. Begin a new one.")
    if found.expires <= timezone.now() or (found.blob is None and found.file is None):
        raise UploadGone("This upload has expired, and what had come of it is gone. Begin a new one.")
    return found


def upload_offset(upload: Upload) -> int:
    """How many of its bytes have come."""
    return upload.blob.size if upload.blob is not None else int(upload.length or 0)


def upload_append(*, upload: Upload, caller: Caller, chunk: Chunk, length: int | None = None) -> Upload:
    """Go on with it; `length` is told now where it was not known. All of it makes a file.

    What came before a client broke off is kept, and `UploadIncomplete` raised; not where there is a checksum. Raises
    `LengthInvalid`, `UploadConflict`, `UploadLocked`, `UploadTooLarge`, `QuotaExceeded`, `ChecksumMismatch`,
    `StorageFull`, `StorageFailed`.
    """
    if chunk.offset != (offset := upload_offset(upload)):
        raise UploadConflict(f"The upload has {offset} bytes: send those from {offset} on, not from {chunk.offset}.")
    if length is not None:
        _set_length(upload, caller, length)
    return _append(upload, caller, chunk)


def upload_settle(*, upload: Upload, caller: Caller) -> Upload:
    """Make a file of it if all has come: also where the process that was at it was killed.

    Raises `UploadLocked` where another request is at it, `QuotaExceeded`, `StorageFailed`.
    """
    if upload.blob is None or upload.blob.size != upload.length:
        return upload
    if upload.blob.size and is_held(upload.blob):
        raise UploadLocked("All of it has come, and is put together. Ask again in a moment.")
    return _publish(upload, upload.blob, caller, None)


def upload_delete(*, upload: Upload) -> None:
    """End it, and remove what came of it: also the file that it became, perhaps since it was looked up."""
    with transaction.atomic():
        mine = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if mine is None:
            return
        if mine.file is not None:
            file_delete(file=mine.file)
        if mine.blob is not None:
            blobs.discard(mine.blob)
        Upload.objects.filter(pk=mine.pk).delete()


def _append(upload: Upload, caller: Caller, chunk: Chunk) -> Upload:
    blob = upload.blob
    if blob is None:
        _require_within(chunk, 0)
        return upload
    most = _most(upload, caller, chunk)
    Upload.objects.filter(pk=upload.pk).update(expires=_expiry())
    kept = chunk_keep(blob=blob, chunk=chunk, most=most) if chunk.size != 0 else None
    upload = Upload.objects.select_related("blob", "file").get(pk=upload.pk)
    if kept is None:
        return upload_settle(upload=upload, caller=caller)
    if upload.blob is None or upload.blob.size != upload.length:
        return upload
    return _publish(upload, upload.blob, caller, kept.sha256 if kept.end == upload.blob.size else None)


def _most(upload: Upload, caller: Caller, chunk: Chunk) -> int:
    """How many bytes may come. Raises `UploadTooLarge`, `QuotaExceeded` before any does."""
    offset = upload_offset(upload)
    most = (conf.max_file_bytes() if upload.length is None else upload.length) - offset
    _require_within(chunk, most)
    if upload.length is None:
        left = room_for(caller=caller, length=chunk.size, taken=_promised(caller))
        most = most if left is None else min(most, left)
    return most


def _require_within(chunk: Chunk, most: int) -> None:
    if chunk.size is not None and chunk.size > most:
        raise UploadTooLarge(f"The upload ends {most} bytes from here; this chunk has {chunk.size}.")


def _set_length(upload: Upload, caller: Caller, length: int) -> None:
    """Once told, it stays. Raises `LengthInvalid`, `UploadTooLarge`, `QuotaExceeded`."""
    if upload.length is not None:
        if upload.length != length:
            raise LengthInvalid(f"This upload has {upload.length} bytes; that stays.", field="Upload-Length")
        return
    if length < (offset := upload_offset(upload)):
        raise LengthInvalid(f"{offset} bytes have come already; it cannot have {length}.", field="Upload-Length")
    _require_size(length)
    room_for(caller=caller, length=length - offset, taken=_promised(caller))
    if not Upload.objects.filter(pk=upload.pk, length=None).update(length=length):
        raise UploadConflict("The length was told by another request meanwhile.")
    upload.length = length


def _publish(upload: Upload, blob: Blob, caller: Caller, sha256: str | None) -> Upload:
    """The file that all of it makes; once, however many are at it."""
    arrived = Arrived(blob.size, sha256 or _digest(blob), b"".join(blobs.read(blob, stop=HEAD)))
    draft = Draft(name=upload.name, blob=blob, arrived=arrived)
    visibility = read_metadata(upload.metadata).visibility
    with transaction.atomic():
        mine = Upload.objects.select_for_update().filter(pk=upload.pk, blob=blob).first()
        if mine is None:
            raise UploadLocked("Another request has put this upload together, or ended it. Ask again.")
        file = file_publish(caller=caller, draft=draft, visibility=visibility)
        mine.blob, mine.file, mine.expires = None, file, _expiry()
        mine.save(update_fields=["blob", "file", "expires"])
    return mine


def _digest(blob: Blob) -> str:
    """The SHA-256 of what has come in several chunks, read once more; others see that somebody is at it."""
    found, beats = hashlib.sha256(), Beats()
    hold(blob)
    for block in blobs.read(blob):
        found.update(block)
        if beats.due():
            hold(blob)
    return found.hexdigest()


def _require_room(caller: Caller, length: int | None) -> None:
    if length is not None:
        _require_size(length)
    if _own(caller).count() >= MOST_UPLOADS:
        raise QuotaExceeded(f"{MOST_UPLOADS} uploads are under way, which is the most. End some, or let them expire.")
    room_for(caller=caller, length=length, taken=_promised(caller))


def _require_size(length: int) -> None:
    if length > (most := conf.max_file_bytes()):
        raise UploadTooLarge(f"The upload has {length} bytes; at most {most} are allowed.", field="Upload-Length")


def _promised(caller: Caller) -> int:
    """What the caller's uploads that are under way will take."""
    found = _own(caller).aggregate(bytes=Sum(Coalesce(F("length"), F("blob__size"))))
    return int(found["bytes"] or 0)


def _own(caller: Caller) -> "QuerySet[Upload]":
    """The caller's uploads that are under way."""
    rows = Upload.objects.filter(owner_id=caller.owner_id, file=None, expires__gt=timezone.now())
    return rows.exclude(caller__startswith=STRANGER) if caller.is_known else rows.filter(caller__startswith=STRANGER)


def _is_by(upload: Upload, caller: Caller) -> bool:
    return upload.caller == caller.name if caller.is_known else upload.caller.startswith(STRANGER)


def _expiry() -> datetime:
    return timezone.now() + timedelta(hours=conf.upload_hours())
