"""Reading a file that others may replace or delete at the same time."""

from collections.abc import Callable
from typing import TypeVar

from filters.models import StoredFile
from filters.services.errors import StorageFailed

MOST_REPLACED = 5  # times between finding it and reading it
Read = TypeVar("Read")


def file_read(*, find: Callable[[], StoredFile], read: Callable[[StoredFile], Read]) -> Read:
    """What `read` makes of the file; of what is found then, where it was replaced after it was found.

    Raises what `find` does, such as `FileUnknown` where it was deleted meanwhile, and what `read` does, such as
    `StorageFailed` where its content is lost.
    """
    file = find()
    for _ in range(MOST_REPLACED):
        try:
            return read(file)
        except StorageFailed:
            newer = find()
            if newer.blob_id == file.blob_id:
                raise
            file = newer
    return read(file)
