"""The storage of files (the alias `files`): one key a piece. What it raises becomes an error that may be shown."""

import logging
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, ENOSPC
from io import UnsupportedOperation
from typing import IO, Any

from django.core.files.storage import Storage, storages

from filters.engine.errors import EngineError
from filters.services.errors import StorageFailed, StorageFull

logger = logging.getLogger(__name__)

ALIAS = "files"
BLOCK = 1 << 20  # bytes
KEY_BYTES = 16
NO_ROOM = {ENOSPC, EDQUOT, EFBIG}


def files_storage() -> Storage:
    """Where files are kept."""
    return storages[ALIAS]


def new_key() -> str:
    """A key that was never used, in one of 256 folders."""
    text = secrets.token_hex(KEY_BYTES)
    return f"{text[:2]}/{text}"


def keep(key: str, pieces: Iterable[bytes]) -> None:
    """Store the bytes as they come. What goes wrong is raised as it is where the pieces raise it, else as
    `StorageFull` or `StorageFailed`; what was stored by then may still be there."""
    flow = Flow(pieces)
    try:
        stored = files_storage().save(key, flow)  # type: ignore[arg-type]  # a file, as far as storages look
    except Exception as error:  # every storage has errors of its own
        if flow.error is not None:
            raise flow.error from flow.error.__cause__
        raise _failure(error) from error
    if stored != key:
        forget(stored)
        raise StorageFailed(f"The storage of files has {key} already. Try again.")


def forget(key: str) -> bool:
    """Remove what is stored there, if anything is; whether that went well. A failure is logged and not raised: nobody
    waits for it, and `prune_files --orphans` finds what stays."""
    try:
        files_storage().delete(key)
    except Exception:  # every storage has errors of its own
        logger.exception("The content %s could not be removed from the storage of files.", key)
        return False
    return True


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raises `StorageFull` or `StorageFailed` for whatever a storage raises."""
    try:
        yield
    except EngineError:
        raise
    except Exception as error:  # every storage has errors of its own
        raise _failure(error) from error


def _failure(error: Exception) -> EngineError:
    logger.error("The storage of files failed.", exc_info=error)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return StorageFull("There is no room left for files on this server. Delete some, or try again later.")
    return StorageFailed("Files cannot be kept or read at the moment. Try again later.")


class Flow:
    """Bytes that arrive, as a file that can be read once; `error` is what the side they come from raised."""

    name = None
    closed = False

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.error: BaseException | None = None
        self._pieces = iter(pieces)
        self._rest = b""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """All of it, in the pieces in which it comes."""
        while piece := self._next():
            yield piece

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer only at the end: a part of an S3 upload must not be short."""
        held = bytearray(self._rest)
        while (size < 0 or len(held) < size) and (piece := self._next()):
            held += piece
        end = len(held) if size < 0 else size
        self._rest = bytes(held[end:])
        return bytes(held[:end])

    def close(self) -> None:
        """Nothing to close: who gave the pieces does."""

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It came, and is gone."""
        return False

    def seek(self, *where: int) -> int:
        """Raises that it cannot."""
        raise UnsupportedOperation("seek")

    tell = seek

    def _next(self) -> bytes:
        try:
            return next((piece for piece in self._pieces if piece), b"")
        except BaseException as error:
            self.error = error
            raise


def opened(key: str) -> IO[bytes]:
    """What is stored there, to be read and moved in."""
    file: Any = files_storage().open(key, "rb")
    return file  # type: ignore[no-any-return]
