"""What the calls have in common."""

from collections.abc import Mapping
from typing import Any

from rest_framework.generics import GenericAPIView
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request

from filters.api.fields import Fields, read_fields
from filters.api.negotiation import ImageNegotiation
from filters.api.parsers import BinaryParser, DeepJSONParser, NpyParser, NpzParser, RawImageParser
from filters.api.permissions import MayProcess
from filters.api.serializers import field_names
from filters.callers import caller_of
from filters.services.access import Caller
from filters.services.execution import refuse_if_full

IMAGE_ERRORS = (
    "image_missing", "parameter_invalid", "parse_error", "not_acceptable", "upload_too_large", "image_too_large",
    "too_many_frames", "format_unsupported", "unsupported_media_type", "image_unreadable", "busy",
    "not_authenticated", "permission_denied", "file_unknown", "storage_failed", "fetch_disabled", "url_refused",
    "remote_failed", "remote_timeout",
)  # fmt: skip
WORK_ERRORS = (*IMAGE_ERRORS, "output_too_large", "deadline_exceeded")


class ImageView(GenericAPIView[Any]):
    """A call that takes a picture: as a form field, as the raw body, or by the name of where it is."""

    parser_classes = (
        MultiPartParser, RawImageParser, BinaryParser, NpyParser, NpzParser, DeepJSONParser, FormParser,
    )  # fmt: skip
    content_negotiation_class = ImageNegotiation
    permission_classes = (MayProcess,)
    takes_images = True
    error_codes: tuple[str, ...] = WORK_ERRORS

    chosen: Mapping[str, str] | None = None
    """What the request's fields hold, once they were read."""

    @property
    def accept(self) -> str | None:
        """The Accept header."""
        return self.request.headers.get("Accept")

    @property
    def caller(self) -> Caller:
        """Who asks."""
        return caller_of(self.request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Turn who may ask away at once, before the upload is read, where there is no room."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            refuse_if_full(self.caller.name)

    def fields(self) -> Fields:
        """The request's fields, and which of them are wrong."""
        serializer: Any = self.get_serializer_class()
        fields = read_fields(self.request, field_names(serializer))
        self.chosen = fields.texts
        return fields

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The form of the page; once it was sent, it keeps what was chosen."""
        serializer: Any = super().get_serializer(*args, **kwargs)
        for name, text in (self.chosen or {}).items():
            serializer.fields[name].initial = text
        return serializer
