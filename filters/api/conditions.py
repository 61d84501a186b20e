"""Conditional requests (RFC 9110, section 13) on what has a strong ETag and a time of its last change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.http import HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from rest_framework.request import Request

from filters.api.errors import RequestInvalid
from filters.engine.errors import Problem
from filters.models import StoredFile
from filters.services.errors import PreconditionFailed

TAGS = ("If-Match", "If-None-Match")


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one state of a file from another: the quoted ETag, and when its content last changed."""

    etag: str | None
    modified: datetime | None

    @classmethod
    def of(cls, file: StoredFile | None) -> Self:
        """Those of the file; where there is none there are none."""
        return cls(None, None) if file is None else cls(f'"{file.blob.sha256}"', file.modified)

    def headers(self) -> dict[str, str]:
        """As an answer says them."""
        modified = {} if self.modified is None else {"Last-Modified": http_date(self.modified.timestamp())}
        return modified | ({} if self.etag is None else {"ETag": self.etag})

    def not_modified(self, request: Request) -> HttpResponseNotModified | None:
        """304 where the client has it already. Raises `PreconditionFailed` and `RequestInvalid`."""
        _require_valid(request)
        at = None if self.modified is None else int(self.modified.timestamp())
        answer = get_conditional_response(request._request, self.etag, at)
        if isinstance(answer, HttpResponseNotModified):
            return answer
        if answer is not None:
            raise PreconditionFailed(self._refusal())
        return None

    def may_resume(self, request: Request) -> bool:
        """Whether a range may be answered with a range: If-Range, where it is sent, names this very state.

        A date does only once it is a second old: what changed twice within it would have the same (RFC 9110, 8.8.2.2).
        """
        named = request.headers.get("If-Range", "").strip()
        if not named or self.modified is None:
            return True
        if named.startswith(('"', "W/")):
            return named == self.etag
        seconds = parse_http_date_safe(named)
        return seconds == int(self.modified.timestamp()) and timezone.now().timestamp() >= seconds + 1

    def _refusal(self) -> str:
        if self.etag is None:
            return "There is no such file yet, and If-Match expects one."
        return f"The file that is there has the ETag {self.etag}, and another one, or none, was expected."


def expected_by(request: Request) -> Callable[[StoredFile | None], None]:
    """What raises `PreconditionFailed` for a file that is not the one the request is about to change."""

    def expect(existing: StoredFile | None) -> None:
        Validators.of(existing).not_modified(request)

    return expect


def _require_valid(request: Request) -> None:
    """A condition that cannot be read must not count as fulfilled."""
    problems = [
        Problem(name, "parameter_invalid", f'{name} must list ETags in double quotes, such as "5d41402a", or be *.')
        for name in TAGS
        if request.headers.get(name) and not parse_etags(request.headers[name])
    ]
    if problems:
        raise RequestInvalid(problems)
