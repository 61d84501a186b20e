"""A bucket of S3's kind, with memory that stays flat in both directions."""

from io import SEEK_CUR, SEEK_END, SEEK_SET
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from django.core.files.base import File
from storages.backends.s3 import S3Storage

PART = 16 << 20  # bytes; 10 000 parts are the most of S3's, so that a file may have 156 GiB
CONNECT_S, READ_S = 5, 60
ATTEMPTS = 3


class BucketFile(File):  # type: ignore[type-arg]
    """An object that is read where one stands. S3Storage's own file downloads all of it first."""

    def __init__(self, name: str, stored: Any) -> None:
        self.name = name
        self.mode = "rb"
        self._object = stored
        self._body: Any = None
        self._at = 0
        self._size: int = stored.content_length

    @property
    def size(self) -> int:
        """In bytes."""
        return self._size

    @property
    def closed(self) -> bool:
        """Never for good: reading opens it again."""
        return False

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end."""
        if self._at >= self._size:
            return b""
        if self._body is None:
            self._body = self._object.get(Range=f"bytes={self._at}-")["Body"]
        data: bytes = self._body.read(None if size < 0 else size)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        """Go there; the next `read` asks the bucket from there on."""
        place = {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self._size}[whence] + offset
        if place != self._at:
            self.close()
            self._at = place
        return place

    def tell(self) -> int:
        """Where the next byte comes from."""
        return self._at

    def close(self) -> None:
        """Drop the connection: what it would still bring is not wanted."""
        body, self._body = self._body, None
        if body is not None:
            body.close()


class BucketStorage(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """Parts go up one after the other, so that one is in memory; objects are read by ranges."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            querystring_auth=True,
            file_overwrite=False,
            default_acl=None,
            object_parameters={"ContentType": "application/octet-stream"},
            transfer_config=TransferConfig(
                use_threads=False, multipart_threshold=PART, multipart_chunksize=PART, io_chunksize=1 << 20
            ),
            client_config=Config(
                signature_version="s3v4",
                connect_timeout=CONNECT_S,
                read_timeout=READ_S,
                retries={"max_attempts": ATTEMPTS, "mode": "standard"},
                s3={"addressing_style": "path" if options.get("endpoint_url") else "auto"},
            ),
            **options,
        )

    def _open(self, name: str, mode: str = "rb") -> BucketFile:
        """The object, which is asked for now. Raises what boto3 raises where there is none."""
        return BucketFile(name, self.bucket.Object(self._normalize_name(name)))
