"""A multipart body part by part, as it arrives: nothing is kept but the short texts before the first file."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.datastructures import MultiValueDict
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header

from filters import conf
from filters.engine.errors import UploadTooLarge
from filters.services.errors import RequestMalformed, UploadIncomplete
from filters.uploads.body import BLOCK, RequestBody

FORM = "multipart/form-data"
HEADERS = 16  # of one part
HEADER_BYTES = 8190


class Part:
    """One part. Its content can be read once, and only until the next part is asked for.

    `filename` is what the client calls the file, not safe for anything, and None for a text; `media_type` is what the
    client says it is, empty where it says nothing.
    """

    def __init__(self, segment: MultipartSegment, content: Iterator[bytes]) -> None:
        self.name = segment.name or ""
        self.filename = segment.filename
        self.media_type = segment.content_type or ""
        self.length: int | None = None
        self._content = content
        self._rest = b""

    def read(self, size: int = BLOCK) -> bytes:
        """What has come, at most `size` bytes; waits for at least one. Empty at the end."""
        data = self._rest or next(self._content, b"")
        if size < 0:
            size = len(data)
        self._rest = data[size:]
        return data[:size]

    def __iter__(self) -> Iterator[bytes]:
        """The rest of it."""
        while data := self.read():
            yield data

    def whole(self, most: int) -> bytes:
        """The rest of it in memory. Raises `UploadTooLarge` beyond `most` bytes."""
        found = bytearray()
        for data in self:
            found += data
            if len(found) > most:
                raise UploadTooLarge(f"{self.name or 'A part'} is larger than {most} bytes.", field=self.name)
        return bytes(found)


class Parts:
    """The parts of a body in their order. `texts` are the fields before the first file, once `read_texts` was called.

    Raises `RequestMalformed`, and `UploadIncomplete` where the client broke off.
    """

    def __init__(self, body: RequestBody, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get("boundary", "")
        if kind != FORM or not boundary:
            raise RequestMalformed(f"The body must be {FORM} with a boundary; got {kind or 'no type'}.")
        self.texts: MultiValueDict[str, str] = MultiValueDict()
        self._body = body
        self._parser = PushMultipartParser(
            boundary,
            max_header_size=HEADER_BYTES,
            max_header_count=HEADERS,
            max_segment_count=conf.max_batch() + settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        )
        self._events = self._parsed()
        self._current: Part | None = None
        self._ahead: Part | None = None

    def read_texts(self) -> "MultiValueDict[str, str]":
        """Read the fields before the first file, and nothing of that. All together are bounded as Django's are."""
        if self._ahead is not None:
            return self.texts
        left = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        for part in self:
            if part.filename is not None:
                self._ahead = part
                break
            value = part.whole(left)
            left -= len(value)
            self.texts.appendlist(part.name, value.decode("utf-8", "replace"))
        return self.texts

    def __iter__(self) -> Iterator[Part]:
        """Those that were not read as texts; a text that comes after a file has no `filename`."""
        if self._ahead is not None:
            part, self._ahead = self._ahead, None
            yield part
        while (part_or_none := self._next()) is not None:
            yield part_or_none

    def _next(self) -> Part | None:
        if self._current is not None:
            for _ in self._current:  # what nobody wanted
                pass
        event = next(self._events, None)
        self._current = None if event is None else Part(event, self._content())
        return self._current

    def _content(self) -> Iterator[bytes]:
        for event in self._events:
            if event is None:
                return
            yield bytes(event)

    def _parsed(self) -> Iterator[Any]:
        """What the parser tells: a segment, its pieces, None; and so on."""
        try:
            for data in self._body:
                yield from self._parser.parse(data)
            self._parser.close()
        except ParserLimitReached as error:
            raise RequestMalformed("The body has too many parts, or a part has too many headers.") from error
        except MultipartError as error:
            if self._parser.closed and self._body.ended:
                raise UploadIncomplete("The body ended in the middle of a part.") from error
            raise RequestMalformed("The body is no multipart/form-data as its Content-Type says.") from error
