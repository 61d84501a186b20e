"""How the OpenAPI description says who may call what."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from filters.api.authentication import SCHEME

COMMON_ERRORS = ("authentication_failed", "throttled")
"""What every call may answer to who sends a key."""


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The key in its header; Swagger UI asks for the header as a whole."""

    target_class = "filters.api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """The scheme."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": f"`{SCHEME} <key>`, such as `{SCHEME} Xb3kPq9Z.hE5...`. Staff makes keys in the admin.",
        }
