"""`manage.py generate_docs`: the pages of `docs/` that are written from declarations."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from imgsvc.pages import PAGES


class Command(BaseCommand):
    """Write the pages, or compare them with what stands there."""

    help = (
        "Write the generated pages of docs/ from the operations, formats, settings and errors that the code declares."
    )
    requires_system_checks = ()  # the pages say what a wrong setting should be

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` compares and writes nothing."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a page is out of date")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "docs", help="where the pages stand")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare every page."""
        folder: Path = options["folder"]
        stale = [name for name, build in PAGES.items() if _read(folder / name) != build()]
        if options["check"]:
            if stale:
                raise CommandError(f"Out of date: {', '.join(stale)}. Run `make docs` and commit the result.")
            self.stdout.write("The generated pages are up to date.")
            return
        for name in stale:
            (folder / name).write_text(PAGES[name](), encoding="utf-8")
        self.stdout.write(f"Wrote {', '.join(stale)}." if stale else "The generated pages were up to date.")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
