"""Which renderer answers. Images are no renderers: the service chooses their format from the same header."""

from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import NotAcceptable, UnsupportedMediaType
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from filters.api.fields import HOW_TO_SEND
from filters.engine.problems import shown


class ImageNegotiation(DefaultContentNegotiation):
    """Takes the page for a browser, and JSON for whatever else Accept names: that is for errors only."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        """The parser of the body; a 415 says how to send a picture."""
        parser = super().select_parser(request, parsers)
        if parser is None:
            sent = shown(request.content_type, quote=False)
            raise UnsupportedMediaType(request.content_type, f"This call does not read {sent}. {HOW_TO_SEND}")
        return parser

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer and its media type; never a 406 of its own."""
        known: list[Any] = list(renderers)
        try:
            chosen: tuple[BaseRenderer, str] = super().select_renderer(request, known, format_suffix)
        except NotAcceptable:
            return known[0], known[0].media_type
        return chosen
