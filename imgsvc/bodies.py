"""Request bodies where WSGI meets Django: chunked ones can be read, oversized ones are not, and the rest is discarded.

One that is compressed is refused: what it unpacks to has no bound. One that comes too slowly is cut off, by the worker.

An answer that comes before the whole body was read would reach a client that is still sending as a reset connection:
it is sent at once, and then what is left of the body is received and thrown away, within bounds.
"""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from io import BytesIO
from time import monotonic
from typing import Any

from django.conf import settings
from gunicorn.http.body import LengthReader

from filters import conf
from filters.uploads.memory import body_limit
from imgsvc.addresses import flows_through
from imgsvc.arriving import BLOCK, arrived
from imgsvc.beginnings import Application, Environ, ending, unless_too_slow
from imgsvc.serving.pace import PacedSocket, UploadTooSlow
from imgsvc.serving.refusals import COMPRESSED, MALFORMED, TOO_SLOW, is_compressed, refuse
from imgsvc.streams import Answer, Chain, Stream

HEAD = 64 * 1024  # what is read of an oversized form, so that it keeps the fields before the file
HEAD_STEP = 1024
HEAD_IDLE_S = 0.25
PIECE = 512 * 1024
DISCARD_BYTES = 256 * 1024 * 1024
DISCARD_S = 10
DISCARD_IDLE_S = 2


class Body:
    """A request's body; it knows whether it was read to its end. `length` is None where nobody knows it."""

    def __init__(self, stream: Stream, length: int | None, sock: socket.socket | None = None) -> None:
        self.stream = stream
        self.left = length
        self.sock = sock
        self.ended = length == 0
        self.too_slow = False
        self._piece = 1

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end. A malformed body is an OSError, as a broken connection is."""
        size = self._within(size)
        return self._count(self.receive(self.stream.read, size), size)

    def read1(self, size: int = BLOCK, /) -> bytes:
        """What has come, at most `size` bytes; waits for at least one. None at the end."""
        size = self._within(BLOCK if size < 0 else size)
        return self._count(self.receive(partial(arrived, self.stream), size), size)

    def readline(self, size: int = -1, /) -> bytes:
        """A line, or its first `size` bytes."""
        line = self.receive(self.stream.readline, self._within(size))
        return self._count(line, 1)

    @property
    def unasked(self) -> bool:
        """Whether the client waits for a word before it sends the body."""
        return isinstance(self.sock, PacedSocket) and self.sock.expectant

    def discard(self) -> None:
        """Receive what is left and forget it; hang up on a client that sends too much or too slowly.

        One that waits to be told to send it was told not to, and that its connection ends.
        """
        if self.unasked:
            return
        end, received = monotonic() + DISCARD_S, 0
        with suppress(OSError), self._patience(DISCARD_IDLE_S):
            piece = PIECE
            while not self.ended and received < DISCARD_BYTES and monotonic() < end:
                self._wake_after(min(self.left or 1, piece))
                try:
                    received += self._forget()
                except TimeoutError:
                    if piece == 1:
                        raise
                    piece = 1
            self._wake_after(1)
        if not self.ended and self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def _wake_after(self, size: int) -> None:
        """Wait for so many bytes at a time: being woken for every few thousand costs more than they do."""
        if self.sock is not None and size != self._piece:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size)
        self._piece = size

    def _forget(self) -> int:
        """Receive some bytes that nobody wants: from the socket itself, where they need not even be copied (tcp(7))."""
        reader = getattr(self.stream, "reader", None)
        if self.sock is None or self.left is None or not isinstance(reader, LengthReader) or reader.length != self.left:
            return len(self.read(BLOCK))
        held = reader.unreader.take_buffered()
        if held:
            size = min(len(held), self.left)
            reader.unreader.unread(held[size:])
        else:
            size = len(self.sock.recv(min(self.left, BLOCK), socket.MSG_TRUNC))
            self.ended = size == 0
        reader.length -= size
        self.left -= size
        self.ended = self.ended or self.left == 0
        return size

    def head(self) -> bytes:
        """The beginning, as far as it is already there."""
        head = bytearray()
        with suppress(TimeoutError), self._patience(HEAD_IDLE_S):
            while not self.ended and len(head) < HEAD:
                head += self.read(HEAD_STEP)
        return bytes(head)

    def _within(self, size: int) -> int:
        """Never ask for more than there is: a stream may go on with the next request."""
        if self.left is None:
            return size
        return self.left if size < 0 else min(size, self.left)

    def receive(self, read: Callable[[int], bytes], size: int) -> bytes:
        """What `read` gives; a malformed body is an OSError."""
        try:
            if isinstance(self.sock, PacedSocket):
                self.sock.welcome()
            return read(size)
        except UploadTooSlow:
            self.too_slow = self.ended = True
            raise
        except OSError:
            raise
        except Exception as error:  # whatever the server calls a malformed body
            self.ended = True
            raise OSError("The request body is malformed.") from error

    def _count(self, data: bytes, wanted: int) -> bytes:
        if self.left is not None:
            self.left -= len(data)
        self.ended = self.ended or self.left == 0 or wanted < 0 or (wanted > 0 and not data)
        return data

    @contextmanager
    def _patience(self, seconds: float) -> Iterator[None]:
        """Within, waiting longer than this for the client is a TimeoutError."""
        if self.sock is None:
            yield
            return
        before = self.sock.gettimeout()
        self.sock.settimeout(seconds)
        try:
            yield
        finally:
            with suppress(OSError):
                self.sock.settimeout(before)


class Head:
    """The beginning of an oversized body, as if it were all of it; read only when asked for."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._file: BytesIO | None = None

    def read(self, size: int = -1, /) -> bytes:
        return self._head().read(size)

    def readline(self, size: int = -1, /) -> bytes:
        return self._head().readline(size)

    def _head(self) -> BytesIO:
        if self._file is None:
            self._file = BytesIO(self.body.head())
        return self._file


