"""`presets/`, `presets/{slug}/` and `presets/{slug}/apply/`. The list is plain: presets are tens, not thousands."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import (
    CreateModelMixin,
    DestroyModelMixin,
    ListModelMixin,
    RetrieveModelMixin,
    UpdateModelMixin,
)
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from filters.api import lines
from filters.api.orders import read_order
from filters.api.parsers import DeepJSONParser
from filters.api.permissions import MayWritePresets
from filters.api.preset_lines import MOST_BYTES, ON_CONFLICT, PresetImport, preset_lines
from filters.api.presets import PresetSerializer, save_new
from filters.api.sending import order_response
from filters.api.serializers import PresetApplySerializer
from filters.api.views.base import WORK_ERRORS, ImageView
from filters.api.views.flowing import unparsed, without_body_of_head
from filters.callers import caller_of
from filters.models import Preset, PresetQuerySet
from filters.services.presets import preset_find, preset_get, preset_rows
from filters.streams.meanwhile import meanwhile, takes_of
from filters.streams.responses import NDJSONStream
from filters.uploads.body import RequestBody

FORMATS = ("json", lines.FORMAT)
READ_ERRORS = ("not_acceptable",)
WRITE_ERRORS = (
    "parameter_invalid", "pipeline_invalid", "operation_unknown", "parse_error", "permission_denied",
    "not_authenticated", "not_acceptable", "upload_too_large", "unsupported_media_type",
)  # fmt: skip


class PresetViewBase(GenericAPIView[Preset]):
    """Public presets that are active, for anyone; their own for who has a login or a key; all of them for staff."""

    serializer_class = PresetSerializer
    answer_class = PresetSerializer
    permission_classes = (MayWritePresets,)
    parser_classes = (DeepJSONParser, MultiPartParser, FormParser)

    def get_queryset(self) -> PresetQuerySet:
        """Those that are there for the caller: others' only while they are active, unless the caller is staff."""
        return preset_rows(caller=caller_of(self.request))


class PresetListView(ListModelMixin, CreateModelMixin, PresetViewBase):
    """The presets by title. Who has a login or a key with the scope presets adds their own; staff adds the house's.

    As JSON Lines they are exported and imported: `format=ndjson` or `Accept: application/x-ndjson`, and a body of
    `Content-Type: application/x-ndjson`.
    """

    answers_many = True
    error_codes = (*READ_ERRORS, "parameter_invalid")
    write_error_codes = WRITE_ERRORS
    flows_through = (lines.MEDIA_TYPE,)
    lines_described: ClassVar = {
        "GET": "A preset a line, with what a POST takes of it.",
        "POST": "For a body of lines: a line with `line`, `slug`, `status` and `errors` for each of them.",
    }
    renderer_classes: Any = (*api_settings.DEFAULT_RENDERER_CLASSES, lines.LinesRenderer)
    content_negotiation_class = lines.LinesNegotiation

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Lines are read as they arrive, and by nobody else."""
        drf_request = super().initialize_request(request, *args, **kwargs)
        return unparsed(drf_request) if self._imports(request) else drf_request

    @extend_schema(parameters=[OpenApiParameter("format", enum=FORMATS, description="What to answer with.")])
    def get(self, request: Request) -> HttpResponseBase:
        """The presets by title: active public ones for anyone, their own for owners, all of them for staff.

        `format=ndjson`, or `Accept: application/x-ndjson`, exports them as JSON Lines: what a POST takes of each.
        """
        lines.choice(request, "format", FORMATS, "json")
        if request.accepted_renderer.format != lines.FORMAT:
            return self.list(request)
        rows = preset_lines(self.get_queryset())
        export = NDJSONStream(rows, failure=lines.problem_line, filename="presets.ndjson", disposition="attachment")
        return without_body_of_head(request, export)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "on_conflict",
                enum=ON_CONFLICT,
                description="Beside a body of lines: what to do with a slug that is taken.",
            )
        ]
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Add a preset. With an API key that has the scope presets, or a session and its CSRF token in X-CSRFToken.

        A body of the type `application/x-ndjson` imports many, one a line, while it arrives. Each is answered by a
        line: its `line` and `slug`, a `status` of created, replaced, skipped or error, and its `errors`. What has the
        slug already is kept and an error, or kept (`on_conflict=skip`), or replaced (`on_conflict=replace`). A line
        whose `type` begins with `urn:imgsvc:error:` is the last one, and says why the rest was not imported.
        """
        if not self._imports(request):
            return self.create(request)
        on_conflict = lines.choice(request, "on_conflict", ON_CONFLICT, "error")
        body = RequestBody(request, most=MOST_BYTES)
        results = meanwhile(
            PresetImport(body, caller=caller_of(request), on_conflict=on_conflict),
            arriving=lambda: not body.ended,
            takes=takes_of(request.META.get("gunicorn.socket")),
        )
        return NDJSONStream(results, failure=lines.problem_line)

    def perform_create(self, serializer: Any) -> None:
        """Whose it is follows from who adds it. Raises `PresetsFull`."""
        save_new(serializer, caller=caller_of(self.request))

    def _imports(self, request: HttpRequest | Request) -> bool:
        return request.method == "POST" and lines.sends_lines(request.META.get("CONTENT_TYPE"))


class PresetView(RetrieveModelMixin, UpdateModelMixin, DestroyModelMixin, PresetViewBase):
    """One preset: anyone reads a public one; its owner and staff change and delete it."""

    lookup_field = "slug"
    error_codes = (*READ_ERRORS, "preset_unknown")
    write_error_codes = (*WRITE_ERRORS, "preset_unknown")

    def get_object(self) -> Preset:
        """The preset that the path names, if the caller may do this with it. Raises `PresetUnknown`."""
        preset = preset_find(slug=self.kwargs["slug"], among=self.get_queryset())
        self.check_object_permissions(self.request, preset)
        return preset

    def get(self, request: Request, slug: str) -> Response:
        """One preset."""
        return self.retrieve(request)

    def put(self, request: Request, slug: str) -> Response:
        """Replace a preset; what is left out becomes its default. For its owner and staff."""
        return self.update(request)

    def patch(self, request: Request, slug: str) -> Response:
        """Change some fields of a preset. For its owner and staff."""
        return self.partial_update(request)

    def delete(self, request: Request, slug: str) -> Response:
        """Delete a preset. For its owner and staff."""
        return self.destroy(request)


class PresetApplyView(ImageView):
    """Run a preset over a picture."""

    serializer_class = PresetApplySerializer
    error_codes = (*WORK_ERRORS, "pipeline_invalid", "preset_unknown", "destination_unknown")
    preset: Preset

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find the preset first: without it there is nothing here, whatever the method."""
        super().initial(request, *args, **kwargs)
        self.preset = preset_get(slug=kwargs["slug"], caller=self.caller)

    def post(self, request: Request, slug: str) -> HttpResponseBase:
        """Run a preset over a picture."""
        order = read_order(
            self.fields(), caller=self.caller, accept=self.accept, preset=lambda fields, caller: self.preset
        )
        return order_response(request, order)
