"""From a request to who asks: the key and the person that it was authenticated with, and the address.

The address is the one rule for quotas, for failed logins and for the log: the last one that a trusted proxy adds to
X-Forwarded-For (`NUM_PROXIES`), otherwise the connection's. What a client writes there itself has no effect.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.contrib.auth.models import AbstractUser
from rest_framework.throttling import BaseThrottle

from filters.models import ApiKey
from filters.services.access import Caller

UNKNOWN = "0.0.0.0"  # noqa: S104  # nosec B104  # no address to listen on: who comes without one shares it
NETWORK_BITS = 64  # of an IPv6 address: one client has as many addresses as it likes below


def caller_of(request: Any) -> Caller:
    """Who asks, for a request of Django's or of REST framework's."""
    key, user = getattr(request, "auth", None), getattr(request, "user", None)
    return Caller(
        user=user if isinstance(user, AbstractUser) else None,
        key=key if isinstance(key, ApiKey) else None,
        address=address_of(request),
    )


def address_of(request: Any) -> str:
    """The client's address, of IPv6 its network; `UNKNOWN` behind a Unix socket, or where the proxy names none."""
    named = str(BaseThrottle().get_ident(request) or "").strip()
    try:
        address: IPv4Address | IPv6Address = ip_address(named.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, NETWORK_BITS), strict=False).network_address)
