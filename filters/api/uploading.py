"""A file on its way through: out of a raw body, a form, or a storage, and not yet read."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from mimetypes import guess_extension

from rest_framework.request import Request

from filters import conf
from filters.api.errors import RequestInvalid
from filters.api.fields import Fields
from filters.engine.errors import ImageMissing, Problem, UploadTooLarge
from filters.engine.problems import shown
from filters.models import Blob
from filters.services.access import Caller
from filters.services.blobs import read
from filters.services.forwarding import UNKNOWN, Parcel
from filters.services.names import safe_name
from filters.services.sources import Source, stored_file
from filters.uploads.body import RequestBody
from filters.uploads.memory import mebibytes
from filters.uploads.parts import Part, Parts

HELD = 1 << 20  # bytes of a file that are waited for before a server is asked: shorter ones have a length and a digest
HOW = "Send it as the raw body (curl --data-binary @photo.jpg) or as a part of a form (curl -F image=@photo.jpg)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """A file as it arrives. `length` in bytes is None where nobody knows it, `name` what the client calls it."""

    name: str
    media_type: str
    pieces: Iterator[bytes]
    length: int | None = None
    sha256: str | None = None

    def whole(self) -> Source:
        """All of it in memory, for the filters. Raises `UploadTooLarge` and `ImageMissing`."""
        most, data = conf.max_upload_bytes(), bytearray()
        if self.length is not None and self.length > most:
            raise UploadTooLarge(f"The picture has {mebibytes(self.length)}; at most {mebibytes(most)} are filtered.")
        for piece in self.pieces:
            data += piece
            if len(data) > most:
                raise UploadTooLarge(f"The picture is larger than the {mebibytes(most)} that are filtered.")
        if not data:
            raise ImageMissing(f"There is no picture in the request. {HOW}")
        return Source(data=bytes(data), name=self.name)

    def parcel(self, name: str = "") -> Parcel:
        """It as it is to be sent, under this name. Waits for its beginning. Raises `ImageMissing` for an empty one."""
        held: list[bytes] = []
        size = 0
        for piece in self.pieces:
            held.append(piece)
            size += len(piece)
            if size > HELD:
                break
        if not size:
            raise ImageMissing(f"There is no file in the request. {HOW}")
        length, sha256, pieces = self.length, self.sha256, _chained(held, self.pieces)
        if size <= HELD:
            data = b"".join(held)
            length, sha256, pieces = size, hashlib.sha256(data).hexdigest(), iter((data,))
        media_type = (self.media_type or UNKNOWN).partition(";")[0].strip().lower()
        usual = f"file{guess_extension(media_type) or ''}" if media_type != UNKNOWN else "file"
        return Parcel(
            name=safe_name(name or self.name, otherwise=usual),
            media_type=media_type,
            pieces=pieces,
            length=length,
            sha256=sha256,
        )


def from_body(request: Request, body: RequestBody) -> Arriving:
    """The raw body."""
    return Arriving(name="", media_type=request.META.get("CONTENT_TYPE") or "", pieces=iter(body), length=body.length)


def from_form(parts: Parts) -> Arriving:
    """The first file of a form. Reading it to its end raises `RequestInvalid` where something comes after it."""
    for part in parts:
        if part.filename is None:
            raise _late(part)
        first = part.read()
        if first or part.filename:
            pieces = _chained([first], _only(part, parts))
            return Arriving(name=part.filename, media_type=part.media_type, pieces=pieces)
    return Arriving(name="", media_type="", pieces=iter(()))


def from_storage(reference: str, caller: Caller) -> Arriving:
    """A stored file that the caller may see. Raises `FileUnknown` and `StorageFailed`."""
    file = stored_file(file=reference, caller=caller)
    blob = file.blob
    return Arriving(
        name=file.name, media_type=file.media_type, pieces=_stored(blob), length=blob.size, sha256=blob.sha256
    )


def in_memory(source: Source) -> Arriving:
    """What was read already."""
    return Arriving(name=source.name, media_type="", pieces=iter((source.data,)), length=len(source.data))


def one_source(fields: Fields, arriving: Arriving) -> None:
    """Raise `RequestInvalid` where a file was sent and another was named."""
    if any(arriving.pieces):
        named = " and ".join(name for name in ("file", "url") if fields.get(name))
        detail = f"A file was sent, and {named} names another; a request has one of them."
        raise RequestInvalid([Problem(named.split(" ")[0], "parameter_invalid", detail)])


def _chained(held: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    while held:
        yield held.pop(0)
    yield from rest


def _stored(blob: Blob) -> Iterator[bytes]:
    with closing(read(blob)) as blocks:
        yield from blocks


def _only(part: Part, parts: Parts) -> Iterator[bytes]:
    """Its content; then nothing may come."""
    yield from part
    for later in parts:
        if later.filename is None:
            raise _late(later)
        if later.filename or any(later):
            raise RequestInvalid([Problem(later.name[:80], "parameter_invalid", "A form has one file here.")])


def _late(part: Part) -> RequestInvalid:
    detail = f"{shown(part.name, quote=False)} must come before the file: what follows it comes too late."
    return RequestInvalid([Problem(part.name[:80], "parameter_invalid", detail)])
