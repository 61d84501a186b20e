"""The content of a file as an answer: whole, in ranges, or by nginx."""

from collections.abc import Iterator
from typing import Any, Literal

from django.core.files.storage import FileSystemStorage
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, escape_leading_slashes
from rest_framework.request import Request
from rest_framework.response import Response

from filters import conf
from filters.api.conditions import Validators
from filters.api.problems import MEDIA_TYPE, ProblemDetails
from filters.engine.errors import Problem
from filters.models import Blob, StoredFile, Visibility
from filters.services import blobs
from filters.services.media import SHOWN
from filters.services.storage import files_storage
from filters.streams.ranges import content_range_unsatisfied, parse_ranges, ranged
from filters.streams.responses import Stream

Disposition = Literal["inline", "attachment"]
SAFE = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
"""Whatever a browser takes it for, it runs nothing of it."""


def file_response(request: Request, file: StoredFile, disposition: Disposition) -> HttpResponseBase:
    """What GET and HEAD of this file answer. Raises `PreconditionFailed` and `StorageFailed`."""
    validators = Validators.of(file)
    headers = {"Accept-Ranges": "bytes", "Cache-Control": _cache_control(file), **validators.headers(), **SAFE}
    answer: HttpResponseBase | None = validators.not_modified(request)
    if answer is not None:
        for name, value in headers.items():
            answer.headers[name] = value
        return answer
    shown = disposition if file.media_type in SHOWN else "attachment"
    location = "" if "If-Match" in request.headers else _by_nginx(file.blob)
    if location:
        return _left_to_nginx(file, location, shown, headers)
    return _streamed(request, file, shown, headers, may_resume=validators.may_resume(request))


def _streamed(
    request: Request, file: StoredFile, shown: str, headers: dict[str, str], *, may_resume: bool
) -> HttpResponseBase:
    size = file.blob.size
    about: dict[str, Any] = {"media_type": file.media_type, "filename": file.name, "disposition": shown}
    if request.method == "HEAD":
        return Stream((), length=size, headers=headers, **about)  # FlowingView drops the body that it has not
    ranges = parse_ranges(request.headers.get("Range"), size) if may_resume else None
    if ranges is None:
        return Stream(blobs.read(file.blob), length=size, headers=headers, **about)
    if not ranges:
        return _unsatisfiable(size, headers)
    if len(ranges) > 1:
        return ranged(_reading(file.blob), size=size, ranges=ranges, headers=headers, **about)
    (only,) = ranges
    return Stream(
        blobs.read(file.blob, start=only.start, stop=only.stop),
        length=len(only),
        status=206,
        headers=headers | {"Content-Range": only.content_range(size)},
        **about,
    )


def _reading(blob: Blob) -> Any:
    """What reads a part of several: each is opened when its turn comes, and closed before the next."""

    def read(start: int, stop: int) -> Iterator[bytes]:
        blocks = blobs.read(blob, start=start, stop=stop)
        try:
            yield from blocks
        finally:
            blocks.close()

    return read


def _unsatisfiable(size: int, headers: dict[str, str]) -> Response:
    detail = f"The file has {size} bytes, and none of the ranges begins among them."
    problem = ProblemDetails(
        code="range_not_satisfiable", detail=detail, errors=[Problem("Range", "range_not_satisfiable", detail)]
    )
    return Response(
        problem.body(),
        status=problem.answer_status(),
        headers={"Accept-Ranges": "bytes", "Content-Range": content_range_unsatisfied(size), "ETag": headers["ETag"]},
        content_type=MEDIA_TYPE,
    )


def _by_nginx(blob: Blob) -> str:
    """Where nginx has it, for what lies as one file in a folder."""
    prefix = conf.accel_redirect()
    segments = list(blob.segments.all()[:2]) if prefix and isinstance(files_storage(), FileSystemStorage) else []
    return escape_leading_slashes(prefix + segments[0].key) if len(segments) == 1 else ""


def _left_to_nginx(file: StoredFile, location: str, shown: str, headers: dict[str, str]) -> HttpResponse:
    """nginx sends the file with its length, and does ranges by itself; it has If-Range from the request."""
    disposition = content_disposition_header(shown == "attachment", file.name)
    return HttpResponse(
        content_type=file.media_type,
        headers={
            **headers,
            "X-Accel-Redirect": location,
            **({"Content-Disposition": disposition} if disposition else {}),
        },
    )


def _cache_control(file: StoredFile) -> str:
    """It may be kept, and is asked for each time: it may be replaced, expire, or be made private."""
    return "no-cache" if file.visibility == Visibility.PUBLIC else "private, no-cache"
