"""`batch/`."""

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from filters.api.batch_answers import batch_response
from filters.api.batch_fields import TYPES, BatchSerializer, read_batch, read_sent
from filters.api.batch_schema import BatchSchema
from filters.api.negotiation import ImageNegotiation
from filters.api.permissions import MayKeepFiles, MayProcess
from filters.api.views.base import WORK_ERRORS
from filters.api.views.flowing import FlowingView
from filters.services.batch import Batch, batch_process
from filters.services.batch_sources import batch_entries
from filters.services.execution import refuse_if_full


class BatchView(FlowingView):
    """Run a preset, a pipeline or both over many pictures, and get each result as soon as it is there.

    All other fields come before the first picture. What fails is an entry in the answer, and the rest goes on.
    """

    serializer_class = BatchSerializer
    parser_classes = (MultiPartParser,)  # type: ignore[assignment]  # for the form of the page; nothing is parsed
    content_negotiation_class = ImageNegotiation
    permission_classes = (MayProcess,)
    takes_images = True
    schema = BatchSchema()
    error_codes = (
        *WORK_ERRORS, "pipeline_invalid", "operation_unknown", "preset_unknown", "upload_incomplete",
    )  # fmt: skip

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Turn away at once, before anything is read, where there is no room."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            refuse_if_full(self.caller.name)

    def post(self, request: Request) -> HttpResponseBase:
        """Run a preset, a pipeline, or one after the other over many pictures; the answer begins with the first."""
        accept = request.headers.get("Accept")
        sent = read_sent(
            request.query_params,
            self.body,
            request.META.get("CONTENT_TYPE") or "",
            self.parts if self.is_form else None,
        )
        preferred = request._request.get_preferred_type(list(TYPES))
        order = read_batch(sent, caller=self.caller, accept=accept, preferred=preferred)
        if order.kept == "file":
            MayKeepFiles().has_permission(request, self)
        archive = order.archive and order.archive.begun()
        entries = batch_entries(
            caller=self.caller, files=order.files, parts=order.parts, archive=archive, body=self.body
        )
        process = batch_process(job=order.order.job, caller=self.caller)
        batch = Batch(entries, process, in_order=order.in_order)
        sock = request.META.get("gunicorn.socket")
        return batch_response(batch, order=order, caller=self.caller, body=self.body, sock=sock)
