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
from filters.api.permissions import MayWritePresets
from filters.api.presets import PresetSerializer
from filters.api.responses import image_response
from filters.api.serializers import PresetApplySerializer
from filters.api.views.base import WORK_ERRORS, ImageView
from filters.callers import caller_of
from filters.models import Preset, PresetQuerySet, Visibility
from filters.services.images import image_process
from filters.services.presets import preset_find, preset_get, preset_owner, preset_rows

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
    """The presets by title. Who has a login or a key with the scope presets adds their own; staff adds the house's."""

    answers_many = True
    error_codes = READ_ERRORS
    write_error_codes = WRITE_ERRORS

    def get(self, request: Request) -> Response:
        """The presets by title: active public ones for anyone, their own for owners, all of them for staff."""
        return self.list(request)

    def post(self, request: Request) -> Response:
        """Add a preset. With an API key that has the scope presets, or a session and its CSRF token in X-CSRFToken."""
        return self.create(request)

    def perform_create(self, serializer: Any) -> None:
        """Whose it is follows from who adds it. Raises `PresetsFull`."""
        owner = preset_owner(caller=caller_of(self.request))
        usual = Visibility.PRIVATE if owner else Visibility.PUBLIC
        serializer.save(owner_id=owner, visibility=serializer.validated_data.get("visibility", usual))


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
    error_codes = (*WORK_ERRORS, "pipeline_invalid", "preset_unknown")
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
        return image_response(request, image_process(job=order.job), order.delivery)
