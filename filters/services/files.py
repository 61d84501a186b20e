"""Files that people keep: storing, finding, changing and deleting them.

A file is content (`services.blobs`) with a name, an owner and an end. Who may not see one is told that it is not there;
nor is one that has expired, whether or not it was removed yet.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from filters.engine.errors import UploadTooLarge
from filters.models import Blob, StoredFile, StoredFileQuerySet, Visibility
from filters.services import allowances, blobs
from filters.services.access import ANYONE, Caller
from filters.services.blobs import Arrived
from filters.services.errors import ChecksumMismatch, FileUnknown
from filters.services.media import media_type_of
from filters.services.names import safe_name

ID = re.compile(r"[0-9A-Za-z]{22}")
SHOWN = 80  # characters of an unknown name that an error repeats
MOST_SWEPT = 1000  # expired files that make room for one new file

Expect = Callable[[StoredFile | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Content that has come and is not a file yet."""

    name: str
    blob: Blob
    arrived: Arrived


def file_store(
    *,
    caller: Caller,
    name: str,
    pieces: Iterable[bytes],
    visibility: str | None = None,
    expires: datetime | None = None,
    length: int | None = None,
    sha256: str | None = None,
) -> StoredFile:
    """A new file out of what arrives. Whatever is raised, nothing is left.

    `visibility` and `expires` are the usual ones where they are None. `length` is what is announced, in bytes, and
    `sha256` what the content has to have. Raises `UploadTooLarge`, `QuotaExceeded`, `ChecksumMismatch`, `StorageFull`
    and `StorageFailed`.
    """
    items = [(name, pieces)]
    return files_store(
        caller=caller, items=items, visibility=visibility, expires=expires, length=length, sha256=sha256
    )[0]


def files_store(
    *,
    caller: Caller,
    items: Iterable[tuple[str, Iterable[bytes]]],
    visibility: str | None = None,
    expires: datetime | None = None,
    length: int | None = None,
    sha256: str | None = None,
) -> list[StoredFile]:
    """New files, names with contents: all of them or none. `sha256` is that of each. Raises what `file_store` does."""
    drafts: list[Draft] = []
    try:
        for name, pieces in items:
            draft_sizes = sum(draft.blob.size for draft in drafts)
            drafts.append(file_receive(caller=caller, name=name, pieces=pieces, length=length, taken=draft_sizes))
            _check(drafts[-1], sha256)
        with transaction.atomic():
            return [
                file_publish(caller=caller, draft=draft, visibility=visibility, expires=expires) for draft in drafts
            ]
    except BaseException:
        drop(drafts)
        raise


def file_put(
    *,
    caller: Caller,
    reference: str,
    pieces: Iterable[bytes],
    expect: Expect = lambda existing: None,
    visibility: str | None = None,
    expires: datetime | None = None,
    length: int | None = None,
    sha256: str | None = None,
) -> tuple[StoredFile, bool]:
    """Create or replace the caller's own file of this name or id; and whether it is new.

    `expect` is asked with the file that there is, or None, before anything comes and once more when it is replaced. A
    file that is replaced keeps what is not said. Raises what `file_store` does, and what `expect` raises.
    """
    existing = own_file(caller=caller, reference=reference)
    expect(existing)
    draft = file_receive(caller=caller, name=reference, pieces=pieces, length=length, replaced=existing)
    try:
        _check(draft, sha256)
        with transaction.atomic():
            allowances.lock(caller)
            existing = own_file(caller=caller, reference=reference)
            expect(existing)
            file = file_publish(caller=caller, draft=draft, visibility=visibility, expires=expires, replaced=existing)
    except BaseException:
        drop([draft])
        raise
    return file, existing is None


def file_receive(
    *,
    caller: Caller,
    name: str,
    pieces: Iterable[bytes],
    length: int | None = None,
    replaced: StoredFile | None = None,
    taken: int = 0,
) -> Draft:
    """Content for a file. `taken` bytes of the caller's quota are promised elsewhere. Raises what `file_store` does."""
    left = room_for(caller=caller, length=length, replaced=replaced, taken=taken)
    blob = blobs.begin()
    try:
        return Draft(
            name=name, blob=blob, arrived=blobs.append(blob, pieces if left is None else _within(caller, left, pieces))
        )
    except BaseException:
        blobs.discard(blob)
        raise


def room_for(
    *, caller: Caller, length: int | None = None, replaced: StoredFile | None = None, taken: int = 0
) -> int | None:
    """How many bytes may come, None is no limit; expired files make room. Raises `QuotaExceeded` for `length` bytes."""
    left = allowances.room(caller, replaced=replaced)
    if left is not None and left - taken < (length or 1):
        for file in list(allowances.own_files(caller).expired()[:MOST_SWEPT]):
            file_delete(file=file)
        left = allowances.room(caller, replaced=replaced)
    if left is not None and left - taken < (length or 0):
        raise allowances.exceeded(caller, max(0, left - taken))
    return None if left is None else left - taken


