"""The OpenAPI description, drawn from the views: their serializers, their answers and the errors they name."""

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from filters import conf
from filters.api.answers import ArraySerializer, ProblemSerializer
from filters.api.lines import MEDIA_TYPE as LINES
from filters.api.problems import MEDIA_TYPE
from filters.api.security import COMMON_ERRORS
from filters.api.serializers import FILES, json_serializer
from filters.api.views.base import ImageView
from filters.api.views.operations import OperationView
from filters.codes import KINDS, NAMED_IN_PATH
from filters.engine.formats import FORMATS, JSON, NPY, NPZ, READABLE, WRITABLE

IMAGE_TYPES = tuple(FORMATS[name].media_type for name in WRITABLE if name in READABLE)
WRITES = ("POST", "PUT", "PATCH", "DELETE")
IN_QUERY = "Beside a raw body; in a form it is a field."
SUCCESS = {"POST": 201, "DELETE": 204}
ANSWER_HEADERS = {
    "Content-Disposition": "How to show the picture, and its name (RFC 6266).",
    "ETag": "Changes whenever the picture, the steps or the output choices do.",
    "Server-Timing": "Milliseconds of each stage: queue, decode, every step, encode.",
    "Image-Width": "Pixels.",
    "Image-Height": "Pixels.",
    "Image-Frames": "How many frames or pages.",
    "Image-Quality": "The quality that the encoder got; none where every pixel is kept.",
    "Image-Warnings": "What the result lost: frames_dropped, alpha_flattened, profile_ignored, colors_reduced; or what "
    "could not be had: choices_ignored, max_bytes_missed, target_missed.",
}
TAGS = {
    "process": "Pictures",
    "inspect": "Pictures",
    "explain": "Pictures",
    "presets": "Presets",
    "looks": "Assets",
    "fonts": "Assets",
    "pictures": "Assets",
    "fetch": "Other servers",
}
OPTIONAL_HEADERS = {"Image-Quality", "Image-Warnings"}


