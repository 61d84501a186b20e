"""Every exception becomes a problem here and nowhere else; views contain no `try`."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from filters.api.problems import MEDIA_TYPE, ProblemDetails
from filters.codes import KINDS, NAMED_IN_PATH
from filters.engine.errors import Busy, EngineError, Problem, SeveralProblems, Throttled
from filters.services.errors import StorageFailed
from filters.services.outage import is_outage, outage

UNREADABLE = (SuspiciousOperation, MultiPartParserError, RawPostDataException, UnreadablePostError)


class RequestInvalid(SeveralProblems):
    """A request that cannot be read."""

    code = "parameter_invalid"


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer for DRF; None leaves what is unknown to the server-error handler, which logs it."""
    details = problem_details(exc, path=context["kwargs"])
    if details is None:
        return None
    accepted = getattr(context["request"], "accepted_renderer", None)
    is_page = accepted is not None and accepted.format == "api"
    return Response(
        details.body(),
        status=details.answer_status(),
        headers=dict(details.headers),
        content_type=None if is_page else MEDIA_TYPE,
    )


def problem_details(exc: Exception, *, path: Mapping[str, Any] | None = None) -> ProblemDetails | None:
    """The problem that an exception means, or None where it is a fault of ours. `path` is what the URL captured."""
    if is_outage(exc):
        return _from_engine(outage(exc), {})
    if isinstance(exc, EngineError):
        return _from_engine(exc, path or {})
    if isinstance(exc, RequestDataTooBig):
        return ProblemDetails(code="upload_too_large", detail="The fields beside the image are too large.")
    if isinstance(exc, TooManyFieldsSent | TooManyFilesSent):
        return ProblemDetails(code="parse_error", detail="The form has too many fields.")
    if isinstance(exc, UNREADABLE):
        return ProblemDetails(code="parse_error", detail="The request is malformed or was cut short.")
    if isinstance(exc, Http404):
        return ProblemDetails(code="not_found", detail="There is nothing at this address.")
    if isinstance(exc, PermissionDenied):
        return ProblemDetails(code="permission_denied", detail="You are not allowed to do this.")
    return _from_drf(exc) if isinstance(exc, exceptions.APIException) else None


def _from_engine(exc: EngineError, path: Mapping[str, Any]) -> ProblemDetails:
    return ProblemDetails(
        code=exc.code,
        detail=exc.detail,
        status=404 if NAMED_IN_PATH.get(exc.code) in path else 0,
        errors=exc.problems,
        headers={"Retry-After": str(exc.retry_after)} if isinstance(exc, Busy | Throttled | StorageFailed) else {},
    )


def _from_drf(exc: exceptions.APIException) -> ProblemDetails:
    if isinstance(exc, exceptions.ValidationError):
        problems = list(_problems(exc.detail, ""))
        return ProblemDetails(
            code=problems[0].code, detail=" ".join(problem.detail for problem in problems), errors=problems
        )
    headers = {}
    challenge, wait = getattr(exc, "auth_header", None), getattr(exc, "wait", None)
    if challenge:
        headers["WWW-Authenticate"] = str(challenge)
    if wait is not None:
        headers["Retry-After"] = str(math.ceil(wait))
    code = str(getattr(exc.detail, "code", exc.default_code))
    return ProblemDetails(
        code=code if code in KINDS else str(exc.default_code),
        detail=str(exc.detail),
        status=exc.status_code,
        headers=headers,
    )


def _problems(detail: Any, field: str) -> Iterator[Problem]:
    """A serializer's nested errors, flat: `{"pipeline": {"[1].radius": [...]}}` is `pipeline[1].radius`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            joint = "." if field and str(name)[:1] not in ("", "[") else ""
            yield from _problems(inner, field if name == "non_field_errors" else f"{field}{joint}{name}")
    elif isinstance(detail, list):
        for inner in detail:
            yield from _problems(inner, field)
    else:
        code = getattr(detail, "code", "")
        yield Problem(field, code if code in KINDS else "parameter_invalid", str(detail))
