"""`presets/`, `presets/{slug}/` and `presets/{slug}/apply/`. The list is plain: presets are tens, not thousands."""

from typing import Any

from django.http.response import HttpResponseBase
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

from filters.api.orders import read_order
from filters.api.parsers import DeepJSONParser
from filters.api.presets import PresetSerializer
from filters.api.responses import image_response
from filters.api.serializers import PresetApplySerializer
from filters.api.views.base import WORK_ERRORS, ImageView, StaffOrReadOnly
from filters.models import Preset, PresetQuerySet
from filters.services.images import image_process
from filters.services.presets import preset_get

READ_ERRORS = ("not_acceptable",)
WRITE_ERRORS = (
    "parameter_invalid", "pipeline_invalid", "operation_unknown", "parse_error", "permission_denied",
    "not_authenticated", "not_acceptable", "upload_too_large", "unsupported_media_type",
)  # fmt: skip


class PresetViewBase(GenericAPIView[Preset]):
    """Active presets for anyone, all of them for staff."""

    serializer_class = PresetSerializer
    answer_class = PresetSerializer
    permission_classes = (StaffOrReadOnly,)
    parser_classes = (DeepJSONParser, MultiPartParser, FormParser)

    def get_queryset(self) -> PresetQuerySet:
        """Those that the user may see."""
        return Preset.objects.all() if self.request.user.is_staff else Preset.objects.active()


class PresetListView(ListModelMixin, CreateModelMixin, PresetViewBase):
    """The presets: active ones for anyone, all of them for staff, who may add more."""

    answers_many = True
    error_codes = READ_ERRORS
    write_error_codes = WRITE_ERRORS

    def get(self, request: Request) -> Response:
        """The presets by title: active ones for anyone, all of them for staff."""
        return self.list(request)

    def post(self, request: Request) -> Response:
        """Add a preset. For staff: a session, and its CSRF token in X-CSRFToken."""
        return self.create(request)


class PresetView(RetrieveModelMixin, UpdateModelMixin, DestroyModelMixin, PresetViewBase):
    """One preset: anyone reads an active one; staff changes and deletes."""

    lookup_field = "slug"
    error_codes = (*READ_ERRORS, "preset_unknown")
    write_error_codes = (*WRITE_ERRORS, "preset_unknown")

    def get_object(self) -> Preset:
        """The preset that the path names. Raises `PresetUnknown`."""
        return preset_get(slug=self.kwargs["slug"], among=self.get_queryset())

    def get(self, request: Request, slug: str) -> Response:
        """One preset."""
        return self.retrieve(request)

    def put(self, request: Request, slug: str) -> Response:
        """Replace a preset; what is left out becomes its default. For staff."""
        return self.update(request)

    def patch(self, request: Request, slug: str) -> Response:
        """Change some fields of a preset. For staff."""
        return self.partial_update(request)

    def delete(self, request: Request, slug: str) -> Response:
        """Delete a preset. For staff."""
        return self.destroy(request)


class PresetApplyView(ImageView):
    """Run a preset over a picture."""

    serializer_class = PresetApplySerializer
    error_codes = (*WORK_ERRORS, "pipeline_invalid", "preset_unknown")
    preset: Preset

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find the preset first: without it there is nothing here, whatever the method."""
        super().initial(request, *args, **kwargs)
        self.preset = preset_get(slug=kwargs["slug"])

    def post(self, request: Request, slug: str) -> HttpResponseBase:
        """Run a preset over a picture."""
        order = read_order(self.fields(), accept=self.accept, preset=lambda fields: self.preset)
        return image_response(request, image_process(job=order.job), order.delivery)
