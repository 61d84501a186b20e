"""JSON Lines as a format of the API: how it is asked for, and how it tells of a failure."""

import logging
from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from filters.api.errors import RequestInvalid, problem_details
from filters.api.handlers import INTERNAL_ERROR
from filters.engine.errors import Problem
from filters.engine.problems import shown

MEDIA_TYPE = "application/x-ndjson"
FORMAT = "ndjson"

logger = logging.getLogger(__name__)


class LinesRenderer(JSONRenderer):
    """One value as a line: what is no stream, such as an error, to who asked for lines."""

    media_type = MEDIA_TYPE
    format = FORMAT

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """The line; DRF's own values, such as dates, are written as its JSON has them."""
        text: bytes = super().render(data, "application/json", renderer_context)
        return text + b"\n" if text else text


class LinesNegotiation(DefaultContentNegotiation):
    """As Accept says, unless the query says `format=ndjson` or `format=json`: a link has no headers."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer and its media type."""
        known: list[Any] = list(renderers)
        asked = request.query_params.get("format")
        for renderer in known:
            if asked == renderer.format != "api":
                return renderer, renderer.media_type
        chosen: tuple[BaseRenderer, str] = super().select_renderer(request, known, format_suffix)
        return chosen


def choice(request: Request, name: str, choices: tuple[str, ...], default: str) -> str:
    """A parameter of the query. Raises `RequestInvalid` where it is none of the choices."""
    value = request.query_params.get(name, default)
    if value not in choices:
        detail = f"{name} must be one of {', '.join(choices)}; got {shown(value)}."
        raise RequestInvalid([Problem(name, "parameter_invalid", detail)])
    return value


def sends_lines(content_type: str | None) -> bool:
    """Whether a body is JSON Lines."""
    return (content_type or "").partition(";")[0].strip().lower() == MEDIA_TYPE


def problem_line(error: Exception) -> dict[str, Any]:
    """The last line of a stream that failed: a problem of RFC 9457, known by its `type`, `urn:imgsvc:error:...`."""
    details = problem_details(error)
    if details is None:
        logger.error("A stream of lines failed.", exc_info=error)
        details = INTERNAL_ERROR
    return details.body()
