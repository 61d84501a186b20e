"""How the OpenAPI description tells tus: in headers, both ways."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from filters.api import tus
from filters.api.schema import ApiSchema

NUMBER = {"type": "integer", "minimum": 0}
TEXT = {"type": "string"}
VERSION = {"type": "string", "enum": [tus.VERSION]}
SENT: dict[str, tuple[tuple[str, ...], dict[str, Any], bool, str]] = {
    "Tus-Resumable": (("POST", "PATCH", "DELETE"), VERSION, True, "The version of tus that is spoken."),
    "Upload-Length": (
        ("POST", "PATCH"),
        NUMBER,
        False,
        "All of its bytes; where it was not known, with a later chunk.",
    ),
    "Upload-Defer-Length": (("POST",), {"type": "string", "enum": ["1"]}, False, "The length will be told later."),
    "Upload-Metadata": (("POST",), TEXT, False, "Keys with values in Base64: filename or name, and visibility."),
    "Upload-Offset": (("PATCH",), NUMBER, True, "From which byte of the upload on these are."),
    "Upload-Checksum": (("POST", "PATCH"), TEXT, False, f"Of these bytes: {', '.join(tus.CHECKSUMS)}, and Base64."),
}
"""Headers of requests: methods, schema, whether one must send it, and what it says."""
TOLD: dict[str, tuple[dict[str, int], bool, str]] = {
    "Location": ({"POST": 201}, True, "The upload's address."),
    "Tus-Resumable": ({"POST": 201, "PATCH": 204, "DELETE": 204}, True, "The version of tus that is spoken."),
    "Upload-Offset": ({"POST": 201, "PATCH": 204}, True, "How many bytes have come."),
    "Upload-Expires": ({"POST": 201, "PATCH": 204}, True, "Until when one can go on with it."),
    "Imgsvc-File": ({"POST": 201, "PATCH": 204}, False, "The id of the file that it became."),
    "Content-Location": ({"POST": 201, "PATCH": 204}, False, "The address of the file that it became."),
}
"""Headers of answers: the status of each method, whether it is always there, and what it says."""
ANSWERS = {"POST": (201, "It has begun."), "PATCH": (204, "The bytes are kept."), "DELETE": (204, "It is gone.")}


class UploadSchema(ApiSchema):
    """One operation on uploads."""

    def get_tags(self) -> list[str]:
        """Beside the files."""
        return ["Files"]

    def get_auth(self) -> list[dict[str, Any]]:
        """A stranger may send where the settings say so."""
        auths: list[dict[str, Any]] = super().get_auth()
        return auths if {} in auths else [*auths, {}]

    def get_request_serializer(self) -> Any:
        """Bytes of the upload."""
        if self.method not in ("POST", "PATCH"):
            return None
        return {tus.CHUNK: {"type": "string", "format": "binary", "description": "Bytes of the upload."}}

    def get_override_parameters(self) -> list[Any]:
        """The headers of the request and of its answer."""
        sent = [
            OpenApiParameter(name, schema, OpenApiParameter.HEADER, required=required, description=text)
            for name, (methods, schema, required, text) in SENT.items()
            if self.method in methods
        ]
        told = [
            OpenApiParameter(
                name, OpenApiTypes.STR, OpenApiParameter.HEADER, required=always, description=text,
                response=[statuses[self.method]],
            )
            for name, (statuses, always, text) in TOLD.items()
            if self.method in statuses
        ]  # fmt: skip
        return sent + told

    def _answer(self) -> dict[Any, Any]:
        if self.method not in ANSWERS:
            return {200: tus.TermsSerializer}
        status, text = ANSWERS[self.method]
        return {status: OpenApiResponse(None, text)}
