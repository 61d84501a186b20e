"""The root: where everything is."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

CALLS = (
    "process", "batch", "operations", "generators", "presets", "looks", "fonts", "pictures", "inspect", "explain",
    "fetch", "files", "uploads",
)  # fmt: skip


class RootView(APIView):
    """imgsvc over HTTP. Each call has a form of its own; `docs` lists all of them with their parameters."""

    def get_view_name(self) -> str:
        """The name on the page."""
        return "API"

    def get(self, request: Request) -> Response:
        """The addresses of the calls."""
        names = {name: f"api:{name}" for name in CALLS} | {"schema": "schema", "docs": "docs"}
        return Response({name: reverse(target, request=request) for name, target in names.items()})
