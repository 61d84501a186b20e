"""Where the pictures of a batch come from, one after the other: stored files, parts of the upload, archives of both.

Nothing is read before it is asked for, and what is not wanted is skipped without being kept. A picture that cannot be
read is an entry with an error; what makes the rest of the upload unreadable is raised.
"""

import errno
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Protocol

from filters import conf
from filters.engine.errors import EngineError, UploadTooLarge
from filters.services.access import Caller
from filters.services.archives import archive_pictures, is_archive
from filters.services.batch import Entry
from filters.services.blobs import open_blob, read
from filters.services.errors import RequestMalformed, StorageFailed, StorageFull, UploadIncomplete
from filters.services.files import file_data
from filters.services.sources import stored_file
from filters.streams.spooling import nameless_file, require_room

IMAGE, ZIP = "image", "zip"
HEAD = 4  # bytes by which an archive is known
FATAL = (UploadIncomplete, RequestMalformed)


class Part(Protocol):
    """A part of the upload; a file has a `filename`."""

    name: str
    filename: str | None

    def __iter__(self) -> Iterator[bytes]:
        """Its content."""

    def whole(self, most: int) -> bytes:
        """Its content in memory. Raises `UploadTooLarge`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A picture that can be read now, or be left out."""

    name: str
    read: Callable[[], bytes]


def batch_entries(
    *,
    caller: Caller,
    files: Sequence[str] = (),
    parts: Iterable[Part] = (),
    archive: Iterable[bytes] | None = None,
    body: Iterable[bytes] = (),
) -> Iterator[Entry]:
    """The entries of a batch: of stored `files`, then of `parts`, then of an `archive` that is the whole body.

    `body` is what is left of the request: it is read to its end where its parts make no sense, so that a client which
    sends all of it before it listens gets the answer. Raises `RequestMalformed` and `UploadIncomplete`.
    """
    try:
        for index, found in enumerate(_all(caller, files, parts, archive)):
            yield _entry(index, found, conf.max_batch())
    except UploadIncomplete:
        raise
    except EngineError:
        for _ in body:
            pass
        raise


def _all(
    caller: Caller, files: Sequence[str], parts: Iterable[Part], archive: Iterable[bytes] | None
) -> Iterator[Found]:
    for reference in files:
        yield from _stored(caller, reference)
    yield from _sent(parts)
    if archive is not None:
        yield from _packed(ZIP, _spooled(archive))


def _entry(index: int, found: Found, most: int) -> Entry:
    if index >= 2 * most:
        raise RequestMalformed(f"The batch has more than twice the {most} pictures that it may have.")
    if index >= most:
        detail = f"A batch has at most {most} pictures: send this one in another."
        return Entry(index=index, name=found.name, error=UploadTooLarge(detail))
    try:
        return Entry(index=index, name=found.name, data=found.read())
    except FATAL:
        raise
    except EngineError as error:
        return Entry(index=index, name=found.name, error=error)


def _stored(caller: Caller, reference: str) -> Iterator[Found]:
    """A stored picture, or those of a stored archive."""
    try:
        file = stored_file(file=reference, caller=caller)
        opened = open_blob(file.blob)
        with closing(read(file.blob, stop=HEAD)) as blocks:
            packed = is_archive(next(blocks, b""))
    except EngineError as error:
        yield Found(name=reference, read=partial(_raise, error))
        return
    if packed:
        yield from _packed(file.name, opened)
    else:
        opened.close()
        yield Found(name=file.name, read=partial(file_data, file=file, most=conf.max_upload_bytes()))


def _sent(parts: Iterable[Part]) -> Iterator[Found]:
    """The pictures among the parts. Of an archive all has come, and what follows it has begun, before it is opened."""
    remaining = iter(parts)
    part = next(remaining, None)
    while part is not None:
        _refuse(part)
        if part.filename == "":  # nothing was chosen in a browser's form
            part = next(remaining, None)
        elif part.name == ZIP:
            name, file = part.filename or ZIP, _spooled(part)
            part = next(remaining, None)
            yield from _packed(name, file)
        else:
            yield Found(name=part.filename or IMAGE, read=partial(part.whole, conf.max_upload_bytes()))
            part = next(remaining, None)


def _refuse(part: Part) -> None:
    """Raise what is wrong with a part that is no picture and no archive."""
    name = part.name[:80]
    if part.filename is None and name in (IMAGE, ZIP):
        raise RequestMalformed(f"The field {name} holds text, not a file.", field=name)
    if part.filename is None:
        detail = f"The field {name} came after the first image: send fields before the first image."
        raise RequestMalformed(detail, field=name)
    if name not in (IMAGE, ZIP):
        raise RequestMalformed(
            f"The file {name} is neither {IMAGE} nor {ZIP}, which are what a batch takes.", field=name
        )


def _packed(name: str, file: BinaryIO) -> Iterator[Found]:
    """The pictures of an archive, which is closed in the end; one that is none is an entry with an error."""
    try:
        with closing(file):
            for packed in archive_pictures(file=file):
                yield Found(name=packed.name, read=packed.read)
    except FATAL:
        raise
    except EngineError as error:
        yield Found(name=name, read=partial(_raise, error))


def _spooled(pieces: Iterable[bytes]) -> BinaryIO:
    """All of it in a file without a name. Raises `StorageFull` and `StorageFailed`."""
    file = nameless_file()
    try:
        for piece in pieces:
            _write(file, piece)
        _write(file, b"")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _write(file: BinaryIO, data: bytes) -> None:
    """Write it, or with nothing more what was held back."""
    try:
        require_room(len(data))
        file.write(data)
        if not data:
            file.flush()
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StorageFull("There is no room for an archive of this size: send its pictures one by one.") from error
        raise StorageFailed("The archive cannot be kept while it is read. Try again later.") from error


def _raise(error: EngineError) -> bytes:
    raise error