class ApiSchema(AutoSchema):
    """One operation of the description."""

    view: Any

    def is_excluded(self) -> bool:
        """The catalog entry is described once, not under every operation's own path."""
        return isinstance(self.view, OperationView) and self.view.operation is not None and self.method == "GET"

    def get_operation_id(self) -> str:
        """Such as `process`, `gaussianBlur`, `presetsCreate`; Swagger UI cannot link to a name with an underscore."""
        parts = [part for part in self.path.removeprefix("/api/v1/").split("/") if part and part[0] != "{"]
        if isinstance(self.view, OperationView) and self.view.operation is not None:
            parts = [self.view.operation.op]
        action = (
            {} if self._takes_image() else {"POST": "create", "PUT": "replace", "PATCH": "update", "DELETE": "delete"}
        )
        if self.method == "GET":
            action = {"GET": "list" if getattr(self.view, "answers_many", False) else "read"}
        ending = action.get(self.method, "apply" if "operations" in parts else "")
        first, *rest = re.split("[_-]", "_".join(filter(None, [*(parts or ["root"]), ending])))
        return first + "".join(word.capitalize() for word in rest)

    def get_tags(self) -> list[str]:
        """The family of an operation, or the kind of call."""
        if isinstance(self.view, OperationView) and self.view.operation is not None:
            return [self.view.operation.family]
        return [TAGS.get(self.path.removeprefix("/api/v1/").split("/")[0], "Catalog")]

    def get_summary(self) -> str:
        """One line."""
        return self.get_description().split("\n")[0]

    def get_description(self) -> str:  # type: ignore[override]
        """What the call does."""
        if isinstance(self.view, OperationView) and self.view.operation is not None:
            return str(self.view.operation.summary())
        return str(super().get_description())

    def get_auth(self) -> list[dict[str, Any]]:
        """Reading is open to anyone; so are pictures, unless strangers are kept out."""
        auths: list[dict[str, Any]] = super().get_auth()
        is_open = self.method == "GET" or (self._takes_image() and conf.anonymous())
        return [*auths, {}] if is_open and {} not in auths else auths

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """With the body required where nothing else can say which picture."""
        operation = super().get_operation(*args, **kwargs)
        if operation and self._takes_image():
            operation["requestBody"]["required"] = False  # the query string can name the picture
        return operation

    def get_request_serializer(self) -> Any:
        """A form, or the picture alone."""
        if not self._takes_image():
            usual = super().get_request_serializer()
            takes_lines = self.method in getattr(self.view, "lines_described", {}) and self.method == "POST"
            return {JSON.media_type: usual, LINES: OpenApiTypes.BINARY} if takes_lines else usual
        raw = {"type": "string", "format": "binary", "description": "The picture."}
        return {
            "multipart/form-data": self.view.get_serializer_class(),
            "image/*": raw,
            "application/octet-stream": raw,
            NPY.media_type: raw,
            NPZ.media_type: raw,
            "application/json": json_serializer(self.view.get_serializer_class()),
        }

    def map_parsers(self) -> list[str]:
        """Presets are documented as JSON; their forms are for the browsable API."""
        return ["application/json"]

    def get_override_parameters(self) -> list[Any]:
        """The fields once more as query parameters, for raw bodies, and the headers of a picture."""
        if not self._takes_image():
            return []
        fields = self.view.get_serializer_class()().fields.items()
        return [*(self._query_parameter(name, field) for name, field in fields if name not in FILES), *self._headers()]

    def get_response_serializers(self) -> Any:
        """The answer, and every error the view names, by status."""
        responses: dict[Any, Any] = {**self._answer()}
        by_status: dict[int, list[str]] = {}
        for code in self._error_codes():
            by_status.setdefault(self._status(code), []).append(code)
        for status, codes in sorted(by_status.items()):
            described = "; ".join(f"`{code}`: {KINDS[code].title.lower()}" for code in codes)
            responses[status, MEDIA_TYPE] = OpenApiResponse(ProblemSerializer, described)
        return responses

    def _takes_image(self) -> bool:
        return isinstance(self.view, ImageView) and self.method == "POST"

    def _answer(self) -> dict[Any, Any]:
        answer = getattr(self.view, "answer_class", None)
        content_types: tuple[str, ...] = getattr(self.view, "content_types", ())
        if content_types and self.method == "GET":
            return {(200, *content_types): OpenApiResponse(OpenApiTypes.BINARY, "The content.")}
        if self._takes_image() and (answer is None or isinstance(self.view, OperationView)):
            return {
                (200, *IMAGE_TYPES): OpenApiResponse(OpenApiTypes.BINARY, "The picture."),
                (200, JSON.media_type): OpenApiResponse(ArraySerializer, "The picture."),
            }
        if answer is None:
            return {
                200: OpenApiResponse({"type": "object", "additionalProperties": {"type": "string"}}, "The addresses.")
            }
        status = 200 if self._takes_image() else SUCCESS.get(self.method, 200)
        if status == 204:
            return {204: OpenApiResponse(None, "It is gone.")}
        many = getattr(self.view, "answers_many", False) and self.method == "GET"
        told: Any = answer(many=True) if many else answer
        line = getattr(self.view, "lines_described", {}).get(self.method)
        if line is None:
            return {status: told}
        described = OpenApiResponse(OpenApiTypes.STR, line)
        return {(status, JSON.media_type): told, (200, LINES): described}

    def _error_codes(self) -> tuple[str, ...]:
        codes: tuple[str, ...] = getattr(self.view, "error_codes", ())
        if self.method in WRITES:
            codes = getattr(self.view, "write_error_codes", codes)
        elif isinstance(self.view, OperationView):
            codes = ("operation_unknown",)
        if self._spelled_out():
            codes = tuple(code for code in codes if code != "operation_unknown")
        return (*codes, *COMMON_ERRORS)

    def _spelled_out(self) -> bool:
        return isinstance(self.view, OperationView) and self.view.operation is not None

    def _status(self, code: str) -> int:
        """The status here: what is named in the path and unknown is not found."""
        part = NAMED_IN_PATH.get(code)
        return 404 if part and f"{{{part}}}" in self.path else KINDS[code].status

    def _query_parameter(self, name: str, field: serializers.Field[Any, Any, Any, Any]) -> OpenApiParameter:
        schema = dict(self._map_serializer_field(field, "request"))  # type: ignore[no-untyped-call]
        text = schema.pop("description", "")
        schema.pop("default", None)  # Swagger UI would send it beside a form that says something else
        return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=f"{text} {IN_QUERY}")

    def _headers(self) -> list[OpenApiParameter]:
        if getattr(self.view, "answer_class", None) and not isinstance(self.view, OperationView):
            return []
        return [
            OpenApiParameter(
                name,
                str,
                OpenApiParameter.HEADER,
                required=name not in OPTIONAL_HEADERS,
                description=text,
                response=[200],
            )
            for name, text in ANSWER_HEADERS.items()
        ]
