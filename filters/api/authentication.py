"""`Authorization: Api-Key <key>`."""

from django.contrib.auth.models import AbstractUser, AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from filters.models import ApiKey
from filters.services.keys import KeyRefused, key_verify

SCHEME = "Api-Key"
REALM = "imgsvc"


class ApiKeyAuthentication(BaseAuthentication):
    """The key becomes `request.auth`, its owner `request.user`. Other schemes are not for us: a proxy may use them."""

    def authenticate(self, request: Request) -> tuple[AbstractUser | AnonymousUser, ApiKey] | None:
        """The owner and the key, or None where no key was sent."""
        scheme, _, text = str(request.META.get("HTTP_AUTHORIZATION", "")).strip().partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        try:
            key = key_verify(text=text.strip())
        except KeyRefused as error:
            raise AuthenticationFailed(error.detail) from error
        return key.owner or AnonymousUser(), key

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401."""
        return f'{SCHEME} realm="{REALM}"'
