"""What Django's own error handlers answer: problems under the API, pages elsewhere."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from filters.api.errors import problem_details
from filters.api.problems import MEDIA_TYPE, ProblemDetails

PREFIX = "/api/"
BAD_REQUEST = ProblemDetails(code="parse_error", detail="The request is malformed.")
INTERNAL_ERROR = ProblemDetails(
    code="internal_error", detail="The service failed on this request. It was written to the log; try again later."
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where a limit of Django's was passed."""
    return _problem(exception, BAD_REQUEST) if _is_api(request) else defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _problem(exception, BAD_REQUEST) if _is_api(request) else defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _problem(exception, BAD_REQUEST) if _is_api(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Django has logged the traceback; the client sees none of it."""
    return _answer(INTERNAL_ERROR) if _is_api(request) else defaults.server_error(request)


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(PREFIX)


def _problem(exception: Exception, otherwise: ProblemDetails) -> HttpResponse:
    return _answer(problem_details(exception) or otherwise)


def _answer(details: ProblemDetails) -> HttpResponse:
    return JsonResponse(details.body(), status=details.answer_status(), content_type=MEDIA_TYPE)
