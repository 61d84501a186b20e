"""The browsable API: DRF's page, with a picture shown where the answer is one, and no inline style or script."""

import base64
from collections.abc import Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat
from rest_framework.renderers import BrowsableAPIRenderer
from rest_framework.request import Request

from filters.api.responses import ImageResponse

SAFE = ("GET", "HEAD")


class PageRenderer(BrowsableAPIRenderer):
    """The API as pages for people."""

    renderer_context: Mapping[str, Any]

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> str:
        """The page. A call that only takes POST shows its form to a visitor instead of a refusal."""
        context = dict(renderer_context or {})
        invites = _invites(context)
        page: str = super().render(None if invites else data, accepted_media_type, context)
        if invites:
            context["response"].status_code = 200
        return page

    def get_context(
        self, data: Any, accepted_media_type: str | None, renderer_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """DRF's context, and the picture or the problem."""
        picture = data if isinstance(data, ImageResponse) else None
        context = super().get_context(None if picture else data, accepted_media_type, renderer_context)
        context |= {"code_style": "", "invites": _invites(renderer_context)}
        if picture:
            context |= {"picture": _picture(picture), "response_headers": dict(sorted(picture.headers.items()))}
        elif renderer_context["response"].exception:
            context |= {"problem": data}
        return context

    def get_content(self, renderer: Any, data: Any, *args: Any) -> str:
        """The JSON answer; none where there is a picture or only a form."""
        return "" if data is None else str(super().get_content(renderer, data, *args))

    def get_rendered_html_form(self, data: Any, view: Any, method: str, request: Request) -> Any:
        """The form, unless the path leads nowhere."""
        status = self.renderer_context["response"].status_code
        return None if status == 404 else super().get_rendered_html_form(data, view, method, request)

    def get_raw_data_form(self, data: Any, view: Any, method: str, request: Request) -> Any:
        """A box for JSON, where the call takes JSON."""
        status = self.renderer_context["response"].status_code
        takes_json = any(parser.media_type == "application/json" for parser in view.parser_classes)
        return super().get_raw_data_form(data, view, method, request) if takes_json and status != 404 else None


def _invites(context: Mapping[str, Any]) -> bool:
    """Whether a browser came to a call that only takes POST."""
    is_refused = context["response"].status_code == 405 and context["request"].method in SAFE
    return is_refused and "POST" in context["view"].allowed_methods


def _picture(answer: ImageResponse) -> dict[str, Any]:
    rendition = answer.rendition
    return {
        "source": f"data:{rendition.media_type};base64,{base64.b64encode(rendition.data).decode()}",
        "shown": rendition.format.shown,
        "name": answer.filename,
        "width": rendition.size[0],
        "height": rendition.size[1],
        "label": rendition.format.label,
        "size": filesizeformat(len(rendition.data)),
    }
