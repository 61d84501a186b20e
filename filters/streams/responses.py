"""Answers that are sent while they come into being: a class for each media type, what differs is class attributes.

    return PNGStream(file, filename="cat.png")

The source is a file object (read by blocks), an iterable or iterator, sync or async, of bytes, buffers or text, or one
such piece. It is closed once: when all was sent, when it fails, when the client leaves.

Once the first byte has left, the status cannot change any more. A source that fails then, or gives another number of
bytes than `length` says, has the connection cut, which tells the client that something is missing.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Mapping
from inspect import GEN_RUNNING, getgeneratorstate
from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from filters.streams.blocks import bytes_left
from filters.streams.crossing import aclose, in_own_loop, in_thread
from filters.streams.lines import json_line
from filters.streams.names import is_inert, safe_name
from filters.streams.sources import source_of

TURN = 16
"""Pieces after which others have their turn in an event loop: to a client that has left, servers send without waiting,
so that a source which never waits would keep the loop from ever hearing of it."""


class Stream(StreamingHttpResponse):
    """Bytes of any kind.

    `filename` and `disposition` (inline or attachment) default to the class's, `length` (Content-Length, bytes) to what
    the source is known to have, `media_type` to the class's. What a browser could run is never inline. Raises
    `TypeError` for a source that is none; a wrong piece is one when its turn comes.
    """

    media_type = "application/octet-stream"
    charset: ClassVar[str] = "utf-8"
    """In which text is encoded; none means that the source has bytes only."""
    filename: str = ""
    disposition: str = "inline"
    buffered: ClassVar[bool] = True
    """Whether a proxy may collect what it gets; a consumer of lines and events wants each at once."""
    _iterator: Any  # Django's own: what is iterated, once

    def __init__(
        self,
        source: Any,
        *,
        filename: str = "",
        length: int | None = None,
        headers: Mapping[str, str] | None = None,
        status: int = 200,
        disposition: str = "",
        media_type: str = "",
    ) -> None:
        self.media_type = media_type or self.media_type
        self.filename = safe_name(filename or self.filename)
        self.disposition = disposition or self.disposition
        self._crossing: Generator[bytes] | None = None
        length = self.known_length(source) if length is None else length
        self._source = source_of(source, self.encode, length=length, last=self.last_words)
        super().__init__(self._source, status=status, headers=self._own_headers(length) | dict(headers or {}))

    def encode(self, piece: Any) -> bytes:
        """The bytes of one piece of the source. Raises `TypeError` for what has none."""
        if isinstance(piece, bytes):
            return piece
        if isinstance(piece, str):
            if not self.charset:
                raise TypeError(f"{type(self).__name__} takes bytes, not text.")
            return piece.encode(self.charset)
        return memoryview(piece).tobytes()

    def last_words(self, error: Exception) -> bytes | None:
        """What is sent where the source fails; None cuts the connection."""
        return None

    def known_length(self, source: Any) -> int | None:
        """How many bytes the source has, where that is known without reading it."""
        if isinstance(source, str):
            return len(self.encode(source))
        if isinstance(source, bytes | bytearray | memoryview):
            return memoryview(source).nbytes
        return bytes_left(source)

    def omit_body(self) -> None:
        """Answer HEAD: servers drop the body that they are given, but only after all of it was made."""
        self._source.close()
        self.streaming_content = iter(())

    def __iter__(self) -> Iterator[bytes]:
        """The bytes, for a synchronous server."""
        if not self.is_async:
            return iter(self._iterator)
        self._crossing = in_own_loop(self._iterator)
        return self._crossing

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        """The bytes, for an asynchronous server."""
        sent = 0
        pieces = self._iterator if self.is_async else in_thread(self._iterator)
        try:
            async for piece in pieces:
                yield piece
                sent += 1
                if sent % TURN == 0:
                    await asyncio.sleep(0)
        finally:
            await aclose(pieces)

    def close(self) -> None:
        """Called by the server when it is done, or gives up. Django closes the source."""
        if self._crossing is not None and getgeneratorstate(self._crossing) != GEN_RUNNING:
            self._crossing.close()
        super().close()

    def _own_headers(self, length: int | None) -> dict[str, str]:
        is_text = self.media_type.startswith("text/") and self.charset
        headers = {
            "Content-Type": f"{self.media_type}; charset={self.charset}" if is_text else self.media_type,
            "X-Content-Type-Options": "nosniff",
        }
        attached = self.disposition == "attachment" or not is_inert(self.media_type)
        disposition = content_disposition_header(attached, self.filename)
        if disposition:
            headers["Content-Disposition"] = disposition
        if length is not None:
            headers["Content-Length"] = str(length)
        if not self.buffered:
            headers |= {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
        return headers


class OctetStream(Stream):
    """Bytes that are nothing in particular: saved, not shown."""

    charset = ""
    disposition = "attachment"


class PNGStream(OctetStream):
    """A PNG."""

    media_type = "image/png"
    disposition = "inline"


class JPEGStream(PNGStream):
    """A JPEG."""

    media_type = "image/jpeg"


class WebPStream(PNGStream):
    """A WebP."""

    media_type = "image/webp"


class GIFStream(PNGStream):
    """A GIF."""

    media_type = "image/gif"


class AVIFStream(PNGStream):
    """An AVIF."""

    media_type = "image/avif"


class ZipStream(OctetStream):
    """A ZIP archive that is packed on the way."""

    media_type = "application/zip"
    filename = "archive.zip"


class TextStream(Stream):
    """Plain text."""

    media_type = "text/plain"


class CSVStream(TextStream):
    """A table: saved, not shown."""

    media_type = "text/csv"
    disposition = "attachment"


class NDJSONStream(Stream):
    """JSON values, one a line.

    `failure` makes the value of the last line where the source fails, such as a problem of RFC 9457: what has begun
    cannot change its status any more. None of it means that the connection is cut.
    """

    media_type = "application/x-ndjson"
    buffered = False

    def __init__(
        self, source: Any, *, failure: Callable[[Exception], Any] = lambda error: None, **options: Any
    ) -> None:
        self._failure = failure
        super().__init__(source, **options)

    def encode(self, piece: Any) -> bytes:
        """The value as a line."""
        return json_line(piece)

    def last_words(self, error: Exception) -> bytes | None:
        """What `failure` says of it."""
        value = self._failure(error)
        return None if value is None else json_line(value)

    def known_length(self, source: Any) -> int | None:
        """Unknown: lines are written one at a time."""
        return None


class EventStream(Stream):
    """Server-sent events, each already written as such."""

    media_type = "text/event-stream"
    buffered = False


class MultipartStream(Stream):
    """Several parts after one another; `boundary` stands between them."""

    media_type = "multipart/mixed"
    buffered = False

    def __init__(self, source: Any, *, boundary: str, **options: Any) -> None:
        media_type = options.pop("media_type", "") or self.media_type
        super().__init__(source, media_type=f"{media_type}; boundary={boundary}", **options)
