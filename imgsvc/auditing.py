"""Middleware that tells the audit log whose request it is."""

from collections.abc import Callable
from ipaddress import ip_address

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.throttling import BaseThrottle

from filters.models.auditing import Origin, origin

ANONYMOUS = "anonymous"


class AuditMiddleware:
    """Reads nothing of a request, its session least of all, unless there is a change to record."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = origin.set(lambda: origin_of(request))
        try:
            return self.get_response(request)
        finally:
            origin.reset(token)


def origin_of(request: HttpRequest) -> Origin:
    """The user and the API key, if there are any, and the address by the rule of `NUM_PROXIES`."""
    user = getattr(request, "user", None)
    known = user if isinstance(user, AbstractBaseUser) and user.pk else None
    prefix = getattr(getattr(request, "auth", None), "prefix", None)  # REST framework sets both on this request too
    names = [known.get_username()] if known else []
    names += [f"API key {prefix}"] if prefix else []
    return Origin(by=", ".join(names) or ANONYMOUS, user=known, address=address_of(request))


def address_of(request: HttpRequest) -> str | None:
    """Where the request comes from; nothing where the proxy names what is no address."""
    named = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # reads only what HttpRequest has
    try:
        return str(ip_address(named))
    except ValueError:
        return None
