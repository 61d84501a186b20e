"""Asking other servers, and sending to them, without being led anywhere else.

The name is looked up once, every address of it is checked, and one of these is connected to: there is no second look-up
that could find another. The name stays in the Host header and in what TLS verifies. Nothing of the environment counts:
no proxies, no .netrc; there are no cookies, and a URL's credentials are refused. An answer is taken as it is sent:
it was asked for uncompressed, and one that is compressed all the same is refused, so nothing can unpack here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from ssl import SSLCertVerificationError, SSLContext, TLSVersion

import httpcore2
import httpx2

from filters.engine.errors import UploadTooLarge
from filters.remote.addresses import Address
from filters.remote.answers import Answer
from filters.remote.errors import RemoteFailed, RemoteTimeout, UrlRefused
from filters.remote.guard import Rules, Target, require_allowed, target_of
from filters.remote.network import Checked, CheckedBackend, Deadline
from filters.remote.resolving import resolve

MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CONNECT_S = 10.0
IDLE_S = 30.0
OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "expect", "te"})
DEFAULTS = {"User-Agent": "imgsvc", "Accept": "*/*"}
MEBI = 1024 * 1024
Content = bytes | Iterable[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, but for where. `length` is that of `content` in bytes, None where nobody knows it."""

    method: str
    headers: Mapping[str, str]
    content: Content | None
    length: int | None
    connect_s: float
    idle_s: float

    @property
    def follows(self) -> bool:
        """Whether a redirect is followed: what is sent goes to one server only."""
        return self.method in ("GET", "HEAD") and self.content is None


def open_url(
    url: str,
    *,
    rules: Rules,
    deadline_s: float,
    most: int,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: Content | None = None,
    length: int | None = None,
    connect_s: float = CONNECT_S,
    idle_s: float = IDLE_S,
) -> Answer:
    """The answer of another server, of any status but a redirect that is followed, with its body still to be read.

    `deadline_s` is for all of it, `connect_s` for each connection, `idle_s` for each time that no byte moves. `most` is
    the longest body of the answer, in bytes. `headers` go to the first server only; those that say how the body is sent
    (`OURS`) are set here. `content` of unknown length is sent chunked; what it raises is raised,
    and a `length` that is not its own is a mistake of the caller's (h11's `LocalProtocolError`).

    Raises `UrlRefused`, `RemoteFailed`, `RemoteTimeout` and `UploadTooLarge`.
    """
    if isinstance(content, bytes):
        content, length = (content,), len(content)
    question = Question(
        method=method, headers=headers or {}, content=content, length=length, connect_s=connect_s, idle_s=idle_s
    )
    deadline = Deadline(deadline_s)
    target = target_of(url, rules)
    for _ in range(MOST_REDIRECTS + 1):
        answer = _ask(target, question, deadline, most)
        if not question.follows or answer.status not in REDIRECTS or "location" not in answer.headers:
            return answer
        answer.close()
        before, target = target, _next(target, answer.headers["location"], rules)
        if target.origin != before.origin:
            question = replace(question, headers={})
    raise RemoteFailed(f"The other server redirects more than {MOST_REDIRECTS} times.")


def _next(target: Target, location: str, rules: Rules) -> Target:
    try:
        url = str(target.url.join(location))
    except (httpx2.InvalidURL, ValueError) as error:
        raise RemoteFailed("The other server redirects to something that is no URL.") from error
    following = target_of(url, rules)
    if target.scheme == "https" and following.scheme != "https":
        raise UrlRefused("The other server redirects from https to http, which is not followed.")
    return following


def _ask(target: Target, question: Question, deadline: Deadline, most: int) -> Answer:
    """One request over a connection of its own, which is closed with the answer."""
    with _translated():
        addresses = _addresses(target, deadline.left(question.connect_s))
        backend = CheckedBackend(Checked(target.host, target.port, addresses), deadline)
        connection = _connection(target, backend)
        hang_up = _closing(connection, backend)
        try:
            response = connection.handle_request(_request(target, question))
            if backend.stream is not None:
                backend.stream.head_has_come()
            return _answer(target, question, response, most, hang_up)
        except BaseException:
            hang_up()
            raise


