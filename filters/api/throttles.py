"""How many requests a minute."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from filters.callers import caller_of
from filters.services.quotas import request_take


class EveryThrottle(BaseThrottle):
    """Counts every request, for calls that cost with GET, too."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """True, or `Throttled` is raised."""
        request_take(caller=caller_of(request))
        return True


class RateThrottle(BaseThrottle):
    """Counts every request with a key, and the pictures and files of who has neither a key nor a login."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """True, or `Throttled` is raised: it knows the limit and says it."""
        caller = caller_of(request)
        takes_bodies = getattr(view, "takes_images", False) or getattr(view, "flows_through", False)
        if caller.is_known or (takes_bodies and request.method == "POST"):
            request_take(caller=caller)
        return True
