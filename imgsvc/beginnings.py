"""How an answer begins to a body that was not read: WSGI's `start_response`, with what the body knows."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from imgsvc.serving.refusals import TOO_SLOW, refuse

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]


class Received(Protocol):
    """What a body knows of how it came."""

    too_slow: bool

    @property
    def unasked(self) -> bool: ...


def ending(start_response: Any, body: Received) -> Any:
    """The same; the connection ends after an answer to a body that was not asked for: what follows on it could be
    that body, or the next request."""

    def start(*given: Any) -> Any:
        response = getattr(start_response, "__self__", None)  # gunicorn's
        if body.unasked and response is not None:
            response.force_close()
        return start_response(*given)

    return start


def unless_too_slow(application: Application, environ: Environ, start_response: Any, body: Received) -> Iterable[bytes]:
    """The application's answer. One to a body that was cut off means nothing: it is replaced, if it has not begun."""
    begun = False

    def start(*given: Any) -> Any:
        nonlocal begun
        if not body.too_slow:
            begun = True
            return start_response(*given)

    response = application(environ, start)
    if begun or not body.too_slow:
        return response
    getattr(response, "close", lambda: None)()
    return refuse(TOO_SLOW, start_response)
