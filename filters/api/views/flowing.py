"""Calls through which bodies and answers of any size flow: nothing parses their bodies but themselves."""

from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from filters.callers import caller_of
from filters.services.access import Caller
from filters.streams.responses import Stream
from filters.uploads.body import RequestBody, keep_unparsed
from filters.uploads.parts import FORM, Parts

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  # nosec B105  # a name of a field
SESSION = settings.SESSION_COOKIE_NAME
HEADER = settings.CSRF_HEADER_NAME

AnswerT = TypeVar("AnswerT", bound=HttpResponseBase)


class FlowingView(GenericAPIView[Any]):
    """`body` is what arrives; `parts` are its parts where it is a form."""

    flows_through = True
    parser_classes = ()
    _body: RequestBody | None = None
    _parts: Parts | None = None
    most_bytes: int | None = None
    """The longest body; None is what a file may have."""

    @property
    def caller(self) -> Caller:
        """Who asks."""
        return caller_of(self.request)

    @property
    def is_form(self) -> bool:
        """Whether the body has parts."""
        return (self.request.META.get("CONTENT_TYPE") or "").lower().startswith(FORM)

    @property
    def body(self) -> RequestBody:
        """What arrives. Raises `UploadTooLarge` where it announces too much."""
        if self._body is None:
            self._body = RequestBody(self.request, most=self.most_bytes)
        return self._body

    @property
    def parts(self) -> Parts:
        """The parts of the body. Raises `RequestMalformed` where it has none."""
        if self._parts is None:
            self._parts = Parts(self.body, self.request.META.get("CONTENT_TYPE") or "")
        return self._parts

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Keep everyone from parsing the body."""
        keep_unparsed(request)
        return unparsed(super().initialize_request(request, *args, **kwargs))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who has a login sends a token against CSRF: as a header, or, as pages do, in the form's first fields."""
        if request.method == "POST" and self.is_form and SESSION in request.COOKIES and HEADER not in request.META:
            token = QueryDict(mutable=True)
            token.setlist(TOKEN, self.parts.read_texts().pop(TOKEN, []))
            cast(Any, request)._data = token
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """What answers HEAD makes no body: the server would have all of it made, and drop it."""
        return without_body_of_head(request, super().finalize_response(request, response, *args, **kwargs))


def unparsed(request: Request) -> Request:
    """The request as if its body were empty, so that nobody parses it."""
    inner: Any = request
    inner._data, inner._files = QueryDict(), MultiValueDict()
    inner._full_data = inner._data
    return request


def without_body_of_head(request: Request, response: AnswerT) -> AnswerT:
    """The answer, where it is a stream and nobody wants its body, without it."""
    if request.method == "HEAD" and isinstance(response, Stream):
        response.omit_body()
    return response
