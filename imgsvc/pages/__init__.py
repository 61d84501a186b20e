"""The documentation pages that are written from declarations; `manage.py generate_docs` keeps them in `docs/`."""

from collections.abc import Callable

from imgsvc.pages import errors, formats, generators, operations, output, parity, settings

PAGES: dict[str, Callable[[], str]] = {
    "operations.md": operations.page,
    "generators.md": generators.page,
    "formats.md": formats.page,
    "output.md": output.page,
    "settings.md": settings.page,
    "errors.md": errors.page,
    "parity.md": parity.page,
}
