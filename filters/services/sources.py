"""Where the bytes of a picture come from, when they do not come with the request."""

from dataclasses import dataclass

from filters.services.access import Caller
from filters.services.errors import FetchDisabled, FileUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A picture's bytes, and what it is called there."""

    data: bytes
    name: str = ""


def source_stored(*, file: str, caller: Caller) -> Source:
    """A stored file that the caller may see. Raises `FileUnknown`, `UploadTooLarge`, `StorageFailed`."""
    raise FileUnknown(f"There is no file {file}.", field="file")


def source_fetched(*, url: str) -> Source:
    """A picture from another server. Raises `FetchDisabled`, `UrlRefused`, `RemoteFailed`, `RemoteTimeout`,
    `UploadTooLarge`."""
    raise FetchDisabled("Pictures are not fetched here.", field="url")
