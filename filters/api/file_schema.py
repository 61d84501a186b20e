"""How the OpenAPI description shows files: bytes in and out, with what goes beside them in the query and in headers."""

from typing import Any, Literal

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from filters.api.delivery import DISPOSITIONS
from filters.api.files import EXPIRES, NAME, VISIBILITY, FileChange, FileSerializer, FileTerms
from filters.api.schema import ApiSchema
from filters.models import Visibility

RAW = {"type": "string", "format": "binary", "description": "The content."}
OCTETS = "application/octet-stream"
DIGEST = "The SHA-256 that the content has to have, as RFC 9530 writes it: sha-256=:<base64>:."
QUERY: dict[str, tuple[Any, str]] = {
    "name": (str, NAME),
    "visibility": ({"type": "string", "enum": Visibility.values}, VISIBILITY),
    "expires": (OpenApiTypes.DATETIME, EXPIRES),
    "disposition": (
        {"type": "string", "enum": list(DISPOSITIONS)},
        "Shown or saved; what is no raster image is saved.",
    ),
}
HEADERS: dict[str, tuple[Any, str]] = {
    "Range": (str, "Parts of the content, such as bytes=0-1023."),
    "If-Range": (str, "The ETag or the date for which Range counts; of another state the whole is sent."),
    "If-Match": (str, "ETags of which the file has to have one, or *."),
    "If-None-Match": (str, "ETags of which the file must have none, or *."),
    "Content-Digest": (str, DIGEST),
}
CONDITIONS = ("If-Match", "If-None-Match")
TAKEN: dict[str, tuple[str, ...]] = {
    "POST": ("name", "visibility", "expires", "Content-Digest"),
    "PUT": ("visibility", "expires", *CONDITIONS, "Content-Digest"),
    "GET": ("disposition", "Range", "If-Range", *CONDITIONS),
    "PATCH": CONDITIONS,
    "DELETE": CONDITIONS,
}
SAID = {"ETag": "The SHA-256 of the content.", "Last-Modified": "When the content last changed."}


class FileForm(FileTerms):
    """One file or several, all of them or none; the fields come before the files."""

    file = serializers.ListField(child=serializers.FileField(allow_empty_file=True), help_text="The files.")


class FileSchema(ApiSchema):
    """One operation on files. A view with `gives_content` answers GET with bytes."""

    def get_tags(self) -> list[str]:
        """All in one place."""
        return ["Files"]

    def get_request_serializer(self) -> Any:
        """A form or a raw body, a raw body, or JSON."""
        bodies: dict[str, Any] = {
            "POST": {"multipart/form-data": FileForm, OCTETS: RAW},
            "PUT": {OCTETS: RAW},
            "PATCH": FileChange,
        }
        return bodies.get(self.method)

    def get_override_parameters(self) -> list[Any]:
        """What goes beside a body, and what an answer says of the content."""
        if self.method == "GET" and not self._gives_content():
            return []
        names = TAKEN.get(self.method, ())
        asked = [*_parameters(names, QUERY, "query"), *_parameters(names, HEADERS, "header")]
        statuses = {"GET": [200, 206, 304], "PUT": [200, 201], "PATCH": [200]}.get(self.method, [])
        said = [
            OpenApiParameter(name, str, OpenApiParameter.HEADER, description=text, required=True, response=statuses)
            for name, text in SAID.items()
            if statuses
        ]
        return [*asked, *said]

    def _answer(self) -> dict[Any, Any]:
        if self.method == "POST":
            one = {"$ref": "#/components/schemas/File"}
            either = {"oneOf": [one, {"type": "array", "items": one}]}
            return {201: OpenApiResponse(either, "The file; a list where the form had several.")}
        if self.method == "PUT":
            return {200: OpenApiResponse(FileSerializer, "It was replaced."), 201: FileSerializer}
        if self.method == "PATCH":
            return {200: FileSerializer}
        if self._gives_content():
            return {
                (200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY, "The content."),
                (206, "*/*"): OpenApiResponse(OpenApiTypes.BINARY, "What Range asked for."),
                304: OpenApiResponse(None, "The client has it already."),
            }
        return super()._answer()

    def _gives_content(self) -> bool:
        return self.method == "GET" and getattr(self.view, "gives_content", False)


def _parameters(
    names: tuple[str, ...], table: dict[str, tuple[Any, str]], place: Literal["query", "header"]
) -> list[OpenApiParameter]:
    found = [(name, *table[name]) for name in names if name in table]
    return [OpenApiParameter(name, kind, place, description=text) for name, kind, text in found]
