"""Content: bytes into the storage and out of it, the same content once.

The rows stand before the first byte does, so that what a crash leaves is found. Content is finished by its SHA-256;
until then nobody reads it. Rows go before what is stored, which goes when the transaction is committed.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BufferedReader
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from filters import conf
from filters.engine.codecs.signatures import HEAD
from filters.engine.errors import UploadTooLarge
from filters.models import Blob, Segment, StoredFile, Upload
from filters.services.errors import RequestMalformed, StorageFailed
from filters.services.segments import Blocks, SegmentReader
from filters.services.storage import forget, keep, new_key

MOST_SEGMENTS = 10_000
BUFFER = 1 << 16  # bytes; who reads a ZIP asks for a few at a time


@dataclass(slots=True)
class Arrived:
    """What came of a body: how many bytes, their SHA-256, and the first of them."""

    size: int
    sha256: str
    head: bytes


def receive(pieces: Iterable[bytes], *, most: int | None = None) -> Blob:
    """Finished content out of what arrives. Whatever is raised, nothing is left.

    Raises `UploadTooLarge` beyond `most` bytes (what a file may have, where nothing is said), `StorageFull` and
    `StorageFailed`.
    """
    blob = begin()
    try:
        return finish(blob, sha256=append(blob, pieces, most=most).sha256)
    except BaseException:
        discard(blob)
        raise


def begin() -> Blob:
    """Content of which nothing has come yet."""
    return Blob.objects.create(touched=timezone.now())


def append(blob: Blob, pieces: Iterable[bytes], *, most: int | None = None) -> Arrived:
    """Add what arrives to unfinished content as a segment of its own; `most` bytes at most.

    Whatever is raised, the content is as it was before. Raises `UploadTooLarge`, `StorageFull`, `StorageFailed`.
    """
    count = blob.segments.count()
    if count >= MOST_SEGMENTS:
        raise RequestMalformed(f"This came in {count} pieces, which is the most. Begin again, with larger ones.")
    last = blob.segments.last()
    segment = Segment.objects.create(blob=blob, number=last.number + 1 if last else 0, key=new_key())
    meter = Meter(pieces, conf.max_file_bytes() if most is None else most)
    try:
        keep(segment.key, meter)
        segment.size = meter.size
        with transaction.atomic():
            segment.save(update_fields=["size"])
            blob.size, blob.touched = blob.size + meter.size, timezone.now()
            blob.save(update_fields=["size", "touched"])
    except BaseException:
        _remove([segment])
        raise
    return meter.arrived()


def finish(blob: Blob, *, sha256: str | None = None) -> Blob:
    """Content that may be read: this, or older content that is the same, and then nothing is left of this.

    Without a SHA-256 all of it is read once more. In a transaction that also makes who refers to it, nobody can remove
    it between the two.
    """
    sha256 = sha256 or digest(blob)
    with transaction.atomic():
        older = _same(sha256)
        if older is None:
            try:
                with transaction.atomic():
                    blob.sha256, blob.touched = sha256, timezone.now()
                    blob.save(update_fields=["sha256", "touched"])
            except IntegrityError:  # another finished the same content meanwhile
                blob.sha256 = None
                older = _same(sha256)
                if older is None:
                    raise
            else:
                return blob
        older.touched = timezone.now()
        older.save(update_fields=["touched"])
        discard(blob)
    return older


def discard(blob: Blob) -> None:
    """Remove unfinished content."""
    with transaction.atomic():
        Upload.objects.filter(blob=blob).update(blob=None)
        _remove(list(blob.segments.all()))
        Blob.objects.filter(pk=blob.pk).delete()


def release(blob_id: int) -> int:
    """Remove content that nobody refers to any more; how many bytes that were."""
    with transaction.atomic():
        blob = Blob.objects.select_for_update().filter(pk=blob_id).first()
        if blob is None or is_wanted(blob):
            return 0
        discard(blob)
        return blob.size


def is_wanted(blob: Blob) -> bool:
    """Whether a file or an upload refers to it."""
    return StoredFile.objects.filter(blob=blob).exists() or Upload.objects.filter(blob=blob).exists()


def read(blob: Blob, *, start: int = 0, stop: int | None = None) -> Blocks:
    """The bytes from `start` to before `stop` in blocks of at most 1 MiB. Close it when done.

    The storage is asked at once. Raises `StorageFailed`, while reading too.
    """
    reader = _reader(blob)
    return Blocks(reader, start, reader.size if stop is None else min(stop, reader.size))


def open_blob(blob: Blob) -> BinaryIO:
    """A file to read and to move in. Close it when done. Raises `StorageFailed`, while reading too."""
    return BufferedReader(_reader(blob).prepared(), BUFFER)


def _reader(blob: Blob) -> SegmentReader:
    reader = SegmentReader(list(blob.segments.all()))
    if blob.sha256 and reader.size != blob.size:
        raise StorageFailed("This content was removed meanwhile.")
    return reader


def digest(blob: Blob) -> str:
    """The SHA-256 of what has come, read once more."""
    found = hashlib.sha256()
    for block in read(blob):
        found.update(block)
    return found.hexdigest()


def _same(sha256: str) -> Blob | None:
    return Blob.objects.select_for_update().filter(sha256=sha256).first()


def _remove(segments: list[Segment]) -> None:
    """Rows now, what is stored once that is committed."""
    Segment.objects.filter(pk__in=[segment.pk for segment in segments]).delete()
    for segment in segments:
        transaction.on_commit(partial(forget, segment.key))


class Meter:
    """Pieces on their way, counted and hashed. Raises `UploadTooLarge` beyond `most` bytes."""

    def __init__(self, pieces: Iterable[bytes], most: int) -> None:
        self.size = 0
        self._pieces = pieces
        self._most = most
        self._sum = hashlib.sha256()
        self._head = b""

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            if self.size > self._most:
                raise UploadTooLarge(f"The body is larger than the {self._most} bytes allowed.")
            self._sum.update(piece)
            if len(self._head) < HEAD:
                self._head += piece[: HEAD - len(self._head)]
            yield piece

    def arrived(self) -> Arrived:
        """What came."""
        return Arrived(self.size, self._sum.hexdigest(), self._head)
