"""Files from other servers: a picture to work on, or a file of any size that flows through."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from itertools import chain
from types import TracebackType
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from filters import conf
from filters.models import RemoteHost
from filters.remote.answers import Answer
from filters.remote.client import open_url
from filters.remote.errors import RemoteFailed
from filters.remote.guard import HostRule, Rules
from filters.services.access import ANYONE, Caller
from filters.services.errors import FetchDisabled
from filters.services.fresh import Fresh
from filters.services.media import UNKNOWN, is_picture, media_type_of
from filters.services.names import safe_name
from filters.services.outbound import Outbound, Turn

HEAD = 4096  # bytes that tell what a file is
PICTURES = "image/*,application/octet-stream;q=0.5,*/*;q=0.1"
ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,200}"')  # RFC 9110, 8.8.3
SCRIPTED = "image/svg+xml"

outbound = Outbound()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that flows through. To be closed, which hangs up; as a context manager it closes itself.

    `media_type` is that of a raster image, or `UNKNOWN`, judged by the first bytes. `length` in bytes is None where
    nobody knows it. `headers` are what the other server says of this version of it.
    """

    name: str
    media_type: str
    length: int | None
    headers: Mapping[str, str]
    pieces: Iterator[bytes]
    _answer: Answer = field(repr=False)
    _turn: Turn = field(repr=False)

    @property
    def disposition(self) -> Literal["inline", "attachment"]:
        """Whether a browser may show it."""
        return "attachment" if self.media_type == UNKNOWN else "inline"

    def __iter__(self) -> Iterator[bytes]:
        """Its bytes, once."""
        return self.pieces

    def close(self) -> None:
        """Hang up."""
        self._answer.close()
        self._turn.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def url_data(*, url: str, caller: Caller = ANYONE) -> bytes:
    """The picture at this URL, no larger than an upload, within the time that a picture has to come.

    Raises `FetchDisabled`, `UrlRefused`, `RemoteFailed`, `RemoteTimeout`, `UploadTooLarge` and `Busy`.
    """
    rules = fetch_rules()
    turn = outbound.take(caller.name)
    try:
        with _asked(url, rules, deadline_s=conf.fetch_s(), most=conf.max_upload_bytes()) as answer:
            return b"".join(answer.pieces)
    finally:
        turn.end()


def url_stream(*, url: str, caller: Caller = ANYONE) -> Fetched:
    """The file at this URL, its first bytes read, no larger than a file may be. Raises as `url_data` does."""
    rules = fetch_rules()
    turn = outbound.take(caller.name)
    try:
        answer = _asked(url, rules, deadline_s=conf.transfer_s(), most=conf.max_file_bytes())
    except BaseException:
        turn.end()
        raise
    try:
        first = _first(answer.pieces)
    except BaseException:
        answer.close()
        turn.end()
        raise
    found = media_type_of(first)
    return Fetched(
        name=url_name(answer.url),
        media_type=found if is_picture(found) and found != SCRIPTED else UNKNOWN,
        length=answer.length,
        headers=_version(answer),
        pieces=chain([first] if first else [], answer.pieces),
        _answer=answer,
        _turn=turn,
    )


def url_name(url: str) -> str:
    """What the file is called in its URL, made safe."""
    return safe_name(unquote(urlsplit(url).path))


def fetch_rules() -> Rules:
    """Which servers are asked. Raises `FetchDisabled` where none is."""
    mode = conf.fetch()
    if mode not in ("listed", "open"):
        raise FetchDisabled(
            "Files are not fetched from other servers here. Send the file itself, or ask the operator to set "
            "IMGSVC_FETCH=listed, for hosts that an admin lists under Remote hosts, or IMGSVC_FETCH=open, for all that "
            "have public addresses.",
            field="url",
        )
    return Rules("open" if mode == "open" else "listed", _hosts.get())


def _asked(url: str, rules: Rules, *, deadline_s: float, most: int) -> Answer:
    """A whole file. Raises `RemoteFailed` for anything else that the other server says."""
    answer = open_url(url, rules=rules, deadline_s=deadline_s, most=most, headers={"Accept": PICTURES})
    if answer.status != HTTPStatus.OK:
        answer.close()
        raise RemoteFailed(f"The other server does not give the file: it answers {_said(answer.status)}.", field="url")
    return answer


def _said(status: int) -> str:
    names = {known.value: known.phrase for known in HTTPStatus}
    return f"{status} {names.get(status, '')}".rstrip()


def _first(pieces: Iterator[bytes]) -> bytes:
    """Enough of the file to tell what it is, or all of it."""
    first = b""
    while len(first) < HEAD and (piece := next(pieces, b"")):
        first += piece
    return first


def _version(answer: Answer) -> dict[str, str]:
    """ETag and Last-Modified, where they are well formed."""
    headers = {}
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    if ETAG.fullmatch(etag):
        headers["ETag"] = etag
    with suppress(ValueError, OverflowError):  # no date, or one of another zone
        headers["Last-Modified"] = format_datetime(parsedate_to_datetime(modified), usegmt=True)
    return headers


def _read_hosts(before: tuple[HostRule, ...] | None) -> tuple[HostRule, ...]:
    rows = RemoteHost.objects.filter(active=True).values_list("host", "port", "private")
    return tuple(HostRule(host, port, private) for host, port, private in rows)


_hosts = Fresh(_read_hosts)
