"""The error body of RFC 9457."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filters.codes import KINDS
from filters.engine.errors import Problem

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDetails:
    """One error answer. The code decides the status, unless HTTP itself does."""

    code: str
    detail: str
    status: int = 0
    errors: Sequence[Problem] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def answer_status(self) -> int:
        """The HTTP status."""
        return self.status or KINDS[self.code].status

    def body(self) -> dict[str, Any]:
        """The body as JSON values."""
        return {
            "type": f"urn:imgsvc:error:{self.code}",
            "title": KINDS[self.code].title,
            "status": self.answer_status(),
            "detail": self.detail,
            "code": self.code,
            "errors": [
                {"field": problem.field, "code": problem.code, "detail": problem.detail} for problem in self.errors
            ],
        }
