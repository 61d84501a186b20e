"""Removing what is over: expired files and uploads, content nobody refers to, and keys without rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from filters import conf
from filters.models import Blob, Segment, StoredFile, Upload
from filters.services import blobs
from filters.services.files import file_delete
from filters.services.storage import files_storage, forget, storage_errors

YOUNG = timedelta(hours=1)
"""What is younger may be on its way: content between its last byte and its file, a key before its row is committed."""
KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
FOLDER = re.compile(r"[0-9a-f]{2}")


@dataclass(slots=True)
class Pruned:
    """What was removed, or would be: how many of each, and how many bytes that were stored."""

    files: int = 0
    uploads: int = 0
    unfinished: int = 0
    unreferenced: int = 0
    orphans: int = 0
    bytes: int = 0

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


def files_prune(*, orphans: bool = False, dry_run: bool = False) -> Pruned:
    """Remove what is over, one by one, so that a break leaves nothing half done.

    `orphans` looks through the whole storage, too. Raises `StorageFailed` where that cannot be listed.
    """
    done = Pruned()
    _expired(done, dry_run=dry_run)
    _uploads(done, dry_run=dry_run)
    _unfinished(done, dry_run=dry_run)
    _unreferenced(done, dry_run=dry_run)
    if orphans:
        _orphans(done, dry_run=dry_run)
    return done


def _expired(done: Pruned, *, dry_run: bool) -> None:
    expired = StoredFile.objects.expired()
    ending = set()
    for file in expired.select_related("blob").iterator():
        done.files += 1
        if not dry_run:
            done.bytes += file_delete(file=file)
        elif file.blob_id not in ending and not StoredFile.objects.filter(blob=file.blob_id).exclude(
            pk__in=expired.values("pk")
        ):
            ending.add(file.blob_id)
            done.bytes += file.blob.size


def _uploads(done: Pruned, *, dry_run: bool) -> None:
    for upload in Upload.objects.filter(expires__lte=timezone.now()).select_related("blob").iterator():
        done.uploads += 1
        if upload.file_id is None and upload.blob is not None:
            done.bytes += upload.blob.size
        if not dry_run:
            _end(upload)


def _end(upload: Upload) -> None:
    """Remove the upload and what came of it; a file that it became stays."""
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).delete()
        if upload.blob_id is not None:
            blobs.release(upload.blob_id)


def _unfinished(done: Pruned, *, dry_run: bool) -> None:
    """A body takes as long as a transfer may; an upload that can be resumed has a row of its own."""
    before = timezone.now() - max(timedelta(hours=conf.upload_hours()), timedelta(seconds=conf.transfer_s())) - YOUNG
    for blob in _unwanted(before).filter(sha256=None).iterator():
        done.unfinished += 1
        done.bytes += blob.size
        if not dry_run:
            blobs.release(blob.pk)


def _unreferenced(done: Pruned, *, dry_run: bool) -> None:
    for blob in _unwanted(timezone.now() - YOUNG).exclude(sha256=None).iterator():
        freed = blob.size if dry_run else blobs.release(blob.pk)
        done.unreferenced += 1
        done.bytes += freed


def _unwanted(before: datetime) -> "QuerySet[Blob]":
    """Content that was last touched before then, and belongs to nothing."""
    of_files, of_uploads = StoredFile.objects.filter(blob=OuterRef("pk")), Upload.objects.filter(blob=OuterRef("pk"))
    return Blob.objects.filter(~Exists(of_files), ~Exists(of_uploads), touched__lt=before)


def _orphans(done: Pruned, *, dry_run: bool) -> None:
    """A row stands before its key is written, so that a key without one is nobody's."""
    storage = files_storage()
    for key in _keys(storage):
        with storage_errors():
            if Segment.objects.filter(key=key).exists() or storage.get_modified_time(key) > timezone.now() - YOUNG:
                continue
            size = storage.size(key)
        if dry_run or forget(key):
            done.orphans += 1
            done.bytes += size


def _keys(storage: Storage) -> Iterator[str]:
    """Those that look like ours: what else lies in the folder or the bucket stays."""
    with storage_errors():
        folders = [folder for folder in storage.listdir("")[0] if FOLDER.fullmatch(folder)]
    for folder in sorted(folders):
        with storage_errors():
            names = storage.listdir(folder)[1]
        yield from (key for key in (f"{folder}/{name}" for name in names) if KEY.fullmatch(key))
