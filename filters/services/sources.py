"""Where the bytes of a picture come from, when they do not come with the request."""

from dataclasses import dataclass

from filters import conf
from filters.models import Visibility
from filters.services.access import Caller
from filters.services.errors import FetchDisabled
from filters.services.files import file_data, file_get, unknown

FILES = "files"  # the scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A picture's bytes, and what it is called there."""

    data: bytes
    name: str = ""


def source_stored(*, file: str, caller: Caller) -> Source:
    """A stored file that the caller may see. Raises `FileUnknown`, `UploadTooLarge`, `StorageFailed`.

    To an API key without the scope for files, those that are private are not there.
    """
    found = file_get(reference=file, caller=caller)
    if found.visibility == Visibility.PRIVATE and not caller.allows(FILES):
        raise unknown(file)
    return Source(data=file_data(file=found, most=conf.max_upload_bytes()), name=found.name)


def source_fetched(*, url: str) -> Source:
    """A picture from another server. Raises `FetchDisabled`, `UrlRefused`, `RemoteFailed`, `RemoteTimeout`,
    `UploadTooLarge`."""
    raise FetchDisabled("Pictures are not fetched from other servers here: IMGSVC_FETCH is off.", field="url")
