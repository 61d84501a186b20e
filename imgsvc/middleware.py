"""The security headers of every answer, whoever made it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from imgsvc.headers import CSP, EVERYWHERE, INERT

Handler = Callable[[HttpRequest], HttpResponse]


def security_headers(get_response: Handler) -> Handler:
    """Pages keep django-csp's policy; pictures, data and static files get one under which nothing runs."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers[CSP] = INERT
        return response

    return answer
