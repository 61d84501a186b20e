"""`forward/{destination}/`: an upload flows through to a server that an admin registered."""

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from filters.api.forward_schema import ForwardSchema
from filters.api.forwarding import ForwardFields, ForwardSerializer, parameters_of, read_forward, steps_field
from filters.api.negotiation import ImageNegotiation
from filters.api.orders import image_types, preset_field, read_order
from filters.api.permissions import MayProcess
from filters.api.sending import rendition_sent, reply_response
from filters.api.uploading import Arriving, from_body, from_form, from_storage, in_memory, one_source
from filters.api.views.base import WORK_ERRORS
from filters.api.views.flowing import FlowingView
from filters.api.views.images import STEP_ERRORS
from filters.models import Destination
from filters.services.destinations import destination_get
from filters.services.execution import refuse_if_full
from filters.services.forwarding import forward
from filters.services.images import image_process


class ForwardView(FlowingView):
    """Send a file on to a destination that an admin registered: as it is, or filtered on its way.

    The file is the raw body, or the last part of a form. The answer is the destination's: Imgsvc-Remote-Status says so.
    """

    schema = ForwardSchema()
    serializer_class = ForwardSerializer
    parser_classes: Any = (MultiPartParser,)  # for the page's form: nothing here is parsed by it
    permission_classes = (MayProcess,)
    content_negotiation_class = ImageNegotiation
    error_codes = (
        *(code for code in WORK_ERRORS if code != "unsupported_media_type"), *STEP_ERRORS, "destination_unknown",
        "upload_incomplete", "upload_too_slow",
    )  # fmt: skip
    destination: Destination

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find the destination first: without it there is nothing here, whatever the method."""
        super().initial(request, *args, **kwargs)
        self.destination = destination_get(slug=kwargs["destination"], caller=self.caller)

    def post(self, request: Request, destination: str) -> HttpResponseBase:
        """Send a file on, as it is or filtered on its way; the answer is the destination's."""
        sources = [request.query_params, *([self.parts.read_texts()] if self.is_form else [])]
        fields = read_forward(sources, lambda: self.arriving().whole())
        if fields.filters:
            return self.filtered(fields)
        parcel = self.named(fields).parcel(fields.get("filename"))
        return reply_response(forward(destination=self.destination, parcel=parcel, caller=self.caller))

    def filtered(self, fields: ForwardFields) -> HttpResponseBase:
        """Work on the picture, and send the result."""
        refuse_if_full(self.caller.name)
        order = read_order(
            fields,
            caller=self.caller,
            accept=image_types(self.request.headers.get("Accept")),
            pipeline=steps_field,
            preset=preset_field,
            not_output=parameters_of(fields),
        )
        return rendition_sent(image_process(job=order.job), order.delivery, self.destination, self.caller)

    def arriving(self) -> Arriving:
        """The file of the request."""
        return from_form(self.parts) if self.is_form else from_body(self.request, self.body)

    def named(self, fields: ForwardFields) -> Arriving:
        """The file, from wherever it is."""
        file, url = fields.get("file").strip(), fields.get("url").strip()
        if not file and not url:
            return self.arriving()
        one_source(fields, self.arriving())
        return from_storage(file, self.caller) if file else in_memory(fields.source(self.caller))