def bounded_bodies(application: Application) -> Application:
    """The application, with bodies that are bounded, may be chunked, and need not be read."""

    def bounded(environ: Environ, start_response: Any) -> Iterable[bytes]:
        try:
            body = _prepare(environ)
        except UploadTooSlow:
            return refuse(TOO_SLOW, start_response)
        except OSError:
            return refuse(MALFORMED, start_response)
        if body is None:
            return application(environ, start_response)
        if is_compressed(environ):
            response: Iterable[bytes] = refuse(COMPRESSED, ending(start_response, body))
        else:
            response = unless_too_slow(application, environ, ending(start_response, body), body)
        return response if body.ended else Answer(response, body.discard)

    return bounded


def _prepare(environ: Environ) -> Body | None:
    """Replace the environment's input; None where there is no body."""
    stream, sock = environ["wsgi.input"], environ.get("gunicorn.socket")
    content_type = environ.get("CONTENT_TYPE", "")
    limit, flows = body_limit(content_type), flows_through(environ.get("PATH_INFO", ""), content_type)
    if flows:
        limit = conf.max_file_bytes()
        if isinstance(sock, PacedSocket):
            sock.allow(conf.transfer_s())
    chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower() and environ.get("wsgi.input_terminated")
    length = None if chunked else _length(environ)
    if length == 0:
        return None
    body = Body(stream, length, sock)
    if length is None and flows:
        environ["CONTENT_LENGTH"] = str(limit + 1)  # Django takes no body without a length; the view tells by itself
        environ["wsgi.input"] = body
    elif length is None:
        _give_length(environ, body, limit)
    else:
        environ["wsgi.input"] = body if length <= limit else Head(body)
    return body


def _give_length(environ: Environ, body: Body, limit: int) -> None:
    """Django reads no body without a length: a short one is read to get it, a long one gets the limit and one more."""
    short = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    first = b""
    while len(first) < short and (more := body.receive(body.stream.read, short - len(first))):
        first += more
    body.ended = len(first) < short
    environ["CONTENT_LENGTH"] = str(len(first) if body.ended else limit + 1)
    environ["wsgi.input"] = Chain(first, body)


def _length(environ: Environ) -> int:
    try:
        return max(0, int(environ.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0
