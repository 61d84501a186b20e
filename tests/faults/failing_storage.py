"""A storage of files that fails as the file beside its folder says: one of `FAULTS`; without it, it works."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

NAME = "fault"
WRITTEN = 1 << 20  # bytes
SECRET = "/srv/secret/path"  # what no client may be told
FAULTS = ("open", "save", "write", "full", "read", "delete")


class FailingStorage(FileSystemStorage):
    """A folder."""

    @property
    def fault(self) -> str:
        """How it fails now."""
        file = Path(self.location).parent / NAME
        return file.read_text() if file.exists() else ""

    def _open(self, name: str, mode: str = "rb") -> Any:
        if self.fault == "open":
            raise PermissionError(SECRET)
        opened = super()._open(name, mode)  # type: ignore[misc]
        return Unreadable(opened) if self.fault == "read" else opened

    def _save(self, name: str, content: Any) -> str:
        if self.fault == "save":
            raise RuntimeError(SECRET)
        if self.fault in ("write", "full"):
            content = Unwritable(content, OSError(errno.ENOSPC if self.fault == "full" else errno.EIO, SECRET))
        saved: str = super()._save(name, content)  # type: ignore[misc]
        return saved

    def delete(self, name: str) -> None:
        """Remove it, or raise."""
        if self.fault == "delete":
            raise OSError(errno.EROFS, SECRET)
        super().delete(name)


class Unreadable:
    """A file that gives some, and fails."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, *size: int) -> bytes:
        """The first bytes, then none."""
        if self._file.tell() > 0:
            raise OSError(errno.EIO, SECRET)
        data: bytes = self._file.read(1000)
        return data


class Unwritable:
    """Content of which only the first mebibyte can be written."""

    def __init__(self, content: Any, error: OSError) -> None:
        self._content = content
        self._error = error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._content, name)

    def chunks(self, *size: int) -> Iterator[bytes]:
        """Some, then the error."""
        written = 0
        for piece in self._content.chunks(*size):
            yield piece
            written += len(piece)
            if written >= WRITTEN:
                raise self._error
