"""How the call for many pictures is described."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse

from filters import conf
from filters.api.batch_fields import ARCHIVE, FORM, JSON, BatchSerializer
from filters.api.schema import ApiSchema
from filters.api.serializers import json_serializer
from filters.services.batch_sources import IMAGE, ZIP

LINES = "A JSON value each: `event` is `picture`, and in the last one `done`; see docs/batch.md."
ANSWERS = {
    "application/zip": "An entry for each picture; what failed is listed in the last one, errors.ndjson.",
    "multipart/mixed": "A part for each picture, of problem+json for what failed.",
    "application/x-ndjson": f"A line for each picture. {LINES}",
    "text/event-stream": f"An event for each picture. {LINES}",
}


JSON_FIELDS = type("BatchJson", (json_serializer(BatchSerializer),), {ZIP: None, "__doc__": "Stored pictures."})


class BatchSchema(ApiSchema):
    """A form, or JSON that names stored files; answers in four types."""

    def get_operation_id(self) -> str:
        """As its address."""
        return "batch"

    def get_tags(self) -> list[str]:
        """Beside `process`."""
        return ["Pictures"]

    def get_auth(self) -> list[dict[str, Any]]:
        """Open as pictures are."""
        auths = super().get_auth()
        return [*auths, {}] if conf.anonymous() and {} not in auths else auths

    def get_request_serializer(self) -> Any:
        """What `read_sent` reads."""
        raw = {"type": "string", "format": "binary", "description": "A ZIP archive."}
        return {FORM: BatchSerializer, JSON: JSON_FIELDS, ARCHIVE: raw}

    def get_override_parameters(self) -> list[Any]:
        """The fields once more as query parameters."""
        fields = BatchSerializer().fields.items()
        return [self._query_parameter(name, field) for name, field in fields if name not in (IMAGE, ZIP)]

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """The query string can name the pictures."""
        operation = super().get_operation(*args, **kwargs)
        operation["requestBody"]["required"] = False
        return operation

    def _answer(self) -> dict[Any, Any]:
        return {(200, media_type): OpenApiResponse(OpenApiTypes.BINARY, text) for media_type, text in ANSWERS.items()}
