"""Sending on: a file flows to a destination, and the destination's answer flows back, judged and bounded."""

import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import monotonic
from uuid import uuid4

from filters import conf
from filters.engine.errors import EngineError
from filters.models import Destination, SecretUnreadable, decrypted
from filters.remote.answers import Answer
from filters.remote.client import open_url
from filters.remote.errors import RemoteFailed, UrlRefused
from filters.remote.guard import rules_for
from filters.services.access import ANYONE, Caller
from filters.services.destinations import address, read_headers
from filters.services.media import SHOWN
from filters.services.outbound import Outbound, Turn

AHEAD = 256 * 1024  # bytes of an answer that are read before it is passed on: until then an error is still told
AHEAD_S = 5.0
MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")  # RFC 6838, 4.2
UNKNOWN = "application/octet-stream"
INERT = SHOWN | {"application/json", "application/problem+json", "text/plain"}
"""What an answer may be called: in none of these a browser runs anything."""
ENCODED = {'"': "%22", "\r": "%0D", "\n": "%0A"}  # in names of a form's fields: HTML, multipart/form-data encoding
UNBOUNDED = 1 << 62  # bytes; the bound is `MOST` here, so that it is told from that of the upload
NO_BODY = frozenset({204, 205})
sendings = Outbound(most=32, each=8)
"""At one time, in each web process: half of the threads that it has by default, for a destination that stalls must not
take them all; and those of one client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is sent: a file as it arrives. `length` in bytes and `sha256` are None where nobody knows them beforehand.

    What iterating `pieces` raises leaves the remote with a request that has no end.
    """

    name: str
    media_type: str
    pieces: Iterable[bytes]
    length: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the destination says. `body` is to be closed; `length` in bytes is None where nobody knows it.

    `media_type` is one of `INERT`, or `UNKNOWN` for all else. `number` is the `{id}` that this sending had.
    """

    status: int
    media_type: str
    length: int | None
    body: "ReplyBody"
    number: str
    milliseconds: float = field(compare=False)


class ReplyBody:
    """The body of an answer: what was read ahead, then the rest as it comes, at most `most` bytes.

    Iterating it raises `RemoteFailed` and `RemoteTimeout`.
    """

    def __init__(self, answer: Answer, *, most: int, turn: Turn) -> None:
        self._answer = answer
        self._turn = turn
        self._most = most
        self._received = 0
        self._ahead: list[bytes] = []
        self.ended = False

    def read_ahead(self) -> int:
        """Read some of it; how many bytes it has so far."""
        until = monotonic() + AHEAD_S
        while not self.ended and self._received < AHEAD and monotonic() < until:
            self._ahead.append(self._next())
        return self._received

    def __iter__(self) -> Iterator[bytes]:
        """All of it, once."""
        while self._ahead:
            yield self._ahead.pop(0)
        while not self.ended:
            yield self._next()

    def close(self) -> None:
        """Hang up."""
        self._answer.close()
        self._turn.end()

    def _next(self) -> bytes:
        piece = next(self._answer.pieces, None)
        self.ended = piece is None
        self._received += len(piece or b"")
        if self._received > self._most:
            raise _too_long()
        return piece or b""


def forward(
    *, destination: Destination, parcel: Parcel, caller: Caller = ANYONE, deadline_s: float | None = None
) -> Reply:
    """Send the parcel; what the destination says, of any status but a redirect.

    `deadline_s` is for all of it, None for the time that a transfer may take. Raises `Busy` where the caller sends as
    much at one time as anyone may, `RemoteFailed`, `RemoteTimeout`, `DestinationInvalid` where the address wants what
    nobody knows yet, and whatever reading the parcel raises.
    """
    turn = sendings.take(caller.name)
    try:
        return _forward(destination, parcel, turn, conf.transfer_s() if deadline_s is None else deadline_s)
    except BaseException:
        turn.end()
        raise


def _forward(destination: Destination, parcel: Parcel, turn: Turn, deadline_s: float) -> Reply:
    number, began = uuid4().hex, monotonic()
    template, headers = _stored(destination)
    known = {"name": parcel.name, "id": number} | ({"sha256": parcel.sha256} if parcel.sha256 else {})
    url = address(template, values=known)
    media_type, pieces, length = _content(destination, parcel)
    try:
        rules = rules_for(url, private=destination.private)
        answer = open_url(
            url,
            rules=rules,
            deadline_s=deadline_s,
            most=UNBOUNDED,
            method=destination.method,
            headers=_headers(headers, media_type),
            content=pieces,
            length=length,
            connect_s=destination.connect_s,
            idle_s=destination.answer_s,
        )
    except UrlRefused as error:
        raise RemoteFailed(
            "This destination leads where nothing is sent from here. Its test tells an admin why."
        ) from error
    return _reply(answer, turn, number, began)


def _stored(destination: Destination) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The address and the headers of it."""
    try:
        return decrypted(destination.url), read_headers(decrypted(destination.headers))
    except (SecretUnreadable, EngineError) as error:
        raise RemoteFailed(
            "This destination cannot be used until an admin enters its URL and its headers anew."
        ) from error


def _headers(chosen: Iterable[tuple[str, str]], media_type: str) -> dict[str, str]:
    """With the type of what is sent, unless the admin chose another; an empty one is none."""
    headers = dict(chosen)
    typed = next((name for name in headers if name.lower() == "content-type"), None)
    if typed is None:
        headers["Content-Type"] = media_type
    elif not headers[typed]:
        del headers[typed]
    return headers


def _content(destination: Destination, parcel: Parcel) -> tuple[str, Iterator[bytes], int | None]:
    """The body's type, its pieces, and its length."""
    media_type = parcel.media_type if MEDIA_TYPE.fullmatch(parcel.media_type) else UNKNOWN
    if destination.body == Destination.Body.RAW:
        return media_type, iter(parcel.pieces), parcel.length
    boundary = secrets.token_hex(16)
    field_name, name = (_encoded(text) for text in (destination.field, parcel.name))
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field_name}"; filename="{name}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n"
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()
    length = None if parcel.length is None else len(head) + parcel.length + len(tail)
    return f"multipart/form-data; boundary={boundary}", _between(head, parcel.pieces, tail), length


def _between(head: bytes, pieces: Iterable[bytes], tail: bytes) -> Iterator[bytes]:
    yield head
    yield from pieces
    yield tail


def _encoded(text: str) -> str:
    return "".join(ENCODED.get(char, char) for char in text)


def _reply(answer: Answer, turn: Turn, number: str, began: float) -> Reply:
    most = conf.max_upload_bytes()
    body = ReplyBody(answer, most=most, turn=turn)
    try:
        if 300 <= answer.status < 400:
            raise RemoteFailed(
                f"The destination redirects ({answer.status}), which is not followed. Its admin can set the new URL."
            )
        if not 200 <= answer.status < 600:
            raise RemoteFailed(f"The destination answers with the status {answer.status}, which is none.")
        if answer.length is not None and answer.length > most:
            raise _too_long()
        received = body.read_ahead()
    except BaseException:
        body.close()
        raise
    return Reply(
        status=answer.status,
        media_type=answer.media_type if answer.media_type in INERT else UNKNOWN,
        length=received if body.ended else answer.length,
        body=body,
        number=number,
        milliseconds=(monotonic() - began) * 1000,
    )


def _too_long() -> RemoteFailed:
    return RemoteFailed("The destination's answer is longer than one may be.")
