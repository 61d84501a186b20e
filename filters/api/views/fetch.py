"""`fetch/`: a file from another server flows through."""

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from filters.api.delivery import DISPOSITIONS, Delivery
from filters.api.errors import RequestInvalid
from filters.api.fields import unknown_field
from filters.api.negotiation import ImageNegotiation
from filters.api.permissions import MayFetch
from filters.api.throttles import EveryThrottle
from filters.api.views.flowing import FlowingView
from filters.engine.errors import Problem
from filters.engine.formats import FORMATS
from filters.services.fetching import url_stream
from filters.services.media import SHOWN, UNKNOWN
from filters.streams.breaking import Breaking
from filters.streams.responses import Stream

HOW = "Give it whole and percent-encoded, such as with curl -G --data-urlencode url=https://images.example.org/cat.jpg."
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Accel-Buffering": "no",  # a proxy need not keep on its disk what flows through
}
RASTER = tuple(sorted(format.media_type for format in FORMATS.values() if not format.array and format.name != "svg"))


class FetchTerms(serializers.Serializer[Any]):
    """What is fetched, and how it is shown; for the schema, which the view holds against what is sent."""

    url = serializers.CharField(help_text="The file's address: https://... or http://..., percent-encoded.")
    disposition = serializers.ChoiceField(
        DISPOSITIONS, required=False, help_text="attachment saves a picture that is shown otherwise."
    )


class FetchView(FlowingView):
    """A file of another server, sent through as it comes: `?url=https://images.example.org/cat.jpg`.

    Whether other servers are asked, and which, is the operator's choice. Raster images are shown; all else is saved.
    """

    http_method_names = ["get", "head", "options"]
    content_negotiation_class = ImageNegotiation
    permission_classes = (MayFetch,)
    throttle_classes = (EveryThrottle,)
    content_types = (*RASTER, UNKNOWN)
    error_codes = (
        "parameter_invalid", "url_refused", "fetch_disabled", "not_authenticated", "permission_denied",
        "upload_too_large", "remote_failed", "remote_timeout", "busy",
    )  # fmt: skip

    @extend_schema(parameters=[FetchTerms])
    def get(self, request: Request) -> HttpResponseBase:
        """The file at a URL, streamed. Content that is a raster image is shown as what its bytes are, all else saved.

        Its length, ETag and Last-Modified are the other server's. There are no ranges.
        """
        if "url" not in request.query_params and request.accepted_renderer.format == "api":
            return Response({"url": HOW})
        url, disposition = _terms(request)
        found = url_stream(url=url, caller=self.caller)
        return Stream(
            Breaking(found, what="A fetched file"),
            media_type=found.media_type,
            filename=found.name,
            disposition=disposition if found.media_type in SHOWN else "attachment",
            length=found.length,
            headers={**HEADERS, **found.headers},
        )


def _terms(request: Request) -> tuple[str, str]:
    """URL and disposition. Raises `RequestInvalid`."""
    known = list(FetchTerms().fields)
    problems = [unknown_field(name, known) for name in request.query_params if name not in known]
    url = request.query_params.get("url", "")
    if problems:
        problems = [
            Problem(wrong.field, wrong.code, f"{wrong.detail} If it is part of url: {HOW}") for wrong in problems
        ]
    if not url:
        problems.append(Problem("url", "parameter_invalid", f"url is missing. {HOW}"))
    if problems:
        raise RequestInvalid(problems)
    return url, Delivery.parse(request.query_params.get("disposition", ""), "").disposition
