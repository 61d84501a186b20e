"""How the OpenAPI description shows what is sent on: a file of any kind in, whatever the other server says out."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from filters import conf
from filters.api.forwarding import ForwardSerializer
from filters.api.schema import ApiSchema
from filters.api.sending import NUMBER, STATUS

RAW = {"type": "string", "format": "binary", "description": "The file."}
SAID = {
    STATUS: "The other server's status, as proof that this is its answer.",
    NUMBER: "What stood for {id} in its address.",
    "Server-Timing": "Milliseconds: of forward, until its answer had begun, and of the stages before that.",
}
ANSWER = "The other server's answer, of whatever status; what is no JSON, text or raster image is octet-stream."


class ForwardSchema(ApiSchema):
    """The call that sends a file on."""

    def get_operation_id(self) -> str:
        """As its address."""
        return "forward"

    def get_tags(self) -> list[str]:
        """Beside `fetch`."""
        return ["Other servers"]

    def get_auth(self) -> list[dict[str, Any]]:
        """Open, for destinations that are for everyone."""
        auths = super().get_auth()
        return [*auths, {}] if conf.anonymous() and {} not in auths else auths

    def get_request_serializer(self) -> Any:
        """A form whose last part is the file, or the file alone."""
        return {"multipart/form-data": ForwardSerializer, "*/*": RAW}

    def get_override_parameters(self) -> list[Any]:
        """The fields once more as query parameters, and what an answer says."""
        fields = ForwardSerializer().fields.items()
        asked = [self._query_parameter(name, field) for name, field in fields if name != "image"]
        said = [
            OpenApiParameter(name, str, OpenApiParameter.HEADER, description=text, required=True, response=[200])
            for name, text in SAID.items()
        ]
        return [*asked, *said]

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """The query string can name a stored file."""
        operation = super().get_operation(*args, **kwargs)
        operation["requestBody"]["required"] = False
        return operation

    def _answer(self) -> dict[Any, Any]:
        return {(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY, ANSWER)}
