"""Uploads that would be turned away are refused by their heads: while the server is full, an answer must cost little.

This is the short way, for who calls the API without a login, in a browser or not: no session, no view, no bytes of the
upload. All others are refused where views begin to read. The name of an API key is taken as it stands in the request:
whoever borrows one learns that the server is full for it, and nothing is done in its name.
"""

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from django.http.request import HttpHeaders

from filters import conf
from filters.api.problems import ProblemDetails
from filters.callers import address_of
from filters.engine.errors import Busy
from filters.services.execution import admission
from imgsvc.addresses import takes_images
from imgsvc.serving.refusals import parts

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]

KEY = "api-key "
OWN_WAY = ("HTTP_COOKIE", "HTTP_ORIGIN")
"""Headers of who is refused by a view: it knows logins, and answers pages elsewhere as browsers want it."""


def refused_when_full(application: Application) -> Application:
    """The application, but for uploads that have no place."""

    def answer(environ: Environ, start_response: Any) -> Iterable[bytes]:
        client = _client(environ) if _sends_image(environ) else ""
        if not client:
            return application(environ, start_response)
        try:
            with admission.expect(client):
                return application(environ, start_response)
        except Busy as busy:
            return _refuse(busy, start_response)

    return answer


def _refuse(busy: Busy, start_response: Any) -> Iterable[bytes]:
    headers = {"Retry-After": str(busy.retry_after)}
    status, fields, body = parts(ProblemDetails(code=busy.code, detail=busy.detail, headers=headers))
    start_response(status, list(fields.items()))
    return [body]


def _client(environ: Environ) -> str:
    """The name of who asks (as `Caller.name`), as far as the head tells; empty for who has to be looked at closely."""
    if any(name in environ for name in OWN_WAY) or "text/html" in environ.get("HTTP_ACCEPT", ""):
        return ""
    authorization = environ.get("HTTP_AUTHORIZATION", "").strip()
    if authorization.lower().startswith(KEY):
        return f"key:{authorization[len(KEY) :].strip().partition('.')[0]}"
    request = SimpleNamespace(META=environ, headers=HttpHeaders(environ))
    return f"address:{address_of(request)}" if conf.anonymous() else ""


def _sends_image(environ: Environ) -> bool:
    """Whether what is sent is taken for a picture."""
    return environ["REQUEST_METHOD"] == "POST" and takes_images(environ["PATH_INFO"])
