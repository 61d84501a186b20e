"""Answers of the server itself, to what never became a request. They are like the application's own errors."""

import json
import re
import socket
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from filters.api.problems import MEDIA_TYPE, ProblemDetails
from imgsvc.headers import DATA_HEADERS

DETAILS = {
    HTTPStatus.BAD_REQUEST: "The request is malformed.",
    HTTPStatus.REQUEST_TIMEOUT: "The head of the request did not come in time.",
    HTTPStatus.REQUEST_URI_TOO_LONG: "The request line is too long: send parameters as a form.",
    HTTPStatus.EXPECTATION_FAILED: "The only expectation that is met is 100-continue.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The request has too many or too long headers.",
    HTTPStatus.NOT_IMPLEMENTED: "The only transfer coding that is read is chunked.",
}
STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3}) ")
BUSY = ProblemDetails(
    code="busy", detail="Too many requests wait already; try again in a second.", headers={"Retry-After": "1"}
)
BROKEN = ProblemDetails(code="internal_error", detail="The service failed on this request.")
PLAIN = {"", "identity", "chunked"}
TOO_SLOW = ProblemDetails(
    code="upload_too_slow",
    detail="The upload came too slowly and was cut off: send a smaller image, or try again later.",
)
MALFORMED = ProblemDetails(code="parse_error", detail="The request body is malformed or was cut short.")
COMPRESSED = ProblemDetails(
    code="unsupported_media_type",
    detail="Compressed request bodies are not read: send the image as it is, without a content or transfer coding.",
)


class Capture:
    """Stands in for a client's socket, for gunicorn to write its own page of an error to."""

    def __init__(self) -> None:
        self.sent = bytearray()

    def gettimeout(self) -> float:
        """It never blocks."""
        return 0.0

    def sendall(self, data: bytes) -> None:
        """Keep it."""
        self.sent += data

    @property
    def status(self) -> HTTPStatus | None:
        """The status that gunicorn decided on."""
        found = STATUS_LINE.match(self.sent)
        return HTTPStatus(int(found[1])) if found else None


def problem(status: HTTPStatus) -> ProblemDetails:
    """The problem that a status of the server means."""
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return BROKEN
    detail = DETAILS.get(status, DETAILS[HTTPStatus.BAD_REQUEST])
    return ProblemDetails(code="parse_error", detail=detail, status=int(status))


def parts(details: ProblemDetails) -> tuple[str, dict[str, str], bytes]:
    """The status line without its protocol, the headers and the body."""
    body = json.dumps(details.body()).encode()
    status = HTTPStatus(details.answer_status())
    headers = {"Content-Type": MEDIA_TYPE, "Content-Length": str(len(body)), **DATA_HEADERS, **details.headers}
    return f"{status.value} {status.phrase}", headers, body


def refuse(details: ProblemDetails, start_response: Any) -> list[bytes]:
    """The same as a WSGI application's answer."""
    status, headers, body = parts(details)
    start_response(status, list(headers.items()))
    return [body]


def is_compressed(environ: Mapping[str, Any]) -> bool:
    """Whether anything was done to the body on its way, as the client tells it."""
    named = f"{environ.get('HTTP_CONTENT_ENCODING', '')},{environ.get('HTTP_TRANSFER_ENCODING', '')}"
    return bool({coding.strip().lower() for coding in named.split(",")} - PLAIN)


def send(sock: socket.socket, details: ProblemDetails) -> None:
    """Send the answer without waiting; a client that takes none gets none. Raises OSError where it is gone."""
    status, headers, body = parts(details)
    lines = [f"{name}: {value}" for name, value in {"Connection": "close", **headers}.items()]
    sock.setblocking(False)
    sock.sendall("\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("ascii") + body)
