"""A finished picture as an answer, straight from memory."""

import io
from collections.abc import Sequence

from django.http import FileResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from filters.api.delivery import Delivery
from filters.engine import Rendition


class ImageResponse(FileResponse):
    """A rendition with everything HTTP can say about it.

    The block is larger than any picture: one read then hands out the very bytes that `BytesIO` holds, without a copy.
    """

    block_size = 1 << 30

    def __init__(self, rendition: Rendition, delivery: Delivery) -> None:
        self.rendition = rendition
        super().__init__(
            io.BytesIO(rendition.data),
            content_type=rendition.media_type,
            as_attachment=delivery.disposition == "attachment",
            filename=delivery.file_name(rendition.format),
            headers=_headers(rendition),
        )


def image_response(request: Request, rendition: Rendition, delivery: Delivery) -> HttpResponseBase:
    """The picture itself, or the page that shows it where a person browses."""
    answer = ImageResponse(rendition, delivery)
    return Response(answer) if request.accepted_renderer.format == "api" else answer


def server_timing(timings: Sequence[tuple[str, float]], rules: Sequence[Sequence[str]]) -> str:
    """The stages as the Server-Timing header lists them, with the plan's rules that changed them.

    Names of operations and rules are valid tokens.
    """
    return ", ".join(
        f"{name};dur={milliseconds:.1f}" + (f';desc="{" ".join(changed)}"' if changed else "")
        for (name, milliseconds), changed in zip(timings, rules, strict=True)
    )


def _headers(rendition: Rendition) -> dict[str, str]:
    headers = {
        "Cache-Control": "private, no-store",
        "ETag": f'"{rendition.etag}"',
        "Image-Width": str(rendition.size[0]),
        "Image-Height": str(rendition.size[1]),
        "Image-Frames": str(rendition.frames),
        "Server-Timing": server_timing(rendition.timings, rendition.rules),
        "X-Content-Type-Options": "nosniff",
    }
    if rendition.quality is not None:
        headers["Image-Quality"] = str(rendition.quality)
    return headers | ({"Image-Warnings": ", ".join(rendition.notes)} if rendition.notes else {})
