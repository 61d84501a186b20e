"""`/api/schema/`. The description follows from the code alone, so that each process draws it up once."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView


class OnceGenerator(SchemaGenerator):
    """Remembers what it made."""

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        """The public schema, whoever asks."""
        return public_schema()


class DescriptionView(SpectacularAPIView):
    """The OpenAPI description of everything here, as YAML or JSON."""

    generator_class = OnceGenerator


@cache
def public_schema() -> Any:
    """The schema as anyone may see it."""
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
