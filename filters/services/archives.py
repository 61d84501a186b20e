"""The pictures in a ZIP archive. Nothing is unpacked to the disk, and names are only names.

The directory at the archive's end says what is in it. It is written by strangers: how long it is, how many entries it
has, what they claim and what they unpack to is bounded, and nothing is unpacked of entries that share bytes.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import IO, Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from filters import conf
from filters.engine.errors import FormatUnsupported, ImageUnreadable, UploadTooLarge

ENTRY_BYTES = 2048
"""Bytes of the directory for each picture that a batch may have: its name, and what systems note beside it."""
LEAST_BYTES = 1 << 20
"""Of the directory, in any case; also the most that zipfile asks for at once otherwise."""
HEADER = 30
"""Bytes before the name in an entry's own header (APPNOTE 4.3.7)."""
ENCRYPTED = 0x1 | 0x40 | 0x2000
"""Flags of an entry (APPNOTE 4.4.4): encrypted, strongly, and its header, too."""
BLOCK = 1 << 16
DAMAGED = (
    BadZipFile, LargeZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, RuntimeError, OverflowError,
)  # fmt: skip
"""What zipfile raises over a damaged archive."""
SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """An entry: its name, which is no path to be followed, and how to unpack it.

    `read` raises `FormatUnsupported`, `ImageUnreadable` and `UploadTooLarge`.
    """

    name: str
    read: Callable[[], bytes]


def archive_pictures(*, file: BinaryIO) -> Iterator[Packed]:
    """What the directory of the archive lists, but for folders and what macOS adds.

    Raises `FormatUnsupported` for what is no archive, `ImageUnreadable` for one whose entries overlap, and
    `UploadTooLarge` where the directory is too long.
    """
    try:
        archive = ZipFile(cast(IO[bytes], Bounded(file, LEAST_BYTES + ENTRY_BYTES * conf.max_batch())))
    except DAMAGED as error:
        detail = "This is no ZIP archive, or its directory is damaged or missing."
        raise FormatUnsupported(detail, field="zip") from error
    with archive:
        _refuse_overlap(archive.infolist())
        for info in filter(_is_wanted, archive.infolist()):
            yield Packed(name=info.filename, read=partial(_unpacked, archive, info))


def is_archive(head: bytes) -> bool:
    """Whether the bytes begin as an archive does."""
    return head.startswith(SIGNATURES)


class Bounded:
    """A file of which nobody reads too much at once: zipfile reads the whole directory by one call."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._most = most

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, size: int = -1) -> bytes:
        """As any file's. Raises `UploadTooLarge` where that is too much."""
        data = self._file.read(self._most + 1 if size < 0 else min(size, self._most + 1))
        if len(data) > self._most:
            detail = f"The archive's directory is too long: a batch has {conf.max_batch()} pictures at most."
            raise UploadTooLarge(detail, field="zip")
        return data


def _is_wanted(info: ZipInfo) -> bool:
    name = info.filename.replace("\\", "/")
    last = name.rpartition("/")[2]
    return bool(last) and not name.startswith("__MACOSX/") and not last.startswith("._") and last != ".DS_Store"


def _refuse_overlap(infos: list[ZipInfo]) -> None:
    """Raise `ImageUnreadable` where entries share bytes: so a small archive unpacks to any size (Fifield, 2019)."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    for info, following in pairwise(ordered):
        if info.header_offset + HEADER + info.compress_size > following.header_offset:
            raise ImageUnreadable("Entries of the archive overlap: pack it anew.", field="zip")


def _unpacked(archive: ZipFile, info: ZipInfo) -> bytes:
    most = conf.max_upload_bytes()
    _refuse(info, most)
    found = bytearray()
    try:
        with archive.open(info) as file:
            while len(found) <= most and (data := file.read(BLOCK)):
                found += data
    except DAMAGED as error:
        raise ImageUnreadable("This entry of the archive is damaged.", field="zip") from error
    _refuse_size(len(found), most)
    return bytes(found)


def _refuse(info: ZipInfo, most: int) -> None:
    """Raise why the entry is not even opened."""
    if info.flag_bits & ENCRYPTED:
        raise FormatUnsupported("This entry of the archive is encrypted: pack it without a password.", field="zip")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        detail = "This entry of the archive is packed in a way that is not read here: store or deflate it."
        raise FormatUnsupported(detail, field="zip")
    _refuse_size(info.file_size, most)


def _refuse_size(size: int, most: int) -> None:
    if size > most:
        detail = f"This entry has {size} bytes or more; a picture may have {most}."
        raise UploadTooLarge(detail, field="zip")
