"""A multipart body part by part, as it arrives: nothing is kept but the short texts before the first file."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.utils.datastructures import MultiValueDict
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header

from filters import conf
from filters.engine.errors import EngineError, UploadTooLarge
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

    def __init__(self, segment: MultipartSegment, more: Callable[[], bytearray | None]) -> None:
        self.name = segment.name or ""
        self.filename = _filename(segment)
        self.media_type = segment.content_type or ""
        self.length: int | None = None
        self._more = more
        self._ended = False
        self._held = memoryview(b"")

    def read(self, size: int = BLOCK) -> bytes:
        """What has come, at most `size` bytes; waits for at least one. Empty at the end."""
        if size == 0:
            return b""
        if not self._held and not self._ended:
            more = self._more()
            self._ended = more is None
            self._held = memoryview(more or b"")
        size = len(self._held) if size < 0 else size
        data, self._held = self._held[:size], self._held[size:]
        return bytes(data)

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

    Raises `RequestMalformed`, and `UploadIncomplete` where the client broke off; who reads on after that gets the same
    error again, never an end.
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
        self._parsed = self._parse()
        self._failure: EngineError | None = None
        self._texts_read = False
        self._current: Part | None = None
        self._ahead: Part | None = None

    def read_texts(self) -> "MultiValueDict[str, str]":
        """Read the fields before the first file, and nothing of that. All together are bounded as Django's are."""
        if self._texts_read:
            return self.texts
        self._texts_read = True
        left = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        for part in self:
            if part.filename is not None:
                self._ahead = part
                break
            left -= len(part.name)
            value = part.whole(left)
            left -= len(value)
            if left < 0:
                raise UploadTooLarge("The fields before the first file are too long together.")
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
        event = self._event()
        self._current = None if event is None else Part(event, self._event)
        return self._current

    def _event(self) -> Any:
        """What comes next: a segment, its pieces, None; and so on. None as well after the last."""
        if self._failure is not None:
            raise self._failure
        try:
            return next(self._parsed, None)
        except EngineError as error:
            self._failure = error
            raise

    def _parse(self) -> Iterator[Any]:
        begun = False
        try:
            for data in self._body:
                for event in self._parser.parse(data):
                    begun = True
                    yield event
        except ParserLimitReached as error:
            raise RequestMalformed("The body has too many parts, or a part has too many headers.") from error
        except MultipartError as error:
            raise RequestMalformed("The body is no multipart/form-data as its Content-Type says.") from error
        try:
            self._parser.close()
        except MultipartError as error:
            if begun:
                raise UploadIncomplete("The body ended in the middle of a part.") from error
            raise RequestMalformed("The body ended before the content of its first part.") from error


def _filename(segment: MultipartSegment) -> str | None:
    """The extended form of RFC 5987 goes first, as in Django: clients that send it mean the plain one for others."""
    _, options = parse_options_header(segment.header("Content-Disposition", ""))
    extended: str | None = options.get("filename*")
    if extended is None:
        plain: str | None = segment.filename
        return plain
    charset, _, text = extended.rpartition("'")
    return unquote(text, "latin-1" if charset.lower().startswith("iso-8859-1'") else "utf-8")
