"""Where the bytes of a picture come from, when they do not come with the request."""

from dataclasses import dataclass

from filters import conf
from filters.models import StoredFile, Visibility
from filters.services.access import Caller
from filters.services.fetching import url_data, url_name
from filters.services.file_reading import file_read
from filters.services.files import file_data, file_get, unknown

FILES = "files"  # the scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A picture's bytes, and what it is called there."""

    data: bytes
    name: str = ""


def source_stored(*, file: str, caller: Caller) -> Source:
    """A stored file that the caller may see. Raises `FileUnknown`, `UploadTooLarge`, `StorageFailed`."""

    def read(found: StoredFile) -> Source:
        return Source(data=file_data(file=found, most=conf.max_upload_bytes()), name=found.name)

    return file_read(find=lambda: stored_file(file=file, caller=caller), read=read)


def stored_file(*, file: str, caller: Caller) -> StoredFile:
    """The file itself. To an API key without the scope for files, those that are private are not there.

    Raises `FileUnknown`.
    """
    found = file_get(reference=file, caller=caller)
    if found.visibility == Visibility.PRIVATE and not caller.allows(FILES):
        raise unknown(file)
    return found


def source_fetched(*, url: str, caller: Caller) -> Source:
    """A picture from another server. Raises `FetchDisabled`, `UrlRefused`, `RemoteFailed`, `RemoteTimeout`,
    `UploadTooLarge`, and `Busy` where the caller fetches as many at one time as anyone may."""
    return Source(data=url_data(url=url, caller=caller), name=url_name(url))
