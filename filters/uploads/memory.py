"""Uploads stay in memory and are bounded, from the Content-Length or as soon as the stream passes the limit.

What is too large is marked on the request and not read further: the fields that came before the file survive, and a
view asks `require_upload_within_limit`.
"""

from collections.abc import Mapping
from contextlib import suppress
from io import SEEK_END, BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopFutureHandlers, StopUpload
from django.http import HttpRequest
from rest_framework.request import Request

from filters import conf
from filters.engine.errors import UploadTooLarge
from filters.engine.formats import NPY, NPZ

MARK = "upload_too_large"
BLOCK = 1 << 20  # bytes; what gunicorn receives at once: of smaller reads it copies the rest each time
RAW = ("image/", "application/octet-stream", NPY.media_type, NPZ.media_type)


class UploadStopped(UploadTooLarge, StopUpload):
    """Django's parser takes it as the order to stop reading; anyone else sees the engine's error."""

    connection_reset = True  # do not read the rest

    def __str__(self) -> str:
        return self.detail


class BoundedMemoryUploadHandler(MemoryFileUploadHandler):
    """Keeps every file in memory, and all files of a request together under the limit."""

    chunk_size = BLOCK

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.activated = True
        self.received = 0
        self.refusal: UploadStopped | None = None

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: Mapping[str, Any],  # noqa: N803 -- Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Note a body that is too large by its own account; the first file then stops the parser."""
        if (refusal := refusal_by_length(META)) is not None:
            self._mark(refusal)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; there is no other handler to stop."""
        if self.refusal:
            raise self.refusal
        with suppress(StopFutureHandlers):
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the chunk, unless the files of this request become too large. A file of one chunk is not copied."""
        self.received += len(raw_data)
        if self.received > conf.max_upload_bytes():
            self.file.close()
            raise self._mark(
                UploadStopped(f"The upload is larger than the {mebibytes(conf.max_upload_bytes())} allowed.")
            )
        if start == 0:
            self.file = BytesIO(raw_data)
            self.file.seek(0, SEEK_END)
        else:
            self.file.write(raw_data)

    def _mark(self, refusal: UploadStopped) -> UploadStopped:
        self.refusal = refusal
        if self.request is not None:
            setattr(self.request, MARK, refusal)
        return refusal


def require_upload_within_limit(request: HttpRequest | Request) -> None:
    """Raise `UploadTooLarge` where the body is too large: by its Content-Length, before anything of it is read, or
    because the upload handler stopped it. A form is parsed for this; a REST framework request is asked again after."""
    refusal = refusal_by_length(request.META)
    if refusal is None and isinstance(request, HttpRequest):
        _ = request.FILES  # parses a form
    refusal = refusal or getattr(request, MARK, None)
    if refusal is not None:
        raise refusal


def refusal_by_length(meta: Mapping[str, Any]) -> UploadStopped | None:
    """The error of a body that is too large by its own account."""
    content_type = str(meta.get("CONTENT_TYPE", ""))
    length, limit = declared_length(meta), body_limit(content_type)
    if length is None or length <= limit:
        return None
    if _is_upload(content_type):
        return UploadStopped(
            f"The upload has {mebibytes(length)}; at most {mebibytes(conf.max_upload_bytes())} are allowed."
        )
    return UploadStopped(
        f"The body has {mebibytes(length)}; at most {mebibytes(limit)} are read as "
        f"{content_type.partition(';')[0] or 'it is'}. "
        "Send a picture as multipart/form-data, or with its own type, such as Content-Type: image/jpeg."
    )


def declared_length(meta: Mapping[str, Any]) -> int | None:
    """The Content-Length that the client sent, or None: a chunked body tells nothing in advance."""
    if "chunked" in str(meta.get("HTTP_TRANSFER_ENCODING", "")).lower():
        return None
    try:
        return int(meta.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None


def body_limit(content_type: str) -> int:
    """The longest body of this type that is read."""
    fields = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if _is_form(content_type):
        return conf.max_upload_bytes() + fields
    return conf.max_upload_bytes() if _is_upload(content_type) else fields


def _is_form(content_type: str) -> bool:
    return content_type.lower().startswith("multipart/")


def _is_upload(content_type: str) -> bool:
    return _is_form(content_type) or content_type.lower().startswith(RAW)


def mebibytes(size: int) -> str:
    """A size for people: `1.5 MiB`."""
    return f"{size / conf.MEBI:.3g} MiB"
