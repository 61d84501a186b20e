"""Files without a name, for what has to wait: they are gone when they are closed, however their process ends.

They never take the last of a disk, on which the database may lie as well.
"""

import errno
import os
import shutil
import tempfile
from typing import BinaryIO, cast

RESERVE = 256 << 20
"""Bytes of the disk that are left to others."""


def nameless_file(*, buffered: bool = True) -> BinaryIO:
    """A new one, that nobody else sees."""
    return cast(BinaryIO, tempfile.TemporaryFile(buffering=-1 if buffered else 0))


def require_room(size: int) -> None:
    """Raises OSError (ENOSPC) where so many more bytes would take what is left to others."""
    if shutil.disk_usage(tempfile.gettempdir()).free - size < RESERVE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