def _addresses(target: Target, within_s: float) -> list[Address]:
    """Those of the host, checked. Raises `UrlRefused`."""
    literal = target.literal
    addresses = [literal] if literal is not None else resolve(target.host, target.port, within_s=within_s)
    require_allowed(addresses, target)
    return addresses


def _connection(target: Target, backend: CheckedBackend) -> httpcore2.HTTPConnection:
    origin = httpcore2.Origin(target.scheme.encode(), target.host.encode(), target.port)
    context = tls_context() if target.scheme == "https" else None
    return httpcore2.HTTPConnection(origin, ssl_context=context, network_backend=backend)


@cache
def tls_context() -> SSLContext:
    """The system's certificates, or those that `SSL_CERT_FILE` names; certificates and names are verified.

    TLS 1.2 is the least, whatever the system's OpenSSL is set to.
    """
    context: SSLContext = httpx2.create_ssl_context()
    context.minimum_version = TLSVersion.TLSv1_2
    return context


def _closing(connection: httpcore2.HTTPConnection, backend: CheckedBackend) -> Callable[[], None]:
    def hang_up() -> None:
        connection.close()
        if backend.stream is not None:
            backend.stream.close()

    return hang_up


def _request(target: Target, question: Question) -> httpcore2.Request:
    given = {name: value for name, value in question.headers.items() if name.lower() not in OURS}
    named = {name.lower() for name in given}
    sent = {"Host": target.url.netloc.decode("ascii")}
    sent |= {name: value for name, value in DEFAULTS.items() if name.lower() not in named} | given
    sent |= {"Accept-Encoding": "identity", "Connection": "close"}
    if question.content is not None and question.length is None:
        sent["Transfer-Encoding"] = "chunked"
    elif question.content is not None or question.method in ("POST", "PUT", "PATCH"):
        sent["Content-Length"] = str(question.length or 0)
    return httpcore2.Request(
        question.method,
        httpcore2.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.url.raw_path),
        headers=[(name.encode("latin-1"), value.encode("utf-8")) for name, value in sent.items()],
        content=() if question.content is None else question.content,
        extensions={"timeout": {"connect": question.connect_s, "read": question.idle_s, "write": question.idle_s}},
    )


def _answer(
    target: Target, question: Question, response: httpcore2.Response, most: int, hang_up: Callable[[], None]
) -> Answer:
    headers = httpx2.Headers(response.headers)
    coding = headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity"):
        raise RemoteFailed("The other server answers compressed, though it was asked not to.")
    chunked = "transfer-encoding" in headers
    length = int(headers["content-length"]) if "content-length" in headers and not chunked else None
    if length is not None and length > most and question.method != "HEAD":
        raise _too_large(most)
    return Answer(
        url=str(target.url),
        status=response.status,
        headers=headers,
        media_type=headers.get("content-type", "").partition(";")[0].strip().lower(),
        length=length,
        pieces=_pieces(response, most, hang_up),
        _hang_up=hang_up,
    )


def _pieces(response: httpcore2.Response, most: int, hang_up: Callable[[], None]) -> Iterator[bytes]:
    """The body, until it is too long."""
    received = 0
    try:
        with _translated():
            for piece in response.iter_stream():
                received += len(piece)
                if received > most:
                    raise _too_large(most)
                yield piece
    finally:
        hang_up()


def _too_large(most: int) -> UploadTooLarge:
    return UploadTooLarge(f"The other server's answer is larger than the {round(most / MEBI, 3):.10g} MiB allowed.")


@contextmanager
def _translated() -> Iterator[None]:
    """What the library raises, in our words: they tell nothing of addresses."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise RemoteTimeout("The other server did not do its part in the time allowed.") from error
    except httpcore2.RemoteProtocolError as error:
        raise RemoteFailed("The other server broke off, or its answer is not HTTP.") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, UnicodeError) as error:
        if isinstance(error.__cause__, SSLCertVerificationError):
            raise RemoteFailed("The other server's certificate is not valid, or not for its name.") from error
        raise RemoteFailed("The other server cannot be reached, or broke off.") from error
