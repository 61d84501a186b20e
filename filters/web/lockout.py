"""What is shown after too many failed logins."""

from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_MANY_REQUESTS = 429


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """A page that says how long to wait. It tells nothing about the name or the password."""
    pause = get_cool_off(request)
    seconds = int(pause.total_seconds()) if pause else 0
    answer = render(request, "filters/locked.html", {"minutes": -(-seconds // 60)}, status=TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(seconds)
    return answer