def file_publish(
    *,
    caller: Caller,
    draft: Draft,
    visibility: str | None = None,
    expires: datetime | None = None,
    replaced: StoredFile | None = None,
) -> StoredFile:
    """Make a file of content, or the new content of a file. Raises `QuotaExceeded`, and the draft is as it was."""
    with transaction.atomic():
        allowances.lock(caller)
        room_for(caller=caller, length=draft.arrived.size, replaced=replaced)
        blob = blobs.finish(draft.blob, sha256=draft.arrived.sha256)
        if replaced is None:
            file = StoredFile(
                name=safe_name(draft.name),
                owner_id=caller.owner_id,
                anonymous=not caller.is_known,
                visibility=visibility or usual_visibility(caller),
                expires=expires or allowances.usual_expiry(caller),
            )
            before = None
        else:
            file, before = replaced, replaced.blob_id
            file.visibility, file.expires = visibility or file.visibility, expires or file.expires
        file.blob, file.media_type, file.modified = blob, media_type_of(draft.arrived.head), timezone.now()
        file.save()
        if before is not None:
            blobs.release(before)
    return file


def file_get(*, reference: str, caller: Caller = ANYONE) -> StoredFile:
    """The file with this id that the caller may see, else the caller's own of this name. Raises `FileUnknown`."""
    file = _by_id(reference)
    if file is not None and not (caller.sees(file) or caller.looks_after(StoredFile)):
        file = None
    file = file or own_file(caller=caller, reference=reference)
    if file is None:
        raise unknown(reference)
    return file


def unknown(reference: str) -> FileUnknown:
    """The error where there is none, or none for the caller."""
    detail = (
        f"There is no file {json.dumps(safe_name(reference)[:SHOWN], ensure_ascii=False)} here, or it is not yours."
    )
    return FileUnknown(detail, field="file")


def own_file(*, caller: Caller, reference: str) -> StoredFile | None:
    """The caller's own file with this id, or the latest of this name."""
    if not caller.is_known:
        return None
    file = _by_id(reference)
    if file is not None and caller.owns(file):
        return file
    name = safe_name(reference)
    return allowances.own_files(caller).alive().select_related("blob").filter(name=name).order_by("-created").first()


def file_rows(*, caller: Caller) -> StoredFileQuerySet:
    """The caller's own files, the latest first; of a stranger none."""
    if not caller.is_known:
        return StoredFile.objects.none()
    return allowances.own_files(caller).alive().select_related("blob")


def file_change(*, file: StoredFile, **fields: Any) -> StoredFile:
    """Another name, visibility or end. Raises `FileUnknown` where it was deleted meanwhile."""
    if "name" in fields:
        fields["name"] = safe_name(fields["name"])
    with transaction.atomic():
        if not StoredFile.objects.select_for_update().filter(pk=file.pk).exists():
            raise unknown(file.name)
        for name, value in fields.items():
            setattr(file, name, value)
        file.save(update_fields=list(fields))
    return file


def file_delete(*, file: StoredFile) -> int:
    """Delete the file, and its content where it was the last that had it; how many bytes that gives back."""
    with transaction.atomic():
        blob = file.blob_id
        file.delete()
        return blobs.release(blob)


def file_data(*, file: StoredFile, most: int) -> bytes:
    """All of its content in memory, for a job. Raises `UploadTooLarge` beyond `most` bytes, and `StorageFailed`."""
    if file.blob.size > most:
        raise UploadTooLarge(f"The file has {file.blob.size} bytes; a picture that is worked on has at most {most}.")
    return b"".join(blobs.read(file.blob))


def usual_visibility(caller: Caller) -> Visibility:
    """Private; what a stranger keeps is for everyone who knows its id, for nobody can tell strangers apart."""
    return Visibility.PRIVATE if caller.is_known else Visibility.PUBLIC


def drop(drafts: Iterable[Draft]) -> None:
    """Remove content that will be no file."""
    for draft in drafts:
        blobs.discard(draft.blob)


def _by_id(reference: str) -> StoredFile | None:
    if not ID.fullmatch(reference):
        return None
    return StoredFile.objects.alive().select_related("blob", "owner").filter(pk=reference).first()


def _within(caller: Caller, left: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces. Raises `QuotaExceeded` as soon as more came than is left."""
    came = 0
    for piece in pieces:
        came += len(piece)
        if came > left:
            raise allowances.exceeded(caller, left)
        yield piece


def _check(draft: Draft, sha256: str | None) -> None:
    if sha256 is not None and draft.arrived.sha256 != sha256:
        raise ChecksumMismatch(
            f"The SHA-256 of what came is {draft.arrived.sha256}; announced was {sha256}. Send it again."
        )
