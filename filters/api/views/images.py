"""`process/`, `explain/` and `inspect/`."""

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from filters.api.answers import InspectionSerializer, PlanSerializer
from filters.api.fields import read_flag
from filters.api.orders import image_types, pipeline_field, preset_field, read_order
from filters.api.sending import order_response
from filters.api.serializers import InspectSerializer, ProcessSerializer
from filters.api.views.base import IMAGE_ERRORS, WORK_ERRORS, ImageView
from filters.services.images import image_explain, image_inspect
from filters.services.quotas import pixel_charge

STEP_ERRORS = ("pipeline_invalid", "operation_unknown", "preset_unknown")


class ProcessView(ImageView):
    """Run a pipeline, a preset, or a preset and then a pipeline over a picture; with neither it is only converted."""

    serializer_class = ProcessSerializer
    error_codes = (*WORK_ERRORS, *STEP_ERRORS, "destination_unknown")

    def post(self, request: Request) -> HttpResponseBase:
        """Run a preset, a pipeline, or one after the other over a picture; with neither it is only converted."""
        order = read_order(
            self.fields(), caller=self.caller, accept=self.accept, pipeline=pipeline_field, preset=preset_field
        )
        return order_response(request, order)


class ExplainView(ImageView):
    """Show the plan for a picture, a pipeline and output choices, without doing it."""

    serializer_class = ProcessSerializer
    answer_class = PlanSerializer
    error_codes = (*WORK_ERRORS, *STEP_ERRORS, "destination_unknown")

    def post(self, request: Request) -> Response:
        """The plan for a picture, a pipeline and output choices, without doing it."""
        accept = image_types(self.accept)
        order = read_order(
            self.fields(), caller=self.caller, accept=accept, pipeline=pipeline_field, preset=preset_field
        )
        return Response(image_explain(job=order.job))


class InspectView(ImageView):
    """Tell what a picture is: format, size, frames, profile, EXIF, colors, histogram, sharpness, hashes."""

    serializer_class = InspectSerializer
    answer_class = InspectionSerializer
    error_codes = (*IMAGE_ERRORS, "deadline_exceeded")

    def post(self, request: Request) -> Response:
        """What a picture is: format, size, frames, profile, EXIF, colors, histogram, sharpness, hashes."""
        fields = self.fields()
        gps = fields.read(lambda: read_flag(fields, "gps"))
        fields.check()
        caller = self.caller
        data = fields.source(caller).data
        return Response(image_inspect(data=data, gps=bool(gps), client=caller.name, charge=pixel_charge(caller=caller)))
