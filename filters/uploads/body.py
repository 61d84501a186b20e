"""A request's body as it arrives, for calls through which it flows without ever being whole.

Such a view has `flows_through = True`: the server then reads nothing of the body before the view does.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from rest_framework.request import Request

from filters import conf
from filters.engine.errors import EngineError, UploadTooLarge
from filters.services.errors import UploadIncomplete
from filters.uploads.memory import declared_length, mebibytes

BLOCK = 1 << 20  # bytes


class RequestBody:
    """The bytes of a body, each read once, in the order and the pieces in which they come.

    `length` is what the client announced, None for a chunked body. Constructing it raises `UploadTooLarge` where that
    is more than `most` bytes; reading does as soon as more came, and `UploadIncomplete` where the client broke off. Who
    reads on after that gets the same error again, never an end.
    """

    def __init__(self, request: HttpRequest | Request, *, most: int | None = None) -> None:
        django_request: Any = request._request if isinstance(request, Request) else request
        keep_unparsed(django_request)
        self.length = declared_length(django_request.META)
        self.most = conf.max_file_bytes() if most is None else most
        if self.length is not None and self.length > self.most:
            raise UploadTooLarge(f"The body has {mebibytes(self.length)}; at most {mebibytes(self.most)} are allowed.")
        self.received = 0
        self._failure: EngineError | None = None
        stream = django_request.META.get("wsgi.input") or django_request
        self._read = getattr(stream, "read1", stream.read)
        self.ended = self.length == 0

    def read(self, size: int = BLOCK) -> bytes:
        """What has come, at most `size` bytes; waits for at least one. Empty at the end."""
        if self._failure is not None:
            raise self._failure
        if self.ended or size == 0:
            return b""
        size = BLOCK if size < 0 else size
        if self.length is not None:
            size = min(size, self.length - self.received)
        try:
            data: bytes = self._read(size)
        except OSError as error:
            raise self._failed(UploadIncomplete("The body is malformed, or was cut short.")) from error
        self.received += len(data)
        if self.received > self.most:
            raise self._failed(UploadTooLarge(f"The body is larger than the {mebibytes(self.most)} allowed."))
        self.ended = not data or self.received == self.length
        if not data and self.length is not None:
            raise self._failed(UploadIncomplete(f"The body ended after {self.received} of {self.length} bytes."))
        return data

    def begun(self) -> Iterator[bytes]:
        """All of it, of which the first bytes are here now: clients that wait to be asked for them are asked before
        the answer begins, in which they cannot be any more."""
        first = self.read()
        return chain((first,), self)

    def _failed(self, failure: EngineError) -> EngineError:
        self.ended, self._failure = True, failure
        return failure

    def __iter__(self) -> Iterator[bytes]:
        """The rest of it."""
        while data := self.read():
            yield data


def keep_unparsed(request: HttpRequest) -> None:
    """Nobody may parse the body as a form from now on, such as who looks for a token of CSRF in it."""
    inner: Any = request
    if not hasattr(inner, "_post"):
        inner._post, inner._files = QueryDict(), MultiValueDict()
