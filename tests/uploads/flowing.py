"""Bodies that arrive in the pieces that a test wants, and break off where it wants."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from django.test import RequestFactory

from filters.uploads.body import RequestBody
from filters.uploads.parts import Parts

BOUNDARY = "boundary"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


class Trickle:
    """A server's stream: each `read1` gives one of the pieces, or raises one of the errors."""

    def __init__(self, pieces: Iterable[bytes | Exception]) -> None:
        self.pieces = list(pieces)
        self.reads = 0

    def read(self, size: int = -1, /) -> bytes:
        raise AssertionError("it would wait for all that is asked for")

    readline = read

    def read1(self, size: int = -1, /) -> bytes:
        self.reads += 1
        piece = self.pieces.pop(0) if self.pieces else b""
        if isinstance(piece, Exception):
            raise piece
        if len(piece) > size >= 0:
            self.pieces.insert(0, piece[size:])
        return piece[:size] if size >= 0 else piece


def body_of(*pieces: bytes | Exception, length: int | None = None, most: int | None = None) -> RequestBody:
    """A body that comes in these pieces; chunked where no length is given."""
    framing = {"HTTP_TRANSFER_ENCODING": "chunked"} if length is None else {"CONTENT_LENGTH": str(length)}
    extra: dict[str, Any] = framing | {"wsgi.input": Trickle(pieces)}
    return RequestBody(RequestFactory().generic("PUT", "/", b"", CONTENT_TYPE, **extra), most=most)


def parts_of(*pieces: bytes | Exception, length: int | None = None, content_type: str = CONTENT_TYPE) -> Parts:
    """The parts of such a body."""
    return Parts(body_of(*pieces, length=length), content_type)


def part(content: bytes, name: str = "image", *, disposition: str = "", headers: Iterable[str] = ()) -> bytes:
    """A part as it is sent, with its delimiter before it; `disposition` comes after the name."""
    lines = [f"--{BOUNDARY}", f'Content-Disposition: form-data; name="{name}"{disposition}', *headers, "", ""]
    return "\r\n".join(lines).encode() + content + b"\r\n"


def file_part(content: bytes, name: str = "image", filename: str = "cat.jpg") -> bytes:
    """A file's part."""
    return part(content, name, disposition=f'; filename="{filename}"', headers=["Content-Type: image/jpeg"])


def form(*sent: bytes) -> bytes:
    """A whole body of such parts."""
    return b"".join(sent) + f"--{BOUNDARY}--\r\n".encode()


def split(data: bytes, places: Iterable[int]) -> Iterator[bytes]:
    """The data cut at these places."""
    for start, stop in pairwise([0, *sorted({place for place in places if 0 < place < len(data)}), len(data)]):
        yield data[start:stop]
