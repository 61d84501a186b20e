"""The addresses of a service with one view more: it reads its request, and fails."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

WORDS = "the words of the fault"


@csrf_exempt
def fail(request: HttpRequest) -> HttpResponse:
    """As a view with a defect does, which has everything that was sent in its hands."""
    sent: list[Any] = [request.body, request.headers, request.GET, request.COOKIES]
    raise RuntimeError(f"{WORDS}, about {len(sent)} things\nGET /forged HTTP/1.1")


urlpatterns = [path("fail/", fail), path("", include("imgsvc.urls"))]
handler500 = "filters.api.handlers.server_error"
