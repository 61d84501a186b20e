"""Answers that come from a destination: what it says is passed on, and told from what is said here."""

import hashlib
from collections.abc import Mapping

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from filters.api.delivery import Delivery
from filters.api.orders import Order
from filters.api.responses import ImageResponse, image_response
from filters.callers import caller_of
from filters.engine import Rendition
from filters.models import Destination
from filters.services.access import Caller
from filters.services.forwarding import UNKNOWN, Parcel, Reply, forward
from filters.services.images import image_process
from filters.streams.responses import Stream

STATUS = "Imgsvc-Remote-Status"
NUMBER = "Imgsvc-Forward-Id"
TIMING = "Server-Timing"
EMPTY = frozenset({204, 205})


def order_response(request: Request, order: Order) -> HttpResponseBase:
    """Do the work; the picture is the answer, or goes to the order's destination, whose answer is the answer."""
    rendition = image_process(job=order.job)
    if order.destination is None:
        return image_response(request, rendition, order.delivery)
    return rendition_sent(rendition, order.delivery, order.destination, caller_of(request))


def rendition_sent(
    rendition: Rendition, delivery: Delivery, destination: Destination, caller: Caller
) -> HttpResponseBase:
    """Send a picture on; the answer has the headers that tell of the picture, too."""
    described = ImageResponse(rendition, delivery)
    about = {name: value for name, value in described.items() if name.startswith("Image-") or name == TIMING}
    parcel = Parcel(
        name=delivery.file_name(rendition.format),
        media_type=rendition.media_type,
        pieces=(rendition.data,),
        length=len(rendition.data),
        sha256=hashlib.sha256(rendition.data).hexdigest(),
    )
    return reply_response(forward(destination=destination, parcel=parcel, caller=caller), about)


def reply_response(reply: Reply, about: Mapping[str, str] | None = None) -> HttpResponseBase:
    """What the destination said, with `about` as further headers."""
    headers = dict(about or {})
    stages = [headers.pop(TIMING, ""), f"forward;dur={reply.milliseconds:.1f}"]
    return Stream(
        reply.body,
        status=reply.status,
        length=None if reply.status in EMPTY else reply.length,
        media_type=reply.media_type,
        disposition="attachment" if reply.media_type == UNKNOWN else "inline",
        headers=headers
        | {
            STATUS: str(reply.status),
            NUMBER: reply.number,
            TIMING: ", ".join(filter(None, stages)),
            "Cache-Control": "private, no-store",
        },
    )
