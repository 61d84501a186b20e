"""A long list by pages."""

from typing import Any

from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request

from filters.api.errors import RequestInvalid
from filters.engine.errors import Problem
from filters.engine.problems import shown

USUAL, MOST = 100, 1000
FURTHEST = 1_000_000_000


class FilePages(LimitOffsetPagination):
    """`limit` files after the first `offset`; a number that is none is refused, not passed over."""

    default_limit = USUAL
    max_limit = MOST

    def get_limit(self, request: Request) -> int:
        """How many. Raises `RequestInvalid`."""
        return _number(request, "limit", USUAL, 1, MOST)

    def get_offset(self, request: Request) -> int:
        """After how many. Raises `RequestInvalid`."""
        return _number(request, "offset", 0, 0, FURTHEST)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """As DRF describes them, with their ranges."""
        ranges = {"limit": {"minimum": 1, "maximum": MOST}, "offset": {"minimum": 0, "maximum": FURTHEST}}
        described: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        return [parameter | {"schema": parameter["schema"] | ranges[parameter["name"]]} for parameter in described]


def _number(request: Request, name: str, usual: int, least: int, most: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and least <= int(text[:12]) <= most):
        detail = f"{name} must be a whole number from {least} to {most}; got {shown(text)}."
        raise RequestInvalid([Problem(name, "parameter_invalid", detail)])
    return int(text)
