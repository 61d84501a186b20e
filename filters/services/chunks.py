"""What arrives of a resumable upload, kept piece by piece: who sends the next one, and what is kept of it.

Who sends has a segment without a size: the row is the lease. Its heartbeat is the content's `touched`, so that the
lease of a process that was killed, or of a connection on which nothing comes, ends. Who lost it keeps nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from filters import conf
from filters.engine.errors import UploadTooLarge
from filters.models import Blob, Segment
from filters.services.errors import ChecksumMismatch, StorageFailed, UploadConflict, UploadIncomplete, UploadLocked
from filters.services.storage import forget, keep, new_key

SEGMENT = 64 << 20  # bytes: at most so much is lost with a process that is killed
MOST_SEGMENTS = 4096  # so that the shortest file is 4096 chunks, and the longest 256 GiB
HEARTBEAT_S = 1.0
STALE_S = 5.0  # without a heartbeat
PART_OF_TRANSFER = 0.9  # of the time a body may take; what came by then is acknowledged, and the client goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Checksum:
    """What a chunk's digest has to be; `algorithm` is one of hashlib's."""

    algorithm: str
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What a request sends: from which byte of the upload on, the bytes as they arrive, how many (None: not known)."""

    offset: int
    pieces: Iterable[bytes]
    size: int | None = None
    checksum: Checksum | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many bytes the content had after a chunk, and their SHA-256, None where others came before the chunk.

    Another request may have added to it since: to take this for the SHA-256 of more would pass that off as this.
    """

    end: int
    sha256: str | None


def chunk_keep(*, blob: Blob, chunk: Chunk, most: int) -> Kept:
    """Add what arrives, at most `most` bytes, to the content.

    What came before a client broke off is kept, and `UploadIncomplete` raised; not where there is a checksum. Raises
    `UploadConflict`, `UploadLocked`, `UploadTooLarge`, `ChecksumMismatch`, `StorageFull`, `StorageFailed`.
    """
    arriving = Arriving(chunk, most)
    at = chunk.offset
    while True:
        kept = _segment_keep(blob, at, arriving)
        at += kept
        if arriving.ended or not kept:
            break
    if arriving.cut is not None:
        raise UploadIncomplete(f"{arriving.cut.detail} The upload has {at} bytes now; go on from there.")
    return Kept(end=at, sha256=arriving.whole.hexdigest() if chunk.offset == 0 else None)


def is_held(blob: Blob) -> bool:
    """Whether some request works at it: there was a heartbeat."""
    return blob.touched > timezone.now() - timedelta(seconds=STALE_S)


def hold(blob: Blob) -> None:
    """A heartbeat."""
    Blob.objects.filter(pk=blob.pk).update(touched=timezone.now())


class Beats:
    """When the next heartbeat is due."""

    def __init__(self) -> None:
        self._last = monotonic()

    def due(self) -> bool:
        """Whether it is now; then the next one is later."""
        now = monotonic()
        if now - self._last < HEARTBEAT_S:
            return False
        self._last = now
        return True


class Arriving:
    """The bytes of a chunk on their way: counted, hashed, ended after a while. `cut` is how the client broke off."""

    def __init__(self, chunk: Chunk, most: int) -> None:
        self.checksum = chunk.checksum
        self.whole = hashlib.sha256()
        self.cut: UploadIncomplete | None = None
        self.ended = False
        self._expected: Any = hashlib.new(chunk.checksum.algorithm, usedforsecurity=False) if chunk.checksum else None
        self._pieces = iter(chunk.pieces)
        self._left = most
        self._until = monotonic() + conf.transfer_s() * PART_OF_TRANSFER

    def segment(self) -> Iterator[bytes]:
        """The next bytes, as many as one segment takes; with a checksum all of them, for they count together."""
        size = 0
        while not self.ended and (self.checksum is not None or size < SEGMENT):
            piece = self._next()
            size += len(piece)
            yield piece

    def verify(self) -> None:
        """Raise `ChecksumMismatch`, or that the bytes that it was made of did not all come."""
        if self.checksum is None:
            return
        if self.cut is not None:
            raise self.cut
        if self._expected.digest() != self.checksum.digest:
            name = self.checksum.algorithm
            raise ChecksumMismatch(f"The {name} of this chunk is another. Nothing of it was kept: send it again.")

    def _next(self) -> bytes:
        try:
            piece = next(self._pieces, b"")
        except UploadIncomplete as error:
            self.cut, piece = error, b""
        self.ended = not piece or (self.checksum is None and monotonic() > self._until)
        self._left -= len(piece)
        if self._left < 0:
            raise UploadTooLarge("This chunk goes beyond the end of the upload. Nothing behind its last byte is kept.")
        self.whole.update(piece)
        if self._expected is not None:
            self._expected.update(piece)
        return piece


def _segment_keep(blob: Blob, at: int, arriving: Arriving) -> int:
    """Keep the next segment; how many bytes it has."""
    segment = _claim(blob, at)
    size = 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        beats = Beats()
        for piece in arriving.segment():
            size += len(piece)
            if beats.due():
                _beat(segment)
            yield piece

    try:
        keep(segment.key, counted())
        arriving.verify()
        if size:
            _commit(segment, size)
        else:
            _give_up(segment)
    except StorageFailed as error:  # so it is where who took the lease removed what came under it
        if not _give_up(segment):
            raise _locked() from error
        raise
    except BaseException:
        _give_up(segment)
        raise
    return size


def _claim(blob: Blob, at: int) -> Segment:
    """The lease for the bytes from there on. Raises `UploadConflict`, `UploadLocked`."""
    rows = list(Segment.objects.filter(blob=blob))
    stored = [row for row in rows if row.size]
    if (offset := sum(row.size for row in stored)) != at:
        raise UploadConflict(f"The upload has {offset} bytes: send those from {offset} on, not from {at}.")
    if len(stored) >= MOST_SEGMENTS:
        raise UploadTooLarge(f"{MOST_SEGMENTS} chunks have come, which is the most. Begin again with larger ones.")
    pending = [row for row in rows if not row.size]
    if pending and is_held(Blob.objects.get(pk=blob.pk)):
        raise _locked()
    for row in pending:
        _give_up(row)
    try:
        with transaction.atomic():
            number = max((row.number for row in stored), default=-1) + 1
            segment = Segment.objects.create(blob=blob, number=number, key=new_key())
            hold(blob)
    except IntegrityError as error:
        raise _locked() from error
    return segment


def _beat(segment: Segment) -> None:
    """A heartbeat. Raises `UploadLocked` where the lease was lost."""
    if not Segment.objects.filter(pk=segment.pk).exists():
        raise _locked()
    Blob.objects.filter(pk=segment.blob_id).update(touched=timezone.now())


def _commit(segment: Segment, size: int) -> None:
    """What came is part of the upload now. Raises `UploadLocked` where the lease was lost."""
    with transaction.atomic():
        if not Segment.objects.filter(pk=segment.pk, size=0).update(size=size):
            raise _locked()
        Blob.objects.filter(pk=segment.blob_id).update(size=F("size") + size, touched=timezone.now())


def _give_up(segment: Segment) -> bool:
    """End a lease, and keep nothing of what came under it; whether there still was one.

    Who had it may have committed since it was looked at: that stays.
    """
    deleted, _ = Segment.objects.filter(pk=segment.pk, size=0).delete()
    if deleted or not Segment.objects.filter(pk=segment.pk).exists():
        forget(segment.key)
    return bool(deleted)


def _locked() -> UploadLocked:
    return UploadLocked("Another request sends to this upload. Ask for its offset in a moment, and go on from there.")
